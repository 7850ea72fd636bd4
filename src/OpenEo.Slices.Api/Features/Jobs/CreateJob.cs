using System.Text.Json;
using System.Text.Json.Serialization;
using Carter;
using FluentValidation;
using MediatR;
using Microsoft.AspNetCore.Mvc;
using Npgsql;
using OpenEo.Slices.Api.Access;
using OpenEo.Slices.Api.Graphs;
using OpenEo.Slices.Api.Jobs;
using OpenEo.Slices.Api.Postgres;
using OpenEo.Slices.Api.Web;
using OpenEo.Slices.Engine.Faults;

namespace OpenEo.Slices.Api.Features.Jobs;

/// <summary>
/// POST /jobs: stores a process graph as a batch job. Nothing runs before it is started.
/// Repeated with the same <c>Idempotency-Key</c>, it answers with the same job.
/// </summary>
static class CreateJob
{
    /// <summary>What the client sends. Members that the API does not know are kept and given back.</summary>
    public sealed record Body(string? Title, string? Description, JsonElement Process, string? Plan, double? Budget, string? LogLevel)
    {
        /// <summary>All other members, such as <c>job_options</c>.</summary>
        [JsonExtensionData]
        public Dictionary<string, JsonElement> Extra { get; init; } = [];
    }

    internal sealed record Request(string UserId, Body Body, string? IdempotencyKey) : IRequest<string>;

    internal sealed class Endpoint : ICarterModule
    {
        public void AddRoutes(IEndpointRouteBuilder app) => app.MapPost("/jobs",
            async (
                Body body, [FromHeader(Name = "Idempotency-Key")] string? key, CurrentUser user, Links links, IMediator mediator, HttpResponse response,
                CancellationToken ct) =>
            {
                var id = await mediator.Send(new Request(user.Id, body, key), ct);
                response.Headers["OpenEO-Identifier"] = id;
                return Results.Created(links.To($"/jobs/{id}"), null);
            });
    }

    internal sealed class Validator : AbstractValidator<Request>
    {
        public Validator(Billing billing)
        {
            RuleFor(r => r.IdempotencyKey).Must(key => key is null || key.Length is > 0 and <= 200 && Json.IsKey(key))
                .WithErrorCode(ErrorCodes.RequestInvalid).WithMessage("'Idempotency-Key' must have 1 to 200 characters.");
            RuleFor(r => r.Body.Title).Must(title => JobMembers.IsStorable(title, 1000))
                .WithErrorCode(ErrorCodes.RequestInvalid).WithMessage("The title must have at most 1000 characters, none of them zero.");
            RuleFor(r => r.Body.Description).Must(description => JobMembers.IsStorable(description, 100_000))
                .WithErrorCode(ErrorCodes.RequestInvalid).WithMessage("The description must have at most 100000 characters, none of them zero.");
            RuleFor(r => r.Body.Process).Must(process => process.ValueKind is not (JsonValueKind.Undefined or JsonValueKind.Null))
                .WithErrorCode(FaultCodes.ProcessGraphMissing).WithMessage("The job has no process. Send it as 'process', an object with a 'process_graph'.");
            RuleFor(r => r.Body.Process).Must(process => process.ValueKind is JsonValueKind.Object or JsonValueKind.Undefined or JsonValueKind.Null)
                .WithErrorCode(FaultCodes.ProcessInvalid).WithMessage("'process' must be an object with a 'process_graph'.");
            RuleFor(r => r.Body.Process).Must(process => process.ValueKind is not JsonValueKind.Object || Json.IsText(process))
                .WithErrorCode(FaultCodes.ProcessInvalid).WithMessage("The process has text that is not Unicode.");
            RuleFor(r => r.Body.Extra).Must(extra => extra.Values.All(Json.IsText))
                .WithErrorCode(ErrorCodes.RequestInvalid).WithMessage("The request has text that is not Unicode.");
            RuleFor(r => r.Body.Plan).Must(billing.IsPlan).WithErrorCode(ErrorCodes.BillingPlanInvalid).WithMessage(billing.PlanMessage);
            RuleFor(r => r.Body.Plan).Must(plan => plan is not null || billing.DefaultPlan is not null)
                .WithErrorCode(ErrorCodes.BillingPlanMissing).WithMessage($"Say which 'plan' to charge. {billing.PlansMessage}");
            RuleFor(r => r.Body.Budget).Must(JobMembers.IsBudget).WithErrorCode(ErrorCodes.BudgetInvalid).WithMessage(JobMembers.BudgetMessage);
            RuleFor(r => r.Body.LogLevel).Must(JobMembers.IsLogLevel).WithErrorCode(ErrorCodes.RequestInvalid).WithMessage(JobMembers.LogLevelMessage);
            RuleFor(r => r.Body.Extra).Custom(JobMembers.CheckOptions);
        }
    }

    internal sealed class Handler(NpgsqlDataSource db, GraphChecker checker, IdempotencyKeys keys, Billing billing, TimeProvider clock)
        : IRequestHandler<Request, string>
    {
        // Whatever the job's log level: some clients wait until there is a first entry.
        const string Insert = $"""
            WITH job AS (
                INSERT INTO jobs (id, user_id, title, description, process, plan, budget, log_level, extra, status, created, updated)
                VALUES (@id, @UserId, @Title, @Description, @process::json, @plan, @Budget, @level, @extra::json, 'created', @now, @now)
                RETURNING id
            )
            INSERT INTO job_logs (job_id, time, level, message)
            SELECT id, @now, {JobLog.Info}, 'Created.'
            FROM job
            """;

        public async Task<string> Handle(Request request, CancellationToken cancellationToken)
        {
            var body = request.Body;
            var (faults, _) = await checker.CheckAsync(request.UserId, body.Process, cancellationToken);
            if (faults.Count > 0) throw new ProcessGraphException(faults);
            var now = clock.GetUtcNow();
            var id = OrderedId.New("j", now);
            var extra = body.Extra.Where(member => !JobMembers.IsReadOnly(member.Key)).ToDictionary();
            var parameters = new
            {
                id,
                request.UserId,
                body.Title,
                body.Description,
                process = body.Process.GetRawText(),
                plan = billing.Spell(body.Plan),
                body.Budget,
                level = body.LogLevel ?? LogSeverity.Info.Name(),
                extra = JsonSerializer.Serialize(extra, Json.Options),
                now,
            };
            if (request.IdempotencyKey is { } key) return await keys.OnceAsync(request.UserId, key, body, id, Insert, parameters, cancellationToken);
            await db.ExecuteAsync(Insert, parameters, cancellationToken);
            return id;
        }
    }
}
