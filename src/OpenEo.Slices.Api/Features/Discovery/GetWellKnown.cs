using MediatR;
using OpenEo.Slices.Api.Settings;
using OpenEo.Slices.Api.Web;

namespace OpenEo.Slices.Api.Features.Discovery;

/// <summary>GET /.well-known/openeo: which versions of the API are offered, and where.</summary>
static class GetWellKnown
{
    internal sealed record Request(Links Links) : IRequest<Document>;

    /// <summary>The versions of the API.</summary>
    internal sealed record Response(IReadOnlyList<Offer> Versions);

    /// <summary>One version and its address.</summary>
    internal sealed record Offer(Uri Url, string ApiVersion, bool Production);

    /// <summary>Maps the route at the root of the server: the one route that is not below the API's base path, so no Carter module.</summary>
    internal static class Endpoint
    {
        public static void Map(IEndpointRouteBuilder root) => root.MapGet("/.well-known/openeo",
            (Links links, IMediator mediator, CancellationToken ct) => mediator.Send(new Request(links), ct)).ExcludeFromDescription();
    }

    internal sealed class Handler(Documents documents, ServiceSettings service, DataSettings data) : IRequestHandler<Request, Document>
    {
        public Task<Document> Handle(Request request, CancellationToken cancellationToken) => Task.FromResult(documents.Get(
            "well-known", request.Links, 0,
            () => new Response([new Offer(new Uri(request.Links.Root), ServiceInfo.ApiVersion, service.IsProduction(data))])));
    }
}
