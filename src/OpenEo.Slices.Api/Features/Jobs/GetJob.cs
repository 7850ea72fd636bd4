using System.Text.Json;
using System.Text.Json.Serialization;
using Carter;
using MediatR;
using Microsoft.AspNetCore.Mvc;
using Npgsql;
using OpenEo.Slices.Api.Access;
using OpenEo.Slices.Api.Jobs;
using OpenEo.Slices.Api.Postgres;
using OpenEo.Slices.Api.Web;

namespace OpenEo.Slices.Api.Features.Jobs;

/// <summary>GET /jobs/{job_id}: all that is known of a job; for clients that accept <c>text/event-stream</c>, its status as it changes.</summary>
static class GetJob
{
    internal sealed record Request(string UserId, Links Links, string JobId) : IRequest<Response>;

    /// <summary>The job, with the members that its creator added.</summary>
    public sealed record Response(
        string Id, string? Title, string? Description, RawJson Process, string Status, double? Progress, DateTime Created, DateTime Updated, DateTime? Queued,
        DateTime? Started, DateTime? Unpublished, string? Plan, double? Costs, double? Budget, string LogLevel, Dictionary<string, Metric>? Usage,
        IReadOnlyList<Link> Links)
    {
        /// <summary>Members that the API does not define.</summary>
        [JsonExtensionData]
        public Dictionary<string, JsonElement>? Extra { get; init; }
    }

    /// <summary>How much of something the newest run has used.</summary>
    public sealed record Metric(double Value, string Unit);

    internal sealed class Endpoint : ICarterModule
    {
        public void AddRoutes(IEndpointRouteBuilder app) => app.MapGet("/jobs/{job_id}",
            async ([FromRoute(Name = "job_id")] string id, HttpRequest http, CurrentUser user, Links links, JobEvents events, IMediator mediator,
                CancellationToken ct) =>
                JobEvents.AreWanted(http) ? await events.StatusAsync(user.Id, id, ct) : Results.Ok(await mediator.Send(new Request(user.Id, links, id), ct)));
    }

    internal sealed class Handler(NpgsqlDataSource db) : IRequestHandler<Request, Response>
    {
        const string Select = $"""
            SELECT j.id, j.title, j.description, j.process, j.status, j.created, j.updated, j.queued, j.started, j.unpublished, j.plan,
                j.costs, j.budget, j.log_level,
                j.extra, j.published_run IS NOT NULL AS has_results, {JobStatus.Progress} AS progress, r.cpu_seconds, r.duration_seconds, r.peak_memory_bytes,
                r.memory_mb_seconds, r.input_pixels, r.output_bytes
            FROM jobs j
            LEFT JOIN job_runs r ON r.id = j.current_run
            WHERE j.id = @JobId AND j.user_id = @UserId
            """;

        sealed record Row(
            string Id, string? Title, string? Description, string Process, string Status, DateTime Created, DateTime Updated, DateTime? Queued,
            DateTime? Started,
            DateTime? Unpublished, string? Plan, double? Costs, double? Budget, string LogLevel, string Extra, bool HasResults, double? Progress,
            double? CpuSeconds, double? DurationSeconds, long? PeakMemoryBytes, double? MemoryMbSeconds, long? InputPixels, long? OutputBytes);

        public async Task<Response> Handle(Request request, CancellationToken cancellationToken)
        {
            var row = await db.FindAsync<Row>(Select, request, cancellationToken) ?? throw OpenEoException.JobNotFound(request.JobId);
            List<Link> links = [new("monitor", request.Links.To($"/jobs/{row.Id}/logs"), "application/json", "Logs")];
            if (row.HasResults) links.Add(new("result", request.Links.To($"/jobs/{row.Id}/results"), "application/json", "Results"));
            return new Response(
                row.Id, row.Title, row.Description, new RawJson(row.Process), row.Status, row.Progress, row.Created, row.Updated, row.Queued, row.Started,
                row.Unpublished, row.Plan, row.Costs, row.Budget, row.LogLevel, UsageOf(row), links)
            {
                Extra = row.Extra == "{}" ? null : JsonSerializer.Deserialize<Dictionary<string, JsonElement>>(row.Extra, Json.Options),
            };
        }

        static Dictionary<string, Metric>? UsageOf(Row row)
        {
            if (row.CpuSeconds is null) return null;
            var usage = new Dictionary<string, Metric>();
            Add("cpu", row.CpuSeconds, "cpu-seconds", 2);
            Add("duration", row.DurationSeconds, "seconds", 2);
            Add("memory", row.MemoryMbSeconds, "mb-seconds", 0);
            Add("max_memory", row.PeakMemoryBytes / 1e6, "mb", 0);
            Add("storage", row.OutputBytes / 1e6, "mb", 6);
            Add("input_pixel", row.InputPixels / 1e6, "mega-pixel", 6);
            return usage;

            void Add(string name, double? value, string unit, int digits)
            {
                if (value is { } number) usage[name] = new Metric(Math.Round(number, digits), unit);
            }
        }
    }
}
