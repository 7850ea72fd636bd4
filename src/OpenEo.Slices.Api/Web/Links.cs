using System.Reflection;
using OpenEo.Slices.Api.Settings;

namespace OpenEo.Slices.Api.Web;

/// <summary>
/// Absolute addresses as the client sees them: from <c>PublicUrl</c> when configured, else from the request (forwarded headers count only when they come
/// from a trusted proxy). A handler parameter of this type is bound from the request.
/// </summary>
/// <param name="Origin">Scheme, host and, when a gateway adds one, path prefix; without a slash at the end.</param>
/// <param name="Base">Where the API is below the origin, such as <c>/openeo/v1</c>.</param>
sealed record Links(string Origin, string Base)
{
    /// <summary>The API's root, without a slash at the end.</summary>
    public string Root => Origin + Base;

    /// <summary>The address of an API path that starts with a slash, such as <c>/jobs</c>. Escaping is the caller's.</summary>
    public string To(string path) => Root + path;

    /// <summary>Reads the addresses off a request.</summary>
    public static Links Of(HttpContext context)
    {
        // From the request's services, because what binds a parameter is static.
        var settings = context.RequestServices.GetRequiredService<AddressSettings>();
        var origin = settings.Origin ?? $"{context.Request.Scheme}://{context.Request.Host}{context.Request.PathBase.ToUriComponent().TrimEnd('/')}";
        return new Links(origin, settings.Base);
    }

    /// <summary>Binds a handler parameter.</summary>
    public static ValueTask<Links?> BindAsync(HttpContext context, ParameterInfo parameter) => ValueTask.FromResult<Links?>(Of(context));
}
