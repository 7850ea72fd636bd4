namespace OpenEo.Slices.Api.Web;

/// <summary>What clients write carelessly is taken as it is meant, and answers are written as the strictest of them reads.</summary>
static class Plainly
{
    const string Charset = "; charset=utf-8";

    /// <summary>Takes several slashes for one, and leaves the charset out of JSON's media types, which have none.</summary>
    public static IApplicationBuilder UsePlainRequests(this IApplicationBuilder app) => app.Use((context, next) =>
    {
        var path = context.Request.Path.Value ?? "";
        while (path.Contains("//", StringComparison.Ordinal)) path = path.Replace("//", "/", StringComparison.Ordinal);
        if (path != context.Request.Path.Value) context.Request.Path = path;
        context.Response.OnStarting(LeaveOut, context.Response);
        return next(context);
    });

    static Task LeaveOut(object state)
    {
        var response = (HttpResponse)state;
        if (response.ContentType is { } type && type.EndsWith(Charset, StringComparison.OrdinalIgnoreCase) && type[..^Charset.Length].EndsWith("json",
            StringComparison.Ordinal))
            response.ContentType = type[..^Charset.Length];
        return Task.CompletedTask;
    }
}
