using System.Text.Json;
using System.Xml;
using Carter;
using MediatR;
using Microsoft.AspNetCore.Mvc;
using Npgsql;
using OpenEo.Slices.Api.Hosting;
using OpenEo.Slices.Api.Running;

namespace OpenEo.Slices.Api.Features.Jobs;

/// <summary>GET /jobs/{job_id}/estimate: what a job would read and write, and how long that would take by the experience of earlier runs.</summary>
public static class EstimateJob
{
    internal sealed record Request(string UserId, string JobId) : IRequest<Response>;

    /// <summary>Costs, ISO 8601 duration, and bytes of the results before compression; <paramref name="Basis"/> says in words what they come from.</summary>
    public sealed record Response(double Costs, string? Duration, long Size, string Basis);

    /// <summary>Maps the route.</summary>
    public sealed class Endpoint : ICarterModule
    {
        /// <inheritdoc/>
        public void AddRoutes(IEndpointRouteBuilder app) => app.MapGet("/jobs/{job_id}/estimate",
            async ([FromRoute(Name = "job_id")] string id, CurrentUser user, IMediator mediator, CancellationToken ct) => Results.Ok(await mediator.Send(new Request(user.Id, id), ct)));
    }

    internal sealed class Handler(NpgsqlDataSource db, Instant instant, IConfiguration configuration) : IRequestHandler<Request, Response>
    {
        const string Select = "SELECT process FROM jobs WHERE id = @JobId AND user_id = @UserId";

        // Rates of all users together: they say nothing about anybody's data.
        const string SelectRate = """
            SELECT count(*) AS runs, coalesce(sum(duration_seconds), 0) AS seconds, coalesce(sum(input_pixels), 0)::bigint AS pixels
            FROM (
                SELECT duration_seconds, input_pixels
                FROM job_runs
                WHERE state = 'finished' AND input_pixels > 0
                ORDER BY id DESC
                LIMIT 50
            ) AS recent
            """;

        sealed record Rate(long Runs, double Seconds, long Pixels);

        public async Task<Response> Handle(Request request, CancellationToken cancellationToken)
        {
            var process = await db.FindAsync<JsonElement?>(Select, request, cancellationToken) ?? throw OpenEoException.JobNotFound(request.JobId);
            try
            {
                var (plan, _) = await instant.PlanAsync(request.UserId, process, null, TimeSpan.FromSeconds(configuration.GetValue("Estimates:Seconds", 20.0)), cancellationToken);
                var rate = (await db.FindAsync<Rate>(SelectRate, null, cancellationToken))!;
                var work = $"{plan.InputPixels} pixels to read, {plan.OutputCells} cells to write in {plan.Windows} windows";
                if (rate.Pixels == 0) return new Response(0, null, plan.OutputBytes, $"{work}; no earlier run tells how long that takes.");
                var seconds = Math.Ceiling(1 + plan.InputPixels * (rate.Seconds / rate.Pixels));
                return new Response(0, XmlConvert.ToString(TimeSpan.FromSeconds(Math.Min(seconds, 1e9))), plan.OutputBytes, $"{work}; speed of the last {rate.Runs} finished runs: {rate.Pixels / rate.Seconds:0} pixels/s.");
            }
            catch (OpenEoException e) when (e.Code is "RequestTimeout" or "ProcessGraphComplexity")
            {
                throw new OpenEoException("EstimateComplexity");
            }
        }
    }
}
