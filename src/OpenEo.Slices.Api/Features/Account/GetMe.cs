using Carter;
using MediatR;
using Npgsql;
using OpenEo.Slices.Api.Hosting;

namespace OpenEo.Slices.Api.Features.Account;

/// <summary>GET /me: who the token belongs to.</summary>
public static class GetMe
{
    internal sealed record Request(string UserId) : IRequest<Response>;

    /// <summary>The user's id and name, and related links.</summary>
    public sealed record Response(string UserId, string Name, IReadOnlyList<Link> Links);

    /// <summary>Maps the route.</summary>
    public sealed class Endpoint : ICarterModule
    {
        /// <inheritdoc/>
        public void AddRoutes(IEndpointRouteBuilder app) => app.MapGet("/me",
            async (CurrentUser user, IMediator mediator, CancellationToken ct) => Results.Ok(await mediator.Send(new Request(user.Id), ct)));
    }

    internal sealed class Handler(NpgsqlDataSource db) : IRequestHandler<Request, Response>
    {
        const string Select = """
            SELECT name
            FROM users
            WHERE id = @UserId
            """;

        public async Task<Response> Handle(Request request, CancellationToken cancellationToken)
        {
            // A good token of a user who has been removed since.
            var name = await db.FindAsync<string>(Select, request, cancellationToken) ?? throw new OpenEoException("TokenInvalid");
            return new Response(request.UserId, name, []);
        }
    }
}
