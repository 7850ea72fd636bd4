using System.Text.Json.Serialization;
using Carter;
using MediatR;
using OpenEo.Slices.Api.Web;

namespace OpenEo.Slices.Api.Features.Discovery;

/// <summary>GET /conformance: the classes of requirements that the service meets.</summary>
static class GetConformance
{
    /// <summary>The classes; also part of the capabilities.</summary>
    public static IReadOnlyList<string> Classes { get; } =
    [
        $"https://api.openeo.org/{ServiceInfo.ApiVersion}",
        $"https://api.openeo.org/{ServiceInfo.ApiVersion}/authentication/jwt",
        "https://api.openeo.org/extensions/processing-parameters/0.1.0",
        "https://api.openeo.org/extensions/remote-process-definition/0.1.0",
        "https://api.openeo.org/extensions/workspaces/0.1.0",
        "https://api.stacspec.org/v1.0.0/collections",
    ];

    internal sealed record Request(Links Links) : IRequest<Document>;

    /// <summary>The classes, under the name that OGC gave them.</summary>
    public sealed record Response([property: JsonPropertyName("conformsTo")] IReadOnlyList<string> ConformsTo);

    internal sealed class Endpoint : ICarterModule
    {
        public void AddRoutes(IEndpointRouteBuilder app) =>
            app.MapGet("/conformance", (Links links, IMediator mediator, CancellationToken ct) => mediator.Send(new Request(links), ct));
    }

    internal sealed class Handler(Documents documents) : IRequestHandler<Request, Document>
    {
        public Task<Document> Handle(Request request, CancellationToken cancellationToken) =>
            Task.FromResult(documents.Get("conformance", request.Links, 0, () => new Response(Classes)));
    }
}
