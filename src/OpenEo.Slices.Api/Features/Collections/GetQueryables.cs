using System.Text.Json;
using System.Text.Json.Nodes;
using Carter;
using MediatR;
using Microsoft.AspNetCore.Mvc;
using OpenEo.Slices.Api.Catalog;
using OpenEo.Slices.Api.Web;
using OpenEo.Slices.Engine.Stac;

namespace OpenEo.Slices.Api.Features.Collections;

/// <summary>
/// GET /collections/{collection_id}/queryables: the item properties that <c>properties</c> of load_collection can look at, as JSON Schema, read off some items.
/// </summary>
static class GetQueryables
{
    // Enough to see what there is.
    const int Sample = 20;

    internal sealed record Request(Links Links, string Id) : IRequest<Document>;

    internal sealed class Endpoint : ICarterModule
    {
        public void AddRoutes(IEndpointRouteBuilder app) => app.MapGet("/collections/{collection_id}/queryables",
            (Links links, [FromRoute(Name = "collection_id")] string id, IMediator mediator, CancellationToken ct) =>
            mediator.Send(new Request(links, id), ct));
    }

    internal sealed class Handler(Documents documents, CollectionCatalog catalog, CollectionItems items) : IRequestHandler<Request, Document>
    {
        public async Task<Document> Handle(Request request, CancellationToken cancellationToken)
        {
            var (collection, version) = await catalog.ReadAsync(request.Id, cancellationToken);
            if (collection is null) throw OpenEoException.CollectionNotFound(request.Id);
            var name = $"queryables/{request.Id}";
            if (documents.Find(name, request.Links, version) is { } known) return known;
            var sample = await items.SampleAsync(collection, Sample, cancellationToken);
            return documents.Get(name, request.Links, version, () => Describe(request, sample), "application/schema+json");
        }

        static JsonObject Describe(Request request, IReadOnlyList<JsonElement> sample)
        {
            var properties = new JsonObject();
            var all = sample.Where(item => item.ValueKind is JsonValueKind.Object && item.TryGetProperty("properties", out var own)
                && own.ValueKind is JsonValueKind.Object).SelectMany(item => item.GetProperty("properties").EnumerateObject());
            foreach (var values in all.Where(member => member.Value.ValueKind is not JsonValueKind.Null).GroupBy(member => member.Name)
                .OrderBy(group => group.Key, StringComparer.Ordinal))
                properties[values.Key] = Schema(values.Key, [.. values.Select(member => member.Value)]);
            return new JsonObject
            {
                ["$schema"] = "https://json-schema.org/draft/2019-09/schema",
                ["$id"] = request.Links.To($"/collections/{Uri.EscapeDataString(request.Id)}/queryables"),
                ["type"] = "object",
                ["title"] = $"Queryables of {request.Id}",
                ["properties"] = properties,
                ["additionalProperties"] = true,
            };
        }

        static JsonObject Schema(string name, IReadOnlyList<JsonElement> values)
        {
            var types = values.Select(TypeOf).Distinct().ToList();
            if (types.Contains("number")) types.Remove("integer");
            var schema = new JsonObject { ["title"] = name, ["type"] = types is [var only] ? only
                : new JsonArray([.. types.Select(type => JsonValue.Create(type))]) };
            if (types is ["string"] && values.All(value => DateTimeOffset.TryParse(value.GetString(), out _) && value.GetString()!.Contains('T')))
                schema["format"] = "date-time";
            return schema;
        }

        static string TypeOf(JsonElement value) => value.ValueKind switch
        {
            JsonValueKind.String => "string",
            JsonValueKind.Number => value.TryGetInt64(out _) ? "integer" : "number",
            JsonValueKind.True or JsonValueKind.False => "boolean",
            JsonValueKind.Array => "array",
            _ => "object",
        };
    }
}
