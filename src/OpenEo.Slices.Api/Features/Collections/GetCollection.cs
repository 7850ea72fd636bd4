using Carter;
using MediatR;
using Microsoft.AspNetCore.Mvc;
using OpenEo.Slices.Api.Catalog;
using OpenEo.Slices.Api.Web;
using OpenEo.Slices.Engine.Stac;

namespace OpenEo.Slices.Api.Features.Collections;

/// <summary>GET /collections/{collection_id}: all that is known of a collection, with the dimensions of the cube that it loads as.</summary>
static class GetCollection
{
    internal sealed record Request(Links Links, string Id) : IRequest<Document>;

    internal sealed class Endpoint : ICarterModule
    {
        public void AddRoutes(IEndpointRouteBuilder app) => app.MapGet("/collections/{collection_id}",
            (Links links, [FromRoute(Name = "collection_id")] string id, IMediator mediator, CancellationToken ct) =>
            mediator.Send(new Request(links, id), ct));
    }

    internal sealed class Handler(Documents documents, CollectionCatalog catalog, CollectionProbes probes) : IRequestHandler<Request, Document>
    {
        public async Task<Document> Handle(Request request, CancellationToken cancellationToken)
        {
            var (collection, version) = await catalog.ReadAsync(request.Id, cancellationToken);
            if (collection is null) throw OpenEoException.CollectionNotFound(request.Id);
            var dimensions = await probes.FindAsync(collection, cancellationToken);
            return documents.Get($"collections/{request.Id}{(dimensions is null ? "" : " with dimensions")}", request.Links, version,
                () => CollectionLinks.Add(CollectionMetadata.Describe(collection, dimensions), collection.Id, request.Links));
        }
    }
}
