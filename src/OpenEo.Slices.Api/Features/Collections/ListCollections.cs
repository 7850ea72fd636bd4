using Carter;
using MediatR;
using OpenEo.Slices.Api.Catalog;
using OpenEo.Slices.Api.Web;
using OpenEo.Slices.Engine.Stac;

namespace OpenEo.Slices.Api.Features.Collections;

/// <summary>GET /collections: what data there is, in short.</summary>
static class ListCollections
{
    internal sealed record Request(Links Links, int? Limit, string? After) : IRequest<Document>;

    internal sealed class Endpoint : ICarterModule
    {
        public void AddRoutes(IEndpointRouteBuilder app) => app.MapGet("/collections",
            (Links links, int? limit, string? after, IMediator mediator, CancellationToken ct) => mediator.Send(new Request(links, limit, after), ct));
    }

    internal sealed class Handler(Documents documents, CollectionCatalog catalog) : IRequestHandler<Request, Document>
    {
        public async Task<Document> Handle(Request request, CancellationToken cancellationToken)
        {
            var (all, version) = await catalog.ReadAsync(cancellationToken);
            return request is { Limit: null, After: null }
                ? documents.Get("collections", request.Links, version, () => Describe(all, request))
                : new Document(Describe(all, request));
        }

        static object Describe(IReadOnlyList<CollectionSource> all, Request request)
        {
            var address = request.Links.To("/collections");
            var page = Paging.Cut(all, collection => collection.Id, request.Limit, request.After, address);
            return new
            {
                Collections = page.Items.Select(collection => CollectionLinks.Add(CollectionMetadata.Summarise(collection), collection.Id, request.Links)),
                Links = page.Links.Append(CollectionLinks.Root(request.Links)),
            };
        }
    }
}
