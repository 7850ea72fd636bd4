using System.Reflection;

namespace OpenEo.Slices.Api.Web;

/// <summary>
/// Absolute addresses as the client sees them: from <c>PublicUrl</c> when configured, else from the request (forwarded headers count only when they come
/// from a trusted proxy). A handler parameter of this type is bound from the request.
/// </summary>
/// <param name="Origin">Scheme, host and, when a gateway adds one, path prefix; without a slash at the end.</param>
/// <param name="Base">Where the API is below the origin, such as <c>/openeo/v1</c>.</param>
public sealed record Links(string Origin, string Base)
{
    /// <summary>The API's root, without a slash at the end.</summary>
    public string Root => Origin + Base;

    /// <summary>The address of an API path that starts with a slash, such as <c>/jobs</c>. Escaping is the caller's.</summary>
    public string To(string path) => Root + path;

    /// <summary>The configured path of the API, <c>/openeo/v1</c> unless <c>BasePath</c> says otherwise; empty for the root.</summary>
    public static string BasePath(IConfiguration configuration) => "/" + (configuration["BasePath"] ?? "openeo/v1").Trim('/') is { Length: > 1 } path ? path : "";

    /// <summary>Reads the addresses off a request.</summary>
    public static Links Of(HttpContext context)
    {
        var configuration = context.RequestServices.GetRequiredService<IConfiguration>();
        var origin = configuration["PublicUrl"] is { Length: > 0 } url ? url.TrimEnd('/')
            : $"{context.Request.Scheme}://{context.Request.Host}{context.Request.PathBase.ToUriComponent().TrimEnd('/')}";
        return new Links(origin, BasePath(configuration));
    }

    /// <summary>Binds a handler parameter.</summary>
    public static ValueTask<Links?> BindAsync(HttpContext context, ParameterInfo parameter) => ValueTask.FromResult<Links?>(Of(context));
}

/// <summary>A link as openEO and STAC write it.</summary>
public sealed record Link(string Rel, string Href, string? Type = null, string? Title = null);
