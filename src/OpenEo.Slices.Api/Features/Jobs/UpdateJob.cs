using System.Text.Json;
using Carter;
using Dapper;
using FluentValidation;
using MediatR;
using Microsoft.AspNetCore.Mvc;
using Npgsql;
using OpenEo.Slices.Api.Access;
using OpenEo.Slices.Api.Graphs;
using OpenEo.Slices.Api.Jobs;
using OpenEo.Slices.Api.Web;
using OpenEo.Slices.Engine.Faults;

namespace OpenEo.Slices.Api.Features.Jobs;

/// <summary>PATCH /jobs/{job_id}: changes the given members and no others; null clears. Not while the job is queued or running.</summary>
static class UpdateJob
{
    internal sealed record Request(string UserId, string JobId, JsonElement Body) : IRequest;

    internal sealed class Endpoint : ICarterModule
    {
        public void AddRoutes(IEndpointRouteBuilder app) => app.MapPatch("/jobs/{job_id}",
            async ([FromRoute(Name = "job_id")] string id, [FromBody] JsonElement body, CurrentUser user, IMediator mediator, CancellationToken ct) =>
            {
                await mediator.Send(new Request(user.Id, id, body), ct);
                return Results.NoContent();
            });
    }

    internal sealed class Validator : AbstractValidator<Request>
    {
        public Validator(Billing billing)
        {
            RuleFor(r => r.Body).Must(body => body.ValueKind is JsonValueKind.Object && Json.IsText(body))
                .WithErrorCode(ErrorCodes.RequestInvalid).WithMessage("The body must be a JSON object.");
            When(r => r.Body.ValueKind is JsonValueKind.Object && Json.IsText(r.Body), () =>
            {
                RuleForEach(r => r.Body.EnumerateObject()).Must(member => !JobMembers.IsReadOnly(member.Name)).WithErrorCode(ErrorCodes.PropertyNotEditable)
                    .WithMessage((_, member) => $"The property '{member.Name}' cannot be changed.").OverridePropertyName("body");
                Member("title", value => IsText(value, 1000), ErrorCodes.RequestInvalid, "The title must be a text of at most 1000 characters or null.");
                Member(
                    "description", value => IsText(value, 100_000),
                    ErrorCodes.RequestInvalid, "The description must be a text of at most 100000 characters or null.");
                Member(
                    "process", value => value.ValueKind is JsonValueKind.Object, FaultCodes.ProcessInvalid,
                    "'process' must be an object with a 'process_graph'.");
                Member("plan", value => IsText(value, 100) && billing.IsPlan(value.GetString()), ErrorCodes.BillingPlanInvalid, billing.PlanMessage);
                Member("budget", IsBudget, ErrorCodes.BudgetInvalid, JobMembers.BudgetMessage);
                Member("log_level", IsLogLevel, ErrorCodes.RequestInvalid, JobMembers.LogLevelMessage);
                RuleFor(r => r.Body).Custom((body, context) =>
                    JobMembers.CheckOptions(body.EnumerateObject().ToDictionary(member => member.Name, member => member.Value), context));
            });
        }

        void Member(string name, Func<JsonElement, bool> allowed, string code, string message) =>
            RuleFor(r => r.Body).Must(body => !body.TryGetProperty(name, out var value) || allowed(value)).WithErrorCode(code).WithMessage(message);

        static bool IsBudget(JsonElement value) =>
            value.ValueKind is JsonValueKind.Null || value.ValueKind is JsonValueKind.Number && JobMembers.IsBudget(value.GetDouble());

        static bool IsLogLevel(JsonElement value) => value.ValueKind is JsonValueKind.String && JobMembers.IsLogLevel(value.GetString());

        static bool IsText(JsonElement value, int length) =>
            value.ValueKind is JsonValueKind.Null || value.ValueKind is JsonValueKind.String && JobMembers.IsStorable(value.GetString(), length);
    }

    internal sealed class Handler(NpgsqlDataSource db, GraphChecker checker, Billing billing, TimeProvider clock) : IRequestHandler<Request, Unit>
    {
        const string Select = """
            SELECT title, description, process, plan, budget, log_level, extra, status
            FROM jobs
            WHERE id = @JobId AND user_id = @UserId
            FOR NO KEY UPDATE
            """;

        const string Update = """
            UPDATE jobs
            SET title = @Title, description = @Description, process = @Process::json, plan = @Plan, budget = @Budget, log_level = @LogLevel,
                extra = @Extra::json, updated = @now
            WHERE id = @JobId AND user_id = @UserId
            """;

        sealed record Row(string? Title, string? Description, string Process, string? Plan, double? Budget, string LogLevel, string Extra, string Status);

        public async Task<Unit> Handle(Request request, CancellationToken cancellationToken)
        {
            if (request.Body.TryGetProperty("process", out var process)
                && await checker.CheckAsync(request.UserId, process, cancellationToken) is ({ Count: > 0 } faults, _)) throw new ProcessGraphException(faults);
            await using var connection = await db.OpenConnectionAsync(cancellationToken);
            await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
            var row = await connection.QuerySingleOrDefaultAsync<Row>(
                new CommandDefinition(Select, new { request.JobId, request.UserId }, transaction, cancellationToken: cancellationToken))
                ?? throw OpenEoException.JobNotFound(request.JobId);
            if (JobStatus.IsActive(row.Status)) throw new OpenEoException(ErrorCodes.JobLocked);
            if (request.Body.EnumerateObject().ToList() is not { Count: > 0 } members) return Unit.Value;
            var changed = members.Aggregate(row, Change);
            await connection.ExecuteAsync(new CommandDefinition(Update, new
            {
                request.JobId,
                request.UserId,
                changed.Title,
                changed.Description,
                changed.Process,
                changed.Plan,
                changed.Budget,
                changed.LogLevel,
                changed.Extra,
                now = clock.GetUtcNow(),
            }, transaction, cancellationToken: cancellationToken));
            await transaction.CommitAsync(cancellationToken);
            return Unit.Value;
        }

        Row Change(Row row, JsonProperty member) => member.Name switch
        {
            "title" => row with { Title = member.Value.GetString() },
            "description" => row with { Description = member.Value.GetString() },
            "process" => row with { Process = member.Value.GetRawText() },
            "plan" => row with { Plan = billing.Spell(member.Value.GetString()) ?? row.Plan },   // the API: null does not change the plan
            "budget" => row with { Budget = member.Value.ValueKind is JsonValueKind.Null ? null : member.Value.GetDouble() },
            "log_level" => row with { LogLevel = member.Value.GetString()! },
            _ => row with { Extra = Merge(row.Extra, member) },
        };

        static string Merge(string extra, JsonProperty member)
        {
            var members = JsonSerializer.Deserialize<Dictionary<string, JsonElement>>(extra, Json.Options)!;
            if (member.Value.ValueKind is JsonValueKind.Null) members.Remove(member.Name);
            else members[member.Name] = member.Value;
            return JsonSerializer.Serialize(members, Json.Options);
        }
    }
}
