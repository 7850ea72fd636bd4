using System.Reflection;

namespace OpenEo.Slices.Api.Hosting;

/// <summary>
/// The user whose bearer token the request carries. An endpoint that takes a parameter of this type needs a login: 401 without a token, 403 with a bad
/// one, in both forms of the openEO API (a plain JWT, or <c>basic//TOKEN</c>).
/// </summary>
public sealed record CurrentUser(string Id, string Name)
{
    /// <summary>Binds a handler parameter from the <c>Authorization</c> header.</summary>
    public static async ValueTask<CurrentUser> BindAsync(HttpContext context, ParameterInfo parameter)
    {
        var header = context.Request.Headers.Authorization.ToString();
        if (header.Length == 0) throw new OpenEoException("AuthenticationRequired");
        var space = header.IndexOf(' ', StringComparison.Ordinal);
        var scheme = space < 0 ? header : header[..space];
        if (!scheme.Equals("Bearer", StringComparison.OrdinalIgnoreCase)) throw new OpenEoException("AuthenticationSchemeInvalid");
        var tokens = context.RequestServices.GetRequiredService<Tokens>();
        var user = await tokens.ValidateAsync(TokenOf(space < 0 ? "" : header[space..].Trim()), context.RequestAborted);
        context.RequestServices.GetRequiredService<RateLimits>().Remember(header, user.Id);
        return user;
    }

    // A JWT never holds a slash; openEO's own form always holds two: method, provider, token.
    static string TokenOf(string bearer)
    {
        if (!bearer.Contains('/')) return bearer;
        return bearer.Split('/', 3) switch
        {
            ["basic", "", var token] => token,
            ["oidc", _, _] => throw new OpenEoException("AuthenticationSchemeInvalid", "OpenID Connect is not configured here; log in with Basic at /credentials/basic."),
            _ => throw new OpenEoException("TokenInvalid"),
        };
    }
}
