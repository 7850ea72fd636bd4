using Microsoft.AspNetCore.Http.Features;

namespace OpenEo.Slices.Api.Web;

/// <summary>Smaller bodies for requests without a login, where an endpoint says so: they are refused before anything of them is parsed.</summary>
static class StrangersBody
{
    sealed record Limit(long Bytes, Func<HttpContext, Task> Demand);

    /// <summary>Says how many bytes a request without a login may bring.</summary>
    /// <param name="route">Where.</param>
    /// <param name="bytes">How many.</param>
    /// <param name="demand">Throws when a login is claimed and is none, before anything is read.</param>
    public static RouteHandlerBuilder LimitStrangers(this RouteHandlerBuilder route, long bytes, Func<HttpContext, Task> demand) =>
        route.WithMetadata(new Limit(bytes, demand));

    /// <summary>Applies the limit of the chosen endpoint; after routing.</summary>
    public static async Task ApplyAsync(HttpContext context, RequestDelegate next)
    {
        if (context.GetEndpoint()?.Metadata.GetMetadata<Limit>() is { } limit)
        {
            if (context.Request.Headers.Authorization.Count > 0) await limit.Demand(context);
            else if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } body && !(body.MaxRequestBodySize < limit.Bytes))
                body.MaxRequestBodySize = limit.Bytes;
        }
        await next(context);
    }
}
