using System.Text.Json.Serialization;
using System.Text.RegularExpressions;
using Carter;
using MediatR;
using OpenEo.Slices.Api.Jobs;
using OpenEo.Slices.Api.Settings;
using OpenEo.Slices.Api.Web;

namespace OpenEo.Slices.Api.Features.Discovery;

/// <summary>GET /: what the service is and which endpoints it has. The list is made from the mapped routes, so it promises nothing that is not there.</summary>
static partial class GetCapabilities
{
    internal sealed record Request(Links Links) : IRequest<Document>;

    /// <summary>The capabilities; also the root of the STAC catalog.</summary>
    public sealed record Response(
        string ApiVersion, string BackendVersion, string StacVersion, string Type, string Id, string Title, string Description,
        [property: JsonPropertyName("conformsTo")] IReadOnlyList<string> ConformsTo, bool Production, IReadOnlyList<Route> Endpoints, Prices? Billing,
        IReadOnlyList<Link> Links);

    /// <summary>Currency and plans; absent when nothing is charged.</summary>
    public sealed record Prices(string Currency, string? DefaultPlan, IReadOnlyList<BillingPlan> Plans);

    /// <summary>A path, spelled as in the API's specification, and its methods.</summary>
    public sealed record Route(string Path, IReadOnlyList<string> Methods);

    internal sealed class Endpoint : ICarterModule
    {
        public void AddRoutes(IEndpointRouteBuilder app) =>
            app.MapGet("/", (Links links, IMediator mediator, CancellationToken ct) => mediator.Send(new Request(links), ct)).ExcludeFromDescription();
    }

    internal sealed partial class Handler(Documents documents, ServiceSettings service, DataSettings data, Billing billing, EndpointDataSource routes)
        : IRequestHandler<Request, Document>
    {
        static readonly string[] Methods = ["GET", "POST", "PATCH", "PUT", "DELETE"];

        public Task<Document> Handle(Request request, CancellationToken cancellationToken) =>
            Task.FromResult(documents.Get("capabilities", request.Links, 0, () => Describe(request.Links)));

        Response Describe(Links links) => new(
            ServiceInfo.ApiVersion, ServiceInfo.Version, "1.1.0", "Catalog", service.Id, service.Title, service.Description,
            GetConformance.Classes, service.IsProduction(data), [.. ListRoutes(links.Base)],
            billing.Currency is null ? null : new(billing.Currency, billing.DefaultPlan, billing.Plans),
            [
                new("self", links.To("/"), "application/json", service.Title),
                new("root", links.To("/"), "application/json", service.Title),
                new("version-history", $"{links.Origin}/.well-known/openeo", "application/json", "Offered versions of the API"),
                new("data", links.To("/collections"), "application/json", "Collections"),
                new("conformance", links.To("/conformance"), "application/json", "Conformance classes"),
                .. service.Links().Select(page => new Link(page.Rel, page.Address, "text/html", page.Title)),
            ]);

        // Routes that the API does not define are mapped with ExcludeFromDescription.
        IEnumerable<Route> ListRoutes(string basePath) =>
            from route in routes.Endpoints.OfType<RouteEndpoint>()
            where route.Metadata.GetMetadata<IExcludeFromDescriptionMetadata>() is null
            let raw = "/" + route.RoutePattern.RawText!.Trim('/')
            where raw.StartsWith(basePath + "/", StringComparison.Ordinal)
            let path = Decoration().Replace(raw[basePath.Length..], "{$1}")
            let methods = route.Metadata.GetMetadata<IHttpMethodMetadata>()?.HttpMethods ?? []
            group methods by path into paths
            orderby paths.Key
            select new Route(paths.Key, [.. Methods.Where(paths.SelectMany(methods => methods).Contains)]);

        // {**path} and {job_id:regex} are {path} and {job_id} to the world.
        [GeneratedRegex(@"\{\**(\w+)[^}]*\}")]
        private static partial Regex Decoration();
    }
}
