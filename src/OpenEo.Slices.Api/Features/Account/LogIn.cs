using System.Net.Http.Headers;
using System.Text;
using Carter;
using MediatR;
using Npgsql;
using OpenEo.Slices.Api.Access;
using OpenEo.Slices.Api.Postgres;
using OpenEo.Slices.Api.Settings;
using OpenEo.Slices.Api.Web;

namespace OpenEo.Slices.Api.Features.Account;

/// <summary>GET /credentials/basic: name and password for an access token.</summary>
static class LogIn
{
    internal sealed record Request(string Name, string Password, string Address) : IRequest<Response>;

    /// <summary>The token, without the <c>basic//</c> that older clients put before it.</summary>
    public sealed record Response(string AccessToken);

    internal sealed class Endpoint : ICarterModule
    {
        public void AddRoutes(IEndpointRouteBuilder app)
        {
            // An operator who has an identity provider may want no passwords of our own.
            if (!app.ServiceProvider.GetRequiredService<BasicSettings>().Enabled) return;
            app.MapGet("/credentials/basic", async (HttpContext context, IMediator mediator, CancellationToken ct) =>
            {
                var (name, password) = ReadCredentials(Chosen(context.Request.Headers.Authorization.ToString()));
                if (name == Users.Demo) DemoDoor.Demand(context.Request);
                context.Response.Headers.CacheControl = "no-store";
                return Results.Ok(await mediator.Send(new Request(name, password, context.Connection.RemoteIpAddress?.ToString() ?? ""), ct));
            });
        }

        // A client that still holds a token may send it beside name and password, in one header or two: who logs in means these.
        static string Chosen(string headers)
        {
            var all = headers.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
            return all.FirstOrDefault(header => header.StartsWith("Basic ", StringComparison.OrdinalIgnoreCase)) ?? headers;
        }

        static (string Name, string Password) ReadCredentials(string header)
        {
            if (header.Length == 0) throw new OpenEoException(ErrorCodes.AuthenticationRequired, "Send name and password as HTTP Basic credentials.");
            if (!AuthenticationHeaderValue.TryParse(header, out var value) || !"Basic".Equals(value.Scheme, StringComparison.OrdinalIgnoreCase))
                throw new OpenEoException(ErrorCodes.AuthenticationSchemeInvalid);
            var bytes = new byte[value.Parameter?.Length ?? 0];
            if (!Convert.TryFromBase64String(value.Parameter ?? "", bytes, out var count)) throw new OpenEoException(ErrorCodes.CredentialsInvalid);
            // A password may hold colons, a name may not.
            return Encoding.UTF8.GetString(bytes, 0, count).Split(':', 2) is [var name, var password] ? (name, password)
                : throw new OpenEoException(ErrorCodes.CredentialsInvalid);
        }
    }

    internal sealed class Handler(NpgsqlDataSource db, Passwords passwords, Tokens tokens, LoginThrottle throttle) : IRequestHandler<Request, Response>
    {
        const string Select = """
            SELECT id, name, password_hash
            FROM users
            WHERE name = @Name AND provider IS NULL AND NOT disabled
            """;

        sealed record Row(string Id, string Name, string? PasswordHash);

        public async Task<Response> Handle(Request request, CancellationToken cancellationToken)
        {
            throttle.Check(request.Address, request.Name);
            // PostgreSQL takes no zero characters in text; nobody's name has one.
            var row = request.Name.Contains('\0') ? null : await db.FindAsync<Row>(Select, new { request.Name }, cancellationToken);
            if (!await passwords.VerifyAsync(row?.PasswordHash, request.Password, cancellationToken))
            {
                throttle.Failed(request.Address, request.Name);
                throw new OpenEoException(ErrorCodes.CredentialsInvalid);
            }
            return new Response(await tokens.IssueAsync(new CurrentUser(row!.Id, row.Name), cancellationToken));
        }
    }
}
