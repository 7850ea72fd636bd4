using System.Text.Json.Nodes;
using Carter;
using MediatR;
using Microsoft.AspNetCore.Mvc;
using OpenEo.Slices.Api.Catalog;
using OpenEo.Slices.Api.Web;
using OpenEo.Slices.Engine.Stac;

namespace OpenEo.Slices.Api.Features.Collections;

/// <summary>GET /collections/{collection_id}/items/{feature_id} (openEO has it from the STAC API): one item.</summary>
static class GetItem
{
    internal sealed record Request(Links Links, string Id, string Item) : IRequest<JsonObject>;

    internal sealed class Endpoint : ICarterModule
    {
        public void AddRoutes(IEndpointRouteBuilder app) => app.MapGet("/collections/{collection_id}/items/{feature_id}",
            async (Links links, [FromRoute(Name = "collection_id")] string id, [FromRoute(Name = "feature_id")] string item, IMediator mediator,
                CancellationToken ct) =>
                Results.Json(await mediator.Send(new Request(links, id, item), ct), contentType: "application/geo+json"));
    }

    internal sealed class Handler(CollectionCatalog catalog, CollectionItems items) : IRequestHandler<Request, JsonObject>
    {
        public async Task<JsonObject> Handle(Request request, CancellationToken cancellationToken)
        {
            var collection = await catalog.FindAsync(request.Id, cancellationToken) ?? throw OpenEoException.CollectionNotFound(request.Id);
            var item = await items.FindAsync(collection, request.Item, cancellationToken)
                ?? throw new OpenEoException(ErrorCodes.NotFound, $"The collection '{request.Id}' has no item '{request.Item}'.");
            return CollectionLinks.AddToItem(item, request.Id, request.Links);
        }
    }
}
