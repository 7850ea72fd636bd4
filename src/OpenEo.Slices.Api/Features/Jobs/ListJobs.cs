using Carter;
using MediatR;
using Npgsql;
using OpenEo.Slices.Api.Access;
using OpenEo.Slices.Api.Jobs;
using OpenEo.Slices.Api.Postgres;
using OpenEo.Slices.Api.Web;

namespace OpenEo.Slices.Api.Features.Jobs;

/// <summary>
/// GET /jobs: the user's jobs, newest first, without their processes. All of them, streamed; with <c>limit</c> in pages. Beyond the API: chosen by
/// <c>status</c>,
/// <c>text</c> and <c>created</c>, in another <c>order</c>.
/// </summary>
static class ListJobs
{
    internal sealed record Request(string UserId, Links Links, string? Limit, string? After, JobSearch Search) : IRequest<Response>;

    /// <summary>The jobs, and the links to this and the next page.</summary>
    public sealed record Response(IAsyncEnumerable<Job> Jobs, IReadOnlyList<Link> Links);

    /// <summary>A job in short.</summary>
    public sealed record Job(
        string Id, string? Title, string? Description, string Status, double? Progress, DateTime Created, DateTime Updated, DateTime? Queued, DateTime? Started,
        DateTime? Unpublished, string? Plan, double? Costs, double? Budget, string LogLevel);

    internal sealed class Endpoint : ICarterModule
    {
        public void AddRoutes(IEndpointRouteBuilder app) => app.MapGet("/jobs",
            async (CurrentUser user, Links links, string? limit, string? after, string? status, string? text, string? created, string? order,
                IMediator mediator, CancellationToken ct) =>
                Results.Ok(await mediator.Send(new Request(user.Id, links, limit, after, JobSearch.Read(status, text, created, order)), ct))).Compressed();
    }

    internal sealed class Handler(NpgsqlDataSource db) : IRequestHandler<Request, Response>
    {
        const string Columns = $"""
            SELECT j.id, j.title, j.description, j.status,
                {JobStatus.Progress} AS progress,
                j.created, j.updated, j.queued, j.started, j.unpublished, j.plan, j.costs, j.budget, j.log_level
            FROM jobs j
            LEFT JOIN job_runs r ON r.id = j.current_run
            """;

        const string SelectAll = $"""
            {Columns}
            WHERE j.user_id = @UserId
            ORDER BY j.id DESC
            """;

        const string SelectPage = $"""
            {Columns}
            WHERE j.user_id = @UserId AND j.id < @after
            ORDER BY j.id DESC
            LIMIT @count
            """;

        // Greater than every id, in bytewise order.
        const string Top = "~";

        public async Task<Response> Handle(Request request, CancellationToken cancellationToken)
        {
            var (search, limit) = (request.Search, Paging.ReadLimit(request.Limit));
            List<Link> links = [new("self", request.Links.To($"/jobs{search.Query('?')}"), "application/json", "This list")];
            var start = search.Start(request.After);
            var (sql, parameters) = search.IsPlain
                ? (limit is null ? SelectAll : SelectPage, (object)new { request.UserId, after = start?.Id ?? Top, count = (long?)limit + 1 })
                : ($"{Columns}\nWHERE j.user_id = @UserId{search.Where(start)}\nORDER BY {search.OrderBy}\nLIMIT @count",
                    search.Parameters(request.UserId, start, (long?)limit + 1));
            if (limit is not { } most) return new Response(db.StreamAsync<Job>(sql, parameters, cancellationToken), links);
            var jobs = await db.ListAsync<Job>(sql, parameters, cancellationToken);
            if (jobs.Count > most)
                links.Add(
                    new("next",
                        request.Links.To(
                            $"/jobs?limit={most}&after={search.Cursor(jobs[most - 1].Id, jobs[most - 1].Title, jobs[most - 1].Updated)}{search.Query('&')}"),
                            "application/json"));
            return new Response(jobs.Take(most).ToAsyncEnumerable(), links);
        }
    }
}
