using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Carter;
using MediatR;
using Microsoft.AspNetCore.Mvc;
using OpenEo.Slices.Api.Catalog;
using OpenEo.Slices.Api.Web;
using OpenEo.Slices.Engine.Cubes;
using OpenEo.Slices.Engine.Stac;

namespace OpenEo.Slices.Api.Features.Collections;

/// <summary>
/// GET /collections/{collection_id}/items (openEO has it from the STAC API): the items, by
/// <c>bbox</c> (degrees), <c>datetime</c> and in pages of <c>limit</c> (default 10).
/// </summary>
static class ListItems
{
    const int Default = 10, Most = 1000;

    internal sealed record Request(Links Links, string Id, string? Limit, string? After, string? Bbox, string? Datetime) : IRequest<JsonObject>;

    internal sealed class Endpoint : ICarterModule
    {
        public void AddRoutes(IEndpointRouteBuilder app) => app.MapGet("/collections/{collection_id}/items",
            async (Links links, [FromRoute(Name = "collection_id")] string id, string? limit, string? after, string? bbox, string? datetime, IMediator mediator,
                CancellationToken ct) =>
                Results.Json(await mediator.Send(new Request(links, id, limit, after, bbox, datetime), ct), contentType: "application/geo+json")).Compressed();
    }

    internal sealed class Handler(CollectionCatalog catalog, CollectionItems items) : IRequestHandler<Request, JsonObject>
    {
        public async Task<JsonObject> Handle(Request request, CancellationToken cancellationToken)
        {
            var collection = await catalog.FindAsync(request.Id, cancellationToken) ?? throw OpenEoException.CollectionNotFound(request.Id);
            var limit = Math.Min(Paging.ReadLimit(request.Limit) ?? Default, Most);
            var (start, end) = Interval(request.Datetime);
            var page = await items.ListAsync(collection, new ItemFilter(Box(request.Bbox), start, end), limit, request.After, cancellationToken);
            var path = $"/collections/{Uri.EscapeDataString(request.Id)}";
            foreach (var item in page.Items) CollectionLinks.AddToItem(item, request.Id, request.Links);
            List<Link> links = [new("self", request.Links.To($"{path}/items"), "application/geo+json", $"Items of {request.Id}"),
                CollectionLinks.Root(request.Links), new("collection", request.Links.To(path), "application/json", request.Id)];
            if (page.Next is not null)
            {
                var same = string.Concat(((string Name, string? Value)[])[("bbox", request.Bbox), ("datetime", request.Datetime)] is var given
                    ? given.Where(one => !string.IsNullOrEmpty(one.Value)).Select(one => $"&{one.Name}={Uri.EscapeDataString(one.Value!)}") : []);
                links.Add(new("next", request.Links.To($"{path}/items?limit={limit}&after={Uri.EscapeDataString(page.Next)}{same}"),
                    "application/geo+json", "Next page"));
            }
            return new JsonObject { ["type"] = "FeatureCollection", ["features"] = new JsonArray([.. page.Items]),
                ["links"] = JsonSerializer.SerializeToNode(links, Json.Options) };
        }

        static BoundingBox? Box(string? text)
        {
            if (string.IsNullOrEmpty(text)) return null;
            var numbers = text.Split(',').Select(part => double.TryParse(part, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number) ? number
                : double.NaN).ToArray();
            return numbers.All(double.IsFinite) && numbers.Length is 4 or 6
                ? numbers.Length == 4 ? new(numbers[0], numbers[1], numbers[2], numbers[3]) : new(numbers[0], numbers[1], numbers[3], numbers[4])
                : throw new OpenEoException(ErrorCodes.RequestInvalid, "'bbox' must be four numbers: west, south, east, north in degrees.");
        }

        // The filter's end is open; an instant that is asked for is meant to be in.
        static (DateTimeOffset? Start, DateTimeOffset? End) Interval(string? text)
        {
            if (string.IsNullOrEmpty(text)) return (null, null);
            var parts = text.Split('/').Select(part => part is "" or ".." ? (DateTimeOffset?)null
                : DateTimeOffset.TryParse(part, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var instant) && instant.Year < 9999 ? instant
                : throw new OpenEoException(ErrorCodes.RequestInvalid, "'datetime' must be an RFC 3339 instant, or two with a slash between.")).ToArray();
            return parts switch { [{ } one] => (one, one.AddTicks(1)), [var from, var to] => (from, to?.AddTicks(1)),
                _ => throw new OpenEoException(ErrorCodes.RequestInvalid, "'datetime' must be an RFC 3339 instant, or two with a slash between.") };
        }
    }
}
