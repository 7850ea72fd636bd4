using System.Text.Json;
using System.Text.Json.Serialization;
using System.Xml;
using Carter;
using MediatR;
using Microsoft.AspNetCore.Mvc;
using Npgsql;
using OpenEo.Slices.Api.Access;
using OpenEo.Slices.Api.Graphs;
using OpenEo.Slices.Api.Jobs;
using OpenEo.Slices.Api.Postgres;
using OpenEo.Slices.Api.Running;
using OpenEo.Slices.Api.Settings;
using OpenEo.Slices.Api.Web;
using OpenEo.Slices.Engine.Faults;

namespace OpenEo.Slices.Api.Features.Jobs;

/// <summary>GET /jobs/{job_id}/estimate: what a job would read and write, and how long that would take by the experience of earlier runs.</summary>
static class EstimateJob
{
    internal sealed record Request(string UserId, string JobId) : IRequest<Response>;

    /// <summary>
    /// Costs, ISO 8601 duration, bytes of the results before compression, full downloads that are included (null: any number, they cost nothing), and until
    /// when all this holds. Beyond the API, <paramref name="Basis"/> says in words what it comes from.
    /// </summary>
    public sealed record Response(double Costs, string? Duration, long Size,
        [property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] int? DownloadsIncluded, DateTime Expires, string Basis);

    internal sealed class Endpoint : ICarterModule
    {
        public void AddRoutes(IEndpointRouteBuilder app) => app.MapGet("/jobs/{job_id}/estimate",
            async ([FromRoute(Name = "job_id")] string id, CurrentUser user, IMediator mediator, CancellationToken ct) =>
            Results.Ok(await mediator.Send(new Request(user.Id, id), ct)));
    }

    internal sealed class Handler(NpgsqlDataSource db, UserContexts users, SyncLane lane, Billing billing, TimeProvider clock, EstimateSettings settings)
        : IRequestHandler<Request, Response>
    {
        const string Select = "SELECT process, plan FROM jobs WHERE id = @JobId AND user_id = @UserId";

        // Rates change with the machine's load.
        static readonly TimeSpan Validity = TimeSpan.FromDays(1);

        // Rates of all users together: they say nothing about anybody's data.
        const string SelectRate = """
            SELECT count(*) AS runs, coalesce(sum(duration_seconds), 0) AS seconds, coalesce(sum(cpu_seconds), 0) AS cpu, coalesce(sum(input_pixels),
                0)::bigint AS pixels
            FROM (
                SELECT duration_seconds, cpu_seconds, input_pixels
                FROM job_runs
                WHERE state = 'finished' AND input_pixels > 0
                ORDER BY id DESC
                LIMIT 50
            ) AS recent
            """;

        sealed record Job(JsonElement Process, string? Plan);

        sealed record Rate(long Runs, double Seconds, double Cpu, long Pixels);

        public async Task<Response> Handle(Request request, CancellationToken cancellationToken)
        {
            var job = await db.FindAsync<Job>(Select, request, cancellationToken) ?? throw OpenEoException.JobNotFound(request.JobId);
            try
            {
                var user = await users.OpenAsync(request.UserId, job.Process, cancellationToken);
                var (plan, _) = await lane.PlanAsync(user, job.Process, null, TimeSpan.FromSeconds(settings.Seconds), cancellationToken);
                var rate = (await db.FindAsync<Rate>(SelectRate, null, cancellationToken))!;
                var work = $"{plan.InputPixels} pixels to read, {plan.OutputCells} cells to write in {plan.Windows} windows";
                var expires = (clock.GetUtcNow() + Validity).UtcDateTime;
                if (rate.Pixels == 0)
                    return new Response(billing.Cost(job.Plan, plan.InputPixels, 0, plan.OutputBytes), null, plan.OutputBytes, null, expires,
                        $"{work}; no earlier run tells how long that takes.");
                var seconds = Math.Ceiling(1 + plan.InputPixels * (rate.Seconds / rate.Pixels));
                var costs = billing.Cost(job.Plan, plan.InputPixels, plan.InputPixels * (rate.Cpu / rate.Pixels), plan.OutputBytes);
                return new Response(costs, XmlConvert.ToString(TimeSpan.FromSeconds(Math.Min(seconds, 1e9))), plan.OutputBytes, null, expires,
                    $"{work}; speed of the last {rate.Runs} finished runs: {rate.Pixels / rate.Seconds:0} pixels/s.");
            }
            catch (OpenEoException e) when (e.Code is FaultCodes.RequestTimeout or FaultCodes.ProcessGraphComplexity)
            {
                throw new OpenEoException(ErrorCodes.EstimateComplexity);
            }
        }
    }
}
