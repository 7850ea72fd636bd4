using Microsoft.AspNetCore.Http.Features;

namespace OpenEo.Slices.Api.Web;

/// <summary>Smaller bodies for requests without a login, where an endpoint says so: they are refused before anything of them is parsed.</summary>
static class StrangersBody
{
    sealed record Limit(long Bytes);

    /// <summary>Says how many bytes a request without a login may bring.</summary>
    public static RouteHandlerBuilder LimitStrangers(this RouteHandlerBuilder route, long bytes) => route.WithMetadata(new Limit(bytes));

    /// <summary>Applies the limit of the chosen endpoint; after routing.</summary>
    public static Task ApplyAsync(HttpContext context, RequestDelegate next)
    {
        if (context.GetEndpoint()?.Metadata.GetMetadata<Limit>() is { } limit && context.Request.Headers.Authorization.Count == 0
            && context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } body && !(body.MaxRequestBodySize < limit.Bytes))
            body.MaxRequestBodySize = limit.Bytes;
        return next(context);
    }
}
