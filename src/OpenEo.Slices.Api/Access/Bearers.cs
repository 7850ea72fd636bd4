using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using Microsoft.IdentityModel.JsonWebTokens;
using Npgsql;
using OpenEo.Slices.Api.Postgres;
using OpenEo.Slices.Api.Web;

namespace OpenEo.Slices.Api.Access;

/// <summary>
/// Who a bearer token belongs to, in all its forms: our own JWTs and those of identity providers, plain or as <c>basic//TOKEN</c> and
/// <c>oidc/PROVIDER/TOKEN</c>. What was found out is remembered for a minute (of valid tokens only), so a user who has been disabled is out a minute later.
/// </summary>
sealed class Bearers(Tokens tokens, IdentityProviders providers, NpgsqlDataSource db, TimeProvider clock)
{
    // A client sends the same token with every request; checking it once in a while is enough.
    const int MostRemembered = 10_000;

    static readonly TimeSpan Remembered = TimeSpan.FromMinutes(1);

    const string SelectActive = "SELECT NOT disabled FROM users WHERE id = @Id";

    const string Upsert = """
        INSERT INTO users (id, name, email, roles, provider, subject, created)
        VALUES (@id, @Name, @Email, @Roles, @provider, @Subject, @now)
        ON CONFLICT (id) DO UPDATE
        SET name = excluded.name, email = excluded.email, roles = excluded.roles
        RETURNING NOT disabled
        """;

    readonly ConcurrentDictionary<string, (CurrentUser User, DateTime Until)> known = new();

    /// <summary>The user of a bearer token.</summary>
    /// <exception cref="OpenEoException"><c>TokenInvalid</c>, <c>AuthenticationSchemeInvalid</c>, <c>PermissionsInsufficient</c>,
    /// <c>InfrastructureBusy</c>.</exception>
    public async ValueTask<CurrentUser> ValidateAsync(string bearer, CancellationToken ct)
    {
        if (known.TryGetValue(bearer, out var seen) && seen.Until > clock.GetUtcNow().UtcDateTime) return seen.User;
        var (user, until) = await CheckAsync(bearer, ct);
        if (known.Count >= MostRemembered) known.Clear();
        var soon = clock.GetUtcNow().UtcDateTime + Remembered;
        known[bearer] = (user, until < soon ? until : soon);
        return user;
    }

    // A JWT never holds a slash; openEO's own form always holds two: method, provider, token.
    Task<(CurrentUser, DateTime)> CheckAsync(string bearer, CancellationToken ct) => bearer.Split('/', 3) switch
    {
        [var jwt] => IssuerOf(jwt) is { } issuer && providers.FindIssuer(issuer) is { } provider ? CheckAsync(provider, jwt, ct) : CheckOwnAsync(jwt, ct),
        ["basic", "", var token] => CheckOwnAsync(token, ct),
        ["oidc", var id, var token] => CheckAsync(providers.Find(id) ?? throw Unknown(id), token, ct),
        _ => throw new OpenEoException(ErrorCodes.TokenInvalid),
    };

    async Task<(CurrentUser, DateTime)> CheckOwnAsync(string token, CancellationToken ct)
    {
        var (user, until) = await tokens.ValidateAsync(token, ct);
        // Gone or shut out since the token was made.
        return await db.FindAsync<bool>(SelectActive, new { user.Id }, ct) ? (user, until) : throw new OpenEoException(ErrorCodes.TokenInvalid);
    }

    async Task<(CurrentUser, DateTime)> CheckAsync(IdentityProvider provider, string token, CancellationToken ct)
    {
        var identity = await provider.ValidateAsync(token, ct);
        var id = IdOf(provider.Options.Issuer, identity.Subject);
        var active = await db.FindAsync<bool>(Upsert,
            new { id, identity.Name, identity.Email, identity.Roles, provider = provider.Options.Issuer, identity.Subject, now = clock.GetUtcNow() }, ct);
        return active ? (new CurrentUser(id, identity.Name), identity.Until) : throw new OpenEoException(ErrorCodes.TokenInvalid);
    }

    /// <summary>The user id of somebody at a provider: the same in every replica and for ever, and nobody's that has another issuer or subject.</summary>
    public static string IdOf(string issuer, string subject) =>
        "o-" + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{issuer}\n{subject}")))[..40];

    // Says only whom to ask; nothing of it is believed before the signature has been checked.
    static string? IssuerOf(string jwt)
    {
        try
        {
            return jwt.Count(c => c == '.') == 2 ? new JsonWebToken(jwt).Issuer : null;
        }
        catch (ArgumentException)
        {
            return null;
        }
    }

    OpenEoException Unknown(string id) => providers.All.Count == 0
        ? new(ErrorCodes.AuthenticationSchemeInvalid, "OpenID Connect is not configured here; log in with Basic at /credentials/basic.")
        : new(ErrorCodes.AuthenticationSchemeInvalid,
            $"There is no identity provider '{id}'. There are: {string.Join(", ", providers.All.Select(provider => provider.Options.Id))}.");
}
