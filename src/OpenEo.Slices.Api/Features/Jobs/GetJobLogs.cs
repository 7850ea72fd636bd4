using Carter;
using Dapper;
using MediatR;
using Microsoft.AspNetCore.Mvc;
using Npgsql;
using OpenEo.Slices.Api.Hosting;
using OpenEo.Slices.Api.Running;

namespace OpenEo.Slices.Api.Features.Jobs;

/// <summary>GET /jobs/{job_id}/logs: what happened, oldest first. All entries of at least the asked level, streamed; with <c>limit</c> in pages.</summary>
public static class GetJobLogs
{
    internal sealed record Request(string UserId, Links Links, string JobId, string? Offset, string? Level, string? Limit) : IRequest<Response>;

    /// <summary>The lowest level that may occur, the entries, and links to the next page.</summary>
    public sealed record Response(string Level, IAsyncEnumerable<Entry> Logs, IReadOnlyList<Link> Links);

    /// <summary>One entry; its id is also the offset of what comes after it.</summary>
    public sealed record Entry(string Id, string Level, string Message, DateTime Time, string? Code, RawJson? Path, RawJson? Data);

    /// <summary>Maps the route.</summary>
    public sealed class Endpoint : ICarterModule
    {
        /// <inheritdoc/>
        public void AddRoutes(IEndpointRouteBuilder app) => app.MapGet("/jobs/{job_id}/logs",
            async ([FromRoute(Name = "job_id")] string id, string? offset, string? level, string? limit, CurrentUser user, Links links, IMediator mediator, CancellationToken ct) =>
                Results.Ok(await mediator.Send(new Request(user.Id, links, id, offset, level, limit), ct))).Compressed();
    }

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

        sealed record Row(long Id, short Level, string Message, DateTime Time, string? Code, string? Path, string? Data);

        public async Task<Response> Handle(Request request, CancellationToken cancellationToken)
        {
            var limit = Paging.ReadLimit(request.Limit);
            if (!string.IsNullOrEmpty(request.Level) && !LogLevels.IsKnown(request.Level)) throw new OpenEoException("RequestInvalid", "'level' must be one of error, warning, info and debug.");
            long offset = 0;
            if (!string.IsNullOrEmpty(request.Offset) && !long.TryParse(request.Offset, out offset)) throw new OpenEoException("RequestInvalid", "'offset' must be the id of a log entry.");
            var stored = await db.FindAsync<string>(SelectJob, new { request.JobId, request.UserId }, cancellationToken) ?? throw OpenEoException.JobNotFound(request.JobId);
            var level = string.IsNullOrEmpty(request.Level) ? LogLevels.Number("debug") : LogLevels.Number(request.Level);
            // The entry of the job's creation is there whatever the job's own level, so nothing below info is only sure when debug was not asked for.
            var lowest = LogLevels.Name(Math.Min(level, Math.Max(LogLevels.Number(stored), LogLevels.Number("info"))));
            var parameters = new { request.JobId, request.UserId, offset, level, count = (long?)limit + 1 };
            if (limit is not { } count) return new Response(lowest, StreamAsync(parameters, cancellationToken), []);

            var rows = await db.ListAsync<Row>(Select, parameters, cancellationToken);
            Link[] links = rows.Count <= count ? [] :
                [new("next", request.Links.To($"/jobs/{request.JobId}/logs?offset={rows[count - 1].Id}&limit={count}{(string.IsNullOrEmpty(request.Level) ? "" : $"&level={request.Level}")}"), "application/json")];
            return new Response(lowest, rows.Take(count).Select(ToEntry).ToAsyncEnumerable(), links);
        }

        async IAsyncEnumerable<Entry> StreamAsync(object parameters, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken ct)
        {
            await using var connection = await db.OpenConnectionAsync(ct);
            await foreach (var row in connection.QueryUnbufferedAsync<Row>(Select, parameters).WithCancellation(ct)) yield return ToEntry(row);
        }

        static Entry ToEntry(Row row) => new(
            row.Id.ToString(), LogLevels.Name(row.Level), row.Message, row.Time, row.Code, row.Path is null ? null : new RawJson(row.Path), row.Data is null ? null : new RawJson(row.Data));
    }
}
