using System.Collections.Concurrent;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using OpenEo.Slices.Api.Tests.Running;

namespace OpenEo.Slices.Api.Tests.Features.Collections;

/// <summary>
/// A small STAC API on this machine: one collection without <c>cube:dimensions</c>, twelve items with a real image each, pages of three, and a search that
/// filters by CQL2. It remembers what it was asked, and can fail.
/// </summary>
public sealed class StacApi : IAsyncDisposable
{
    const int Items = 12, Page = 3;

    readonly string folder = Directory.CreateTempSubdirectory("openeo-api-").FullName;
    readonly WebApplication server;

    StacApi(WebApplication server) => this.server = server;

    /// <summary>The landing page.</summary>
    public string Root { get; private set; } = "";

    /// <summary>Requests, with the body of searches.</summary>
    public ConcurrentQueue<string> Asked { get; } = new();

    /// <summary>Answers to give instead of the real ones, by status; taken one by one.</summary>
    public ConcurrentQueue<int> Failures { get; } = new();

    /// <summary>Whether everything about items fails.</summary>
    public bool LosesItems { get; set; }

    /// <summary>Whether the search filters; else it says that it can't.</summary>
    public bool Filters { get; set; } = true;

    public static async Task<StacApi> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var api = new StacApi(builder.Build());
        JobFixture.WriteScene(Path.Combine(api.folder, "scene.tif"));
        api.Map();
        await api.server.StartAsync();
        api.Root = api.server.Urls.Single();
        return api;
    }

    public async ValueTask DisposeAsync()
    {
        await server.DisposeAsync();
        Directory.Delete(folder, recursive: true);
    }

    void Map()
    {
        server.Use(async (context, next) =>
        {
            if (context.Request.Path != "/scene.tif") Asked.Enqueue($"{context.Request.Method} {context.Request.Path}{context.Request.QueryString}");
            if (LosesItems && context.Request.Path.Value!.Contains("/items", StringComparison.Ordinal)) context.Response.StatusCode = 404;
            else if (context.Request.Path != "/scene.tif" && Failures.TryDequeue(out var status)) context.Response.StatusCode = status;
            else await next(context);
        });
        server.MapGet("/", () => Json(new JsonObject
        {
            ["type"] = "Catalog",
            ["id"] = "api",
            ["conformsTo"] = Filters ? new JsonArray("https://api.stacspec.org/v1.0.0/item-search#filter",
                "http://www.opengis.net/spec/cql2/1.0/conf/cql2-json") : [],
            ["links"] = new JsonArray(Link("data", "/collections"), Link("search", "/search")),
        }));
        server.MapGet("/collections", (int? page) => Json(new JsonObject
        {
            ["collections"] = new JsonArray(page is null ? Collection("SCENES") : Collection("OTHER")),
            ["links"] = page is null ? new JsonArray(Link("next", "/collections?page=2")) : [],
        }));
        server.MapGet("/collections/SCENES/items",
            (int? limit, int? token, string? datetime) =>
            Json(PageOf([.. All().Where(item => datetime is null || InTime(item, datetime))], Math.Min(limit ?? Page, Page), token ?? 0,
                next => Link("next", $"/collections/SCENES/items?limit={limit}&token={next}"))));
        server.MapGet("/collections/SCENES/items/{id}",
            (string id) => All().FirstOrDefault(item => item["id"]!.GetValue<string>() == id) is { } item ? Json(item) : Results.NotFound());
        server.MapPost("/search", (JsonElement body) =>
        {
            Asked.Enqueue(body.GetRawText());
            var start = body.TryGetProperty("token", out var token) ? token.GetInt32() : 0;
            return Json(PageOf([.. All().Where(item => !body.TryGetProperty("filter", out var filter) || Passes(item, filter))], Page, start, next =>
            {
                var link = Link("next", "/search");
                (link["method"], link["body"], link["merge"]) = ("POST", new JsonObject { ["token"] = next }, true);
                return link;
            }));
        });
        server.MapGet("/scene.tif", () => Results.File(Path.Combine(folder, "scene.tif"), "image/tiff", enableRangeProcessing: true));
    }

    static IResult Json(JsonNode node) => Results.Text(node.ToJsonString(), "application/json");

    JsonObject Link(string rel, string path) => new() { ["rel"] = rel, ["href"] = Root + path };

    JsonObject Collection(string id) => new()
    {
        ["type"] = "Collection",
        ["stac_version"] = "1.1.0",
        ["id"] = id,
        ["description"] = "Scenes",
        ["license"] = "CC-BY-4.0",
        ["extent"] =
        JsonNode.Parse("""{"spatial":{"bbox":[[11.27,46.5,11.32,46.53]]},"temporal":{"interval":[["2024-01-01T00:00:00Z","2024-12-31T00:00:00Z"]]}}"""),
        ["links"] = new JsonArray(Link("self", $"/collections/{id}"), Link("root", "/"), Link("items", $"/collections/{id}/items")),
    };

    IEnumerable<JsonObject> All() => Enumerable.Range(1, Items).Select(month => new JsonObject
    {
        ["type"] = "Feature",
        ["stac_version"] = "1.1.0",
        ["id"] = $"scene-{month:00}",
        ["collection"] = "SCENES",
        ["bbox"] = new JsonArray(11.27, 46.5, 11.32, 46.53),
        ["geometry"] = JsonNode.Parse("""{"type":"Polygon","coordinates":[[[11.27,46.5],[11.32,46.5],[11.32,46.53],[11.27,46.53],[11.27,46.5]]]}"""),
        ["properties"] = new JsonObject { ["datetime"] = $"2024-{month:00}-01T00:00:00Z", ["eo:cloud_cover"] = month * 5.0,
            ["platform"] = month % 2 == 0 ? "even" : "odd" },
        ["assets"] =
        new JsonObject { ["data"] = JsonNode.Parse(
            $$"""{"href":"{{Root}}/scene.tif","type":"image/tiff; application=geotiff","roles":["data"],"eo:bands":[{"name":"B04"},{"name":"B08"}]}""") },
        ["links"] = new JsonArray(Link("self", $"/collections/SCENES/items/scene-{month:00}")),
    });

    static JsonObject PageOf(IReadOnlyList<JsonObject> all, int size, int start, Func<int, JsonObject> next) => new()
    {
        ["type"] = "FeatureCollection",
        ["features"] = new JsonArray([.. all.Skip(start).Take(size)]),
        ["links"] = start + size < all.Count ? new JsonArray(next(start + size)) : [],
    };

    static bool InTime(JsonObject item, string datetime)
    {
        var (time, parts) = (item["properties"]!["datetime"]!.GetValue<string>(), datetime.Split('/'));
        return (parts[0] == ".." || string.CompareOrdinal(time, parts[0]) >= 0) && (parts[^1] == ".." || string.CompareOrdinal(time, parts[^1]) <= 0);
    }

    // As much of CQL2 as the tests send.
    static bool Passes(JsonObject item, JsonElement filter)
    {
        var arguments = filter.GetProperty("args");
        var operation = filter.GetProperty("op").GetString();
        if (operation == "and") return arguments.EnumerateArray().All(inner => Passes(item, inner));
        var value = item["properties"]![arguments[0].GetProperty("property").GetString()!]!;
        return operation switch
        {
            "=" => value.ToString() == arguments[1].ToString(),
            "<" => double.Parse(value.ToString(), CultureInfo.InvariantCulture) < arguments[1].GetDouble(),
            "between" => double.Parse(value.ToString(), CultureInfo.InvariantCulture) is var number && number >= arguments[1].GetDouble()
                && number <= arguments[2].GetDouble(),
            _ => throw new NotSupportedException(operation),
        };
    }
}

