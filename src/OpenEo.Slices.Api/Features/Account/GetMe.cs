using Carter;
using MediatR;
using Npgsql;
using OpenEo.Slices.Api.Access;
using OpenEo.Slices.Api.Jobs;
using OpenEo.Slices.Api.Postgres;
using OpenEo.Slices.Api.Storage;
using OpenEo.Slices.Api.Web;

namespace OpenEo.Slices.Api.Features.Account;

/// <summary>GET /me: who the token belongs to.</summary>
static class GetMe
{
    internal sealed record Request(string UserId) : IRequest<Response>;

    /// <summary>
    /// The user's id and name, what his identity provider says of him, the billing plan and the credit that is left (null: no limit, or nothing is charged),
    /// the storage for files and results, and related links.
    /// </summary>
    public sealed record Response(string UserId, string Name, string? Email, IReadOnlyList<string>? Roles, string? DefaultPlan, Space Storage, double? Budget,
        IReadOnlyList<Link> Links);

    /// <summary>Bytes that are left, and bytes that the user may use in all.</summary>
    public sealed record Space(long Free, long Quota);

    internal sealed class Endpoint : ICarterModule
    {
        public void AddRoutes(IEndpointRouteBuilder app) => app.MapGet("/me",
            async (CurrentUser user, IMediator mediator, CancellationToken ct) => Results.Ok(await mediator.Send(new Request(user.Id), ct)));
    }

    internal sealed class Handler(NpgsqlDataSource db, UserFiles files, Billing billing) : IRequestHandler<Request, Response>
    {
        const string Select = """
            SELECT name, email, roles, credit
            FROM users
            WHERE id = @UserId
            """;

        sealed class Row
        {
            public string Name { get; init; } = "";
            public string? Email { get; init; }
            public string[]? Roles { get; init; }
            public double? Credit { get; init; }
        }

        public async Task<Response> Handle(Request request, CancellationToken cancellationToken)
        {
            // A good token of a user who has been removed since.
            var user = await db.FindAsync<Row>(Select, request, cancellationToken) ?? throw new OpenEoException(ErrorCodes.TokenInvalid);
            var used = await db.FindAsync<long>(UserFiles.SelectUsed, request, cancellationToken);
            return new Response(request.UserId, user.Name, user.Email, user.Roles is { Length: > 0 } ? user.Roles : null,
                billing.Currency is null ? null : billing.DefaultPlan, new(Math.Max(0, files.Quota - used), files.Quota),
                billing.Currency is null ? null : user.Credit, []);
        }
    }
}
