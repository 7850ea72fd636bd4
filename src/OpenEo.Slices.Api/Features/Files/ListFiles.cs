using Carter;
using MediatR;
using Npgsql;
using OpenEo.Slices.Api.Access;
using OpenEo.Slices.Api.Postgres;
using OpenEo.Slices.Api.Web;

namespace OpenEo.Slices.Api.Features.Files;

/// <summary>GET /files: the user's files by path. All of them, streamed; with <c>limit</c> in pages.</summary>
static class ListFiles
{
    internal sealed record Request(string UserId, Links Links, string? Limit, string? After) : IRequest<Response>;

    /// <summary>The files, and the links to this and the next page.</summary>
    public sealed record Response(IAsyncEnumerable<File> Files, IReadOnlyList<Link> Links);

    /// <summary>A file: relative path, bytes, and when it was stored.</summary>
    public sealed record File(string Path, long Size, DateTime Modified);

    internal sealed class Endpoint : ICarterModule
    {
        public void AddRoutes(IEndpointRouteBuilder app) => app.MapGet("/files",
            async (CurrentUser user, Links links, string? limit, string? after, IMediator mediator, CancellationToken ct) =>
                Results.Ok(await mediator.Send(new Request(user.Id, links, limit, after), ct))).Compressed();
    }

    internal sealed class Handler(NpgsqlDataSource db) : IRequestHandler<Request, Response>
    {
        const string Select = """
            SELECT path, size, modified
            FROM user_files
            WHERE user_id = @UserId AND path > @after
            ORDER BY path
            LIMIT @count
            """;

        public async Task<Response> Handle(Request request, CancellationToken cancellationToken)
        {
            List<Link> links = [new("self", request.Links.To("/files"), "application/json", "This list")];
            var after = Paging.ReadKey(request.After);
            var limit = Paging.ReadLimit(request.Limit);
            var parameters = new { request.UserId, after, count = (long?)limit + 1 };
            if (limit is not { } most) return new Response(db.StreamAsync<File>(Select, parameters, cancellationToken), links);
            var files = await db.ListAsync<File>(Select, parameters, cancellationToken);
            if (files.Count > most)
                links.Add(new("next", request.Links.To($"/files?limit={most}&after={Uri.EscapeDataString(files[most - 1].Path)}"), "application/json"));
            return new Response(files.Take(most).ToAsyncEnumerable(), links);
        }
    }
}
