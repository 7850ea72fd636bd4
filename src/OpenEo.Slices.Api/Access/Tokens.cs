using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;
using OpenEo.Slices.Api.Settings;
using OpenEo.Slices.Api.Web;

namespace OpenEo.Slices.Api.Access;

/// <summary>Access tokens that we hand out after a Basic login: JWTs signed with a key from the database (HS256), accepted by every replica.</summary>
sealed class Tokens(Secrets secrets, TokenSettings settings, AddressSettings addresses, TimeProvider clock)
{
    const string Audience = "openeo";

    static readonly JsonWebTokenHandler Handler = new() { MapInboundClaims = false };

    readonly TimeSpan lifetime = TimeSpan.FromHours(settings.Hours);

    /// <summary>
    /// The issuer that our tokens name: <c>Tokens:Issuer</c>, else the public address of the login. It tells them apart from an identity provider's.
    /// </summary>
    public string Issuer { get; } = settings.Issuer
        ?? (addresses.Origin is { } origin ? $"{origin}{addresses.Base}/credentials/basic" : "openeo-slices");

    /// <summary>A token for the user, good for <c>Tokens:Hours</c>.</summary>
    public async Task<string> IssueAsync(CurrentUser user, CancellationToken ct)
    {
        var now = clock.GetUtcNow().UtcDateTime;
        return Handler.CreateToken(new SecurityTokenDescriptor
        {
            Issuer = Issuer,
            Audience = Audience,
            Claims = new Dictionary<string, object> { [JwtRegisteredClaimNames.Sub] = user.Id, [JwtRegisteredClaimNames.Name] = user.Name },
            IssuedAt = now,
            NotBefore = now,
            Expires = now + lifetime,
            SigningCredentials = new SigningCredentials(await KeyAsync(ct), SecurityAlgorithms.HmacSha256),
        });
    }

    /// <summary>
    /// The user of a token that we signed and that has not expired, and when it does. Fails with <c>TokenInvalid</c>, never saying why to the client.
    /// </summary>
    public async Task<(CurrentUser User, DateTime Until)> ValidateAsync(string token, CancellationToken ct)
    {
        var result = await Handler.ValidateTokenAsync(token, new TokenValidationParameters
        {
            ValidIssuer = Issuer,
            ValidAudience = Audience,
            IssuerSigningKey = await KeyAsync(ct),
            ValidAlgorithms = [SecurityAlgorithms.HmacSha256],
            RequireExpirationTime = true,
            LifetimeValidator = (from, until, _, _) => IsCurrent(from, until),
        });
        if (!result.IsValid) throw new OpenEoException(ErrorCodes.TokenInvalid);
        var jwt = (JsonWebToken)result.SecurityToken;
        var user = new CurrentUser(jwt.Subject, jwt.TryGetPayloadValue<string>(JwtRegisteredClaimNames.Name, out var name) ? name : jwt.Subject);
        return (user, jwt.ValidTo);
    }

    // Replicas' clocks may differ by a little when a token is new; nobody needs an expired one.
    bool IsCurrent(DateTime? from, DateTime? until)
    {
        var now = clock.GetUtcNow().UtcDateTime;
        return until > now && (from is null || from <= now.AddMinutes(1));
    }

    async ValueTask<SymmetricSecurityKey> KeyAsync(CancellationToken ct) => new(await secrets.GetAsync("tokens", ct)) { KeyId = "1" };
}
