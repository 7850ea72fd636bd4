using System.Formats.Tar;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using Carter;
using FluentValidation;
using MediatR;
using Npgsql;
using OpenEo.Slices.Api.Access;
using OpenEo.Slices.Api.Graphs;
using OpenEo.Slices.Api.Jobs;
using OpenEo.Slices.Api.Postgres;
using OpenEo.Slices.Api.Running;
using OpenEo.Slices.Api.Storage;
using OpenEo.Slices.Api.Web;
using OpenEo.Slices.Engine.Faults;

namespace OpenEo.Slices.Api.Features.Result;

/// <summary>
/// POST /result: computes a process at once and answers with the file (several in a tar), or with the bare JSON value. Ends when the client goes away.
/// </summary>
static class ProcessSync
{
    /// <summary>What the client sends; of other members only job options mean something here.</summary>
    public sealed record Body(JsonElement Process, string? Plan, double? Budget, string? LogLevel)
    {
        /// <summary>All other members.</summary>
        [JsonExtensionData]
        public Dictionary<string, JsonElement> Extra { get; init; } = [];
    }

    internal sealed record Request(string UserId, string Id, Body Body) : IRequest<WorkerReply.Computed>;

    internal sealed class Endpoint : ICarterModule
    {
        public void AddRoutes(IEndpointRouteBuilder app) => app.MapPost("/result",
            async (Body body, CurrentUser user, Links links, IMediator mediator, ResultFiles files, HttpContext context, CancellationToken ct) =>
            {
                var id = $"r-{Guid.CreateVersion7():N}";
                var (folder, costs) = (files.SyncFolder(id), 0.0);
                // Errors have them too; the exception handler clears what is set before the response starts.
                context.Response.OnStarting(() =>
                {
                    context.Response.Headers["OpenEO-Identifier"] = id;
                    context.Response.Headers["OpenEO-Costs"] = costs.ToString(CultureInfo.InvariantCulture);
                    context.Response.Headers.Link = $"<{links.To($"/result/{id}/logs")}>; rel=\"monitor\"";
                    return Task.CompletedTask;
                });
                context.Response.OnCompleted(() => Task.Run(() => files.DeleteSync(id), CancellationToken.None));
                var result = await mediator.Send(new Request(user.Id, id, body), ct);
                costs = result.Costs;
                return result switch
                {
                    { Value: { } value } => Results.Content(value, "application/json"),
                    { Files: [var file] } => Results.File(Path.Combine(folder, file.Name), file.MediaType, file.Name),
                    _ => Results.Stream(body => WriteTarAsync(folder, result.Files, body, ct), "application/x-tar", $"{id}.tar"),
                };
            });

        static async Task WriteTarAsync(string folder, IReadOnlyList<SyncFile> files, Stream body, CancellationToken ct)
        {
            await using var tar = new TarWriter(body, TarEntryFormat.Pax, leaveOpen: true);
            foreach (var file in files) await tar.WriteEntryAsync(Path.Combine(folder, file.Name), file.Name, ct);
        }
    }

    internal sealed class Validator : AbstractValidator<Request>
    {
        public Validator(Billing billing)
        {
            RuleFor(r => r.Body.Process).Must(process => process.ValueKind is not (JsonValueKind.Undefined or JsonValueKind.Null))
                .WithErrorCode(FaultCodes.ProcessGraphMissing)
                .WithMessage("The request has no process. Send it as 'process', an object with a 'process_graph'.");
            RuleFor(r => r.Body.Process).Must(
                process => process.ValueKind is JsonValueKind.Undefined or JsonValueKind.Null
                || process.ValueKind is JsonValueKind.Object && Json.IsText(process))
                .WithErrorCode(FaultCodes.ProcessInvalid).WithMessage("'process' must be an object with a 'process_graph'.");
            RuleFor(r => r.Body.Plan).Must(billing.IsPlan).WithErrorCode(ErrorCodes.BillingPlanInvalid).WithMessage(billing.PlanMessage);
            RuleFor(r => r.Body.Plan).Must(plan => plan is not null || billing.DefaultPlan is not null).WithErrorCode(ErrorCodes.BillingPlanMissing)
                .WithMessage($"Say which 'plan' to charge. {billing.PlansMessage}");
            RuleFor(r => r.Body.Budget).Must(JobMembers.IsBudget).WithErrorCode(ErrorCodes.BudgetInvalid).WithMessage(JobMembers.BudgetMessage);
            RuleFor(r => r.Body.LogLevel).Must(JobMembers.IsLogLevel).WithErrorCode(ErrorCodes.RequestInvalid).WithMessage(JobMembers.LogLevelMessage);
            RuleFor(r => r.Body.Extra).Custom(JobMembers.CheckOptions);
        }
    }

    internal sealed class Handler(NpgsqlDataSource db, GraphChecker checker, SyncLane lane, Billing billing, TimeProvider clock)
        : IRequestHandler<Request, WorkerReply.Computed>
    {
        const string Insert = """
            INSERT INTO sync_requests (id, user_id, created, logs)
            VALUES (@Id, @UserId, @now, @logs::json)
            """;

        const string Charge = "UPDATE users SET credit = credit - @Costs WHERE id = @UserId";

        public async Task<WorkerReply.Computed> Handle(Request request, CancellationToken cancellationToken)
        {
            await billing.DemandCreditAsync(db, request.UserId, cancellationToken);
            var (faults, user) = await checker.CheckAsync(request.UserId, request.Body.Process, cancellationToken);
            var log = new SyncLog(clock, LogSeverities.Find(request.Body.LogLevel) ?? LogSeverity.Info);
            try
            {
                if (faults.Count > 0) throw new ProcessGraphException(faults);
                var options = DefaultOptions.ReadSynchronous(request.Body.Process, user, request.Body.Extra, fault => log.Add(LogSeverity.Warning, fault));
                var result = await lane.ComputeAsync(user, request.Body.Process, (request.Body.Budget, request.Body.Plan), options, request.Id, log.Add,
                    cancellationToken);
                if (result.Costs > 0) await db.ExecuteAsync(Charge, new { request.UserId, result.Costs }, CancellationToken.None);
                log.Add(LogSeverity.Info, "Finished.");
                return result;
            }
            catch (ProcessGraphException e)
            {
                foreach (var fault in e.Faults) log.Add(LogSeverity.Error, fault.Message, fault.Node, fault.Code);
                throw;
            }
            catch (OpenEoException e)
            {
                log.Add(LogSeverity.Error, e.Message, code: e.Code);
                throw;
            }
            finally
            {
                await db.ExecuteAsync(Insert, new { request.Id, request.UserId, now = clock.GetUtcNow(), logs = log.ToJson() }, CancellationToken.None);
            }
        }
    }
}
