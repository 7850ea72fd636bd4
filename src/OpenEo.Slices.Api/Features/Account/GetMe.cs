using Carter;
using MediatR;
using Npgsql;
using OpenEo.Slices.Api.Hosting;
using OpenEo.Slices.Api.Running;

namespace OpenEo.Slices.Api.Features.Account;

/// <summary>GET /me: who the token belongs to.</summary>
public static class GetMe
{
    internal sealed record Request(string UserId) : IRequest<Response>;

    /// <summary>The user's id and name, the storage for files and results, and related links.</summary>
    public sealed record Response(string UserId, string Name, Space Storage, IReadOnlyList<Link> Links);

    /// <summary>Bytes that are left, and bytes that the user may use in all.</summary>
    public sealed record Space(long Free, long Quota);

    /// <summary>Maps the route.</summary>
    public sealed class Endpoint : ICarterModule
    {
        /// <inheritdoc/>
        public void AddRoutes(IEndpointRouteBuilder app) => app.MapGet("/me",
            async (CurrentUser user, IMediator mediator, CancellationToken ct) => Results.Ok(await mediator.Send(new Request(user.Id), ct)));
    }

    internal sealed class Handler(NpgsqlDataSource db, UserFiles files) : IRequestHandler<Request, Response>
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
            var used = await db.FindAsync<long>(UserFiles.SelectUsed, request, cancellationToken);
            return new Response(request.UserId, name, new(Math.Max(0, files.Quota - used), files.Quota), []);
        }
    }
}
