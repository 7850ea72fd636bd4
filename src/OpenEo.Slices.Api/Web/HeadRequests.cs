namespace OpenEo.Slices.Api.Web;

/// <summary>HEAD for everything that GET can read: the same endpoint answers, and the server keeps the body to itself.</summary>
static class HeadRequests
{
    /// <summary>Lets the GET endpoints of a group answer HEAD too. An endpoint for HEAD alone goes first.</summary>
    public static TBuilder AnswerHead<TBuilder>(this TBuilder endpoints) where TBuilder : IEndpointConventionBuilder
    {
        endpoints.Finally(endpoint =>
        {
            switch (endpoint.Metadata.OfType<IHttpMethodMetadata>().LastOrDefault()?.HttpMethods)
            {
                case ["GET"]:
                    endpoint.Metadata.Add(new HttpMethodMetadata(["GET", "HEAD"]));
                    break;
                case ["HEAD"] when endpoint is RouteEndpointBuilder route:
                    route.Order--;
                    break;
            }
        });
        return endpoints;
    }

    /// <summary>Before routing: HEAD never asks for a stream of events, which would have no end.</summary>
    public static void UseHead(this IApplicationBuilder app) => app.Use(next => context =>
    {
        var request = context.Request;
        if (HttpMethods.IsHead(request.Method) && request.Headers.Accept.ToString().Contains("event-stream", StringComparison.OrdinalIgnoreCase))
            request.Headers.Remove("Accept");
        return next(context);
    });
}