/// <summary>A service with the API as a source, beside one that is down and a static catalog.</summary>
public sealed class StacApiFixture : ApiFixture
{
    readonly string catalog = Directory.CreateTempSubdirectory("openeo-static-").FullName;

    /// <summary>The API.</summary>
    public StacApi Api { get; private set; } = null!;

    /// <inheritdoc/>
    protected override IReadOnlyDictionary<string, string?> Settings => new Dictionary<string, string?>
    {
        ["Collections:0"] = "http://127.0.0.1:1/down",
        ["Collections:1:Location"] = Api.Root + "/",
        ["Collections:1:Exclude:0"] = "OTHER",
        ["Collections:2:Location"] = catalog,
        ["Collections:2:Prefix"] = "MY_",
        ["Workers:Warm"] = "1",
        ["Probes:Seconds"] = "20",
        ["Validation:Seconds"] = "20",
    };

    /// <inheritdoc/>
    public override async Task InitializeAsync()
    {
        Api = await StacApi.StartAsync();
        Directory.CreateDirectory(Path.Combine(catalog, "inner"));
        await File.WriteAllTextAsync(Path.Combine(catalog, "catalog.json"),
            """
            {"type":"Catalog","stac_version":"1.1.0","id":"root","description":"x","links":[{"rel":"child","href":"./inner/collection.json"},{"rel":"child",
             "href":"./missing.json"}]}
            """);
        await File.WriteAllTextAsync(Path.Combine(catalog, "inner", "collection.json"), """
            {"type":"Collection","stac_version":"1.1.0","id":"INNER","description":"x","license":"other","extent":{"spatial":{"bbox":[[1,2,3,4]]},
             "temporal":{"interval":[["2024-01-01T00:00:00Z",null]]}},
             "links":[{"rel":"item","href":"./a.json"},{"rel":"item","href":"./b.json"}]}
            """);
        foreach (var (id, day) in ((string, int)[])[("a", 1), ("b", 2)])
            await File.WriteAllTextAsync(Path.Combine(catalog, "inner", $"{id}.json"), $$$"""
                {"type":"Feature","stac_version":"1.1.0","id":"{{{id}}}","bbox":[1,2,3,4],"geometry":null,
                 "properties":{"datetime":"2024-01-0{{{day}}}T00:00:00Z","grade":{{{day}}}},
                 "links":[{"rel":"self","href":"/secret/place/a.json"}],
                 "assets":{"data":{"href":"./{{{id}}}.tif"},"web":{"href":"https://example.org/x.png"} } }
                """);
        await base.InitializeAsync();
    }

    /// <inheritdoc/>
    public override async Task DisposeAsync()
    {
        await base.DisposeAsync();
        await Api.DisposeAsync();
        Directory.Delete(catalog, recursive: true);
    }
}

/// <summary>Tests that share the API.</summary>
[CollectionDefinition("stac api")]
#pragma warning disable CA1711 // xunit calls it a collection
public sealed class StacApiCollection : ICollectionFixture<StacApiFixture>;
#pragma warning restore CA1711
