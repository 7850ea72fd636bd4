using System.Text.Json;
using Carter;
using MediatR;
using Npgsql;
using OpenEo.Slices.Api.Access;
using OpenEo.Slices.Api.Jobs;
using OpenEo.Slices.Api.Postgres;
using OpenEo.Slices.Api.Web;
using OpenEo.Slices.Engine.Faults;

namespace OpenEo.Slices.Api.Features.Result;

/// <summary>GET /result/{id}/logs: what a synchronous request logged; the address is in its <c>Link</c> header. Kept for some days.</summary>
static class GetResultLogs
{
    internal sealed record Request(string UserId, Links Links, string Id, string? Offset, string? Level, string? Limit) : IRequest<Response>;

    /// <summary>The lowest level that may occur, the entries, and links to the next page.</summary>
    public sealed record Response(string Level, IReadOnlyList<JsonElement> Logs, IReadOnlyList<Link> Links);

    internal sealed class Endpoint : ICarterModule
    {
        public void AddRoutes(IEndpointRouteBuilder app) => app.MapGet("/result/{id}/logs",
            async (string id, string? offset, string? level, string? limit, CurrentUser user, Links links, IMediator mediator, CancellationToken ct) =>
                Results.Ok(await mediator.Send(new Request(user.Id, links, id, offset, level, limit), ct)))
            .Compressed().ExcludeFromDescription();
    }

    internal sealed class Handler(NpgsqlDataSource db) : IRequestHandler<Request, Response>
    {
        const string Select = "SELECT logs FROM sync_requests WHERE id = @Id AND user_id = @UserId";

        public async Task<Response> Handle(Request request, CancellationToken cancellationToken)
        {
            var limit = Paging.ReadLimit(request.Limit);
            var level = JobLog.ReadLowest(request.Level);
            var logs = (Json.IsKey(request.Id) ? await db.FindAsync<JsonElement?>(Select, request, cancellationToken) : null)
                ?? throw new OpenEoException(ErrorCodes.NotFound);
            // Ids count up from 1.
            var after = string.IsNullOrEmpty(request.Offset) ? 0 : long.TryParse(request.Offset, out var number) ? number
                : throw new OpenEoException(ErrorCodes.RequestInvalid, "'offset' must be the id of a log entry.");
            var rest = logs.EnumerateArray()
                .Where(entry => IdOf(entry) > after && LogSeverities.Parse(entry.GetProperty("level").GetString()!) <= level).ToList();
            if (limit is not { } most || rest.Count <= most) return new Response(level.Name(), rest, []);
            var next = request.Links.To($"/result/{request.Id}/logs?offset={IdOf(rest[most - 1])}&limit={most}&level={level.Name()}");
            return new Response(level.Name(), rest[..most], [new("next", next, "application/json")]);
        }

        static long IdOf(JsonElement entry) => long.Parse(entry.GetProperty("id").GetString()!);
    }
}
