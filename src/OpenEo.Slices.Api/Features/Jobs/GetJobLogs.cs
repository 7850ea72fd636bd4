using Carter;
using MediatR;
using Microsoft.AspNetCore.Mvc;
using Npgsql;
using OpenEo.Slices.Api.Access;
using OpenEo.Slices.Api.Jobs;
using OpenEo.Slices.Api.Postgres;
using OpenEo.Slices.Api.Web;
using OpenEo.Slices.Engine.Faults;

namespace OpenEo.Slices.Api.Features.Jobs;

/// <summary>
/// GET /jobs/{job_id}/logs: what happened, oldest first. All entries of at least the asked level, streamed; with <c>limit</c> in pages; as they come for
/// clients that accept <c>text/event-stream</c>.
/// </summary>
static class GetJobLogs
{
    internal sealed record Request(string UserId, Links Links, string JobId, string? Offset, string? Level, string? Limit) : IRequest<Response>;

    /// <summary>The lowest level that may occur, the entries, and links to the next page.</summary>
    public sealed record Response(string Level, IAsyncEnumerable<LogItem> Logs, IReadOnlyList<Link> Links);

    internal sealed class Endpoint : ICarterModule
    {
        public void AddRoutes(IEndpointRouteBuilder app) => app.MapGet("/jobs/{job_id}/logs",
            async (
                [FromRoute(Name = "job_id")] string id, string? offset, string? level, string? limit, HttpRequest http, CurrentUser user, Links links,
                JobEvents events, IMediator mediator, CancellationToken ct) =>
            {
                var request = new Request(user.Id, links, id, offset, level, limit);
                if (!JobEvents.AreWanted(http)) return Results.Ok(await mediator.Send(request, ct));
                // A browser that lost the connection says where it was.
                var last = http.Headers["Last-Event-ID"].ToString();
                return await events.LogsAsync(user.Id, id, JobLog.ReadLowest(level), ReadOffset(last.Length > 0 ? last : offset), ct);
            }).Compressed();
    }

    // Some clients send an empty one at first.
    static long ReadOffset(string? offset) => string.IsNullOrEmpty(offset) ? 0
        : long.TryParse(offset, out var id) ? id : throw new OpenEoException(ErrorCodes.RequestInvalid, "'offset' must be the id of a log entry.");

    internal sealed class Handler(NpgsqlDataSource db) : IRequestHandler<Request, Response>
    {
        const string SelectJob = "SELECT log_level FROM jobs WHERE id = @JobId AND user_id = @UserId";

        const string Select = """
            SELECT l.id, l.level, l.message, l.time, l.code, l.path, l.data
            FROM job_logs l
            JOIN jobs j ON j.id = l.job_id
            WHERE j.id = @JobId AND j.user_id = @UserId AND l.id > @offset AND l.level <= @level
            ORDER BY l.id
            LIMIT @count
            """;

        public async Task<Response> Handle(Request request, CancellationToken cancellationToken)
        {
            var limit = Paging.ReadLimit(request.Limit);
            var (level, offset) = (JobLog.ReadLowest(request.Level), ReadOffset(request.Offset));
            var stored = await db.FindAsync<string>(SelectJob, new { request.JobId, request.UserId }, cancellationToken)
                ?? throw OpenEoException.JobNotFound(request.JobId);
            // The entry of the job's creation is there whatever the job's own level, so nothing below info is only sure when debug was not asked for.
            var lowest = Lowest(level, LogSeverities.Parse(stored));
            var parameters = new { request.JobId, request.UserId, offset, level, count = (long?)limit + 1 };
            if (limit is not { } count) return new Response(lowest.Name(), Items(db.StreamAsync<LogRow>(Select, parameters, cancellationToken)), []);

            var rows = await db.ListAsync<LogRow>(Select, parameters, cancellationToken);
            var only = string.IsNullOrEmpty(request.Level) ? "" : $"&level={request.Level}";
            Link[] links = rows.Count <= count ? [] :
                [new("next", request.Links.To($"/jobs/{request.JobId}/logs?offset={rows[count - 1].Id}&limit={count}{only}"), "application/json")];
            return new Response(lowest.Name(), rows.Take(count).Select(row => row.ToItem()).ToAsyncEnumerable(), links);
        }

        static LogSeverity Lowest(LogSeverity asked, LogSeverity stored)
        {
            var kept = stored > LogSeverity.Info ? stored : LogSeverity.Info;
            return asked < kept ? asked : kept;
        }

        static IAsyncEnumerable<LogItem> Items(IAsyncEnumerable<LogRow> rows) => rows.Select(row => row.ToItem());
    }
}
