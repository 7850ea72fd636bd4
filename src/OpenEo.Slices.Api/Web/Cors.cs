namespace OpenEo.Slices.Api.Web;

/// <summary>
/// Lets web pages of any origin use the API. Every response carries the headers and OPTIONS is answered everywhere, because the openEO API asks for that;
/// nothing is sent with cookies, so any origin may.
/// </summary>
static class Cors
{
    const string Exposed =
        "OpenEO-Identifier, OpenEO-Costs, Link, Location, Content-Range, Accept-Ranges, Content-Length, Content-Encoding, Content-Disposition, ETag, "
        + "Retry-After";

    const string Allowed = "Authorization, Content-Type, Accept, Range, If-Range, If-Match, If-None-Match, If-Modified-Since, Idempotency-Key, Last-Event-ID";

    /// <summary>Adds the headers to all responses and answers OPTIONS with 204.</summary>
    public static IApplicationBuilder UseOpenEoCors(this IApplicationBuilder app) => app.Use(async (context, next) =>
    {
        // At the last moment: the exception handler clears what was set before.
        context.Response.OnStarting(SetHeaders, context.Response);
        if (HttpMethods.IsOptions(context.Request.Method)) context.Response.StatusCode = StatusCodes.Status204NoContent;
        else await next(context);
    });

    static Task SetHeaders(object state)
    {
        var response = (HttpResponse)state;
        response.Headers.AccessControlAllowOrigin = "*";
        response.Headers.AccessControlExposeHeaders = Exposed;
        if (!HttpMethods.IsOptions(response.HttpContext.Request.Method)) return Task.CompletedTask;
        response.Headers.AccessControlAllowMethods = "OPTIONS, GET, HEAD, POST, PATCH, PUT, DELETE";
        response.Headers.AccessControlAllowHeaders = Allowed;
        response.Headers.AccessControlMaxAge = "86400";
        return Task.CompletedTask;
    }
}
