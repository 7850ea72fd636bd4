using Carter;
using MediatR;
using Npgsql;
using OpenEo.Slices.Api.Access;
using OpenEo.Slices.Api.Postgres;
using OpenEo.Slices.Api.Web;

namespace OpenEo.Slices.Api.Features.ProcessGraphs;

/// <summary>
/// GET /process_graphs: the user's own processes by id, without what makes them large (graphs, examples). All of them, streamed; with <c>limit</c> in pages.
/// </summary>
static class ListProcessGraphs
{
    internal sealed record Request(string UserId, Links Links, string? Limit, string? After) : IRequest<Response>;

    /// <summary>The processes, and the links to this and the next page.</summary>
    public sealed record Response(IAsyncEnumerable<RawJson> Processes, IReadOnlyList<Link> Links);

    internal sealed class Endpoint : ICarterModule
    {
        public void AddRoutes(IEndpointRouteBuilder app) => app.MapGet("/process_graphs",
            async (CurrentUser user, Links links, string? limit, string? after, IMediator mediator, CancellationToken ct) =>
                Results.Ok(await mediator.Send(new Request(user.Id, links, limit, after), ct))).Compressed();
    }

    internal sealed class Handler(NpgsqlDataSource db) : IRequestHandler<Request, Response>
    {
        const string Select = """
            SELECT id, (process::jsonb - '{process_graph,examples,exceptions,links}'::text[])::text AS process
            FROM process_graphs
            WHERE user_id = @UserId AND id > @after
            ORDER BY id
            LIMIT @count
            """;

        sealed record Row(string Id, string Process);

        public async Task<Response> Handle(Request request, CancellationToken cancellationToken)
        {
            List<Link> links = [new("self", request.Links.To("/process_graphs"), "application/json", "This list")];
            var after = Paging.ReadKey(request.After);
            var limit = Paging.ReadLimit(request.Limit);
            var parameters = new { request.UserId, after, count = (long?)limit + 1 };
            if (limit is not { } most)
                return new Response(db.StreamAsync<Row>(Select, parameters, cancellationToken).Select(row => new RawJson(row.Process)), links);
            var rows = await db.ListAsync<Row>(Select, parameters, cancellationToken);
            if (rows.Count > most)
                links.Add(new("next", request.Links.To($"/process_graphs?limit={most}&after={Uri.EscapeDataString(rows[most - 1].Id)}"), "application/json"));
            return new Response(rows.Take(most).Select(row => new RawJson(row.Process)).ToAsyncEnumerable(), links);
        }
    }
}
