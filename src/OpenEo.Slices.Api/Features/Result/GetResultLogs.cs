using Carter;
using MediatR;
using Npgsql;
using OpenEo.Slices.Api.Hosting;

namespace OpenEo.Slices.Api.Features.Result;

/// <summary>GET /result/{id}/logs: what a synchronous request logged; the address is in its <c>Link</c> header. Kept for some days.</summary>
public static class GetResultLogs
{
    internal sealed record Request(string UserId, string Id) : IRequest<Response>;

    /// <summary>All entries.</summary>
    public sealed record Response(RawJson Logs, IReadOnlyList<Link> Links);

    /// <summary>Maps the route.</summary>
    public sealed class Endpoint : ICarterModule
    {
        /// <inheritdoc/>
        public void AddRoutes(IEndpointRouteBuilder app) => app.MapGet("/result/{id}/logs",
            async (string id, CurrentUser user, IMediator mediator, CancellationToken ct) => Results.Ok(await mediator.Send(new Request(user.Id, id), ct)))
            .ExcludeFromDescription().Compressed();
    }

    internal sealed class Handler(NpgsqlDataSource db) : IRequestHandler<Request, Response>
    {
        const string Select = "SELECT logs FROM sync_requests WHERE id = @Id AND user_id = @UserId";

        public async Task<Response> Handle(Request request, CancellationToken cancellationToken)
        {
            var logs = await db.FindAsync<string>(Select, request, cancellationToken);
            return new Response(new RawJson(logs ?? throw new OpenEoException("NotFound")), []);
        }
    }
}
