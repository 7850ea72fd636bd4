using System.Reflection;
using OpenEo.Slices.Api.Web;

namespace OpenEo.Slices.Api.Access;

/// <summary>
/// The user whose bearer token the request carries. An endpoint that takes a parameter of this type needs a login: 401 without a token, 403 with a bad
/// one, in both forms of the openEO API (a plain JWT, or <c>basic//TOKEN</c>).
/// </summary>
sealed record CurrentUser(string Id, string Name)
{
    /// <summary>Binds a handler parameter from the <c>Authorization</c> header.</summary>
    public static ValueTask<CurrentUser> BindAsync(HttpContext context, ParameterInfo parameter) => OfAsync(context);

    /// <summary>The user of a request, for endpoints where not all requests need one.</summary>
    /// <exception cref="OpenEoException"><c>AuthenticationRequired</c>, <c>AuthenticationSchemeInvalid</c>, or what <see cref="Bearers.ValidateAsync"/>
    /// says.</exception>
    public static async ValueTask<CurrentUser> OfAsync(HttpContext context)
    {
        var header = context.Request.Headers.Authorization.ToString();
        if (header.Length == 0) throw new OpenEoException(ErrorCodes.AuthenticationRequired);
        var space = header.IndexOf(' ', StringComparison.Ordinal);
        var scheme = space < 0 ? header : header[..space];
        if (!scheme.Equals("Bearer", StringComparison.OrdinalIgnoreCase)) throw new OpenEoException(ErrorCodes.AuthenticationSchemeInvalid);
        var bearers = context.RequestServices.GetRequiredService<Bearers>();
        var user = await bearers.ValidateAsync(space < 0 ? "" : header[space..].Trim(), context.RequestAborted);
        context.RequestServices.GetRequiredService<RateLimits>().Remember(header, user.Id);
        return user;
    }
}
