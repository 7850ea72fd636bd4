using System.Globalization;
using System.Text.Json.Nodes;

namespace OpenEo.Slices.Benchmarks;

/// <summary>
/// The folder that <see cref="DistantData"/> serves: series of scenes in <c>w1</c> (12 dates × 2048²) and <c>series</c> (120 dates × 1024²), and 1,000 items of
/// which nothing is said but the address of their file, as links (<c>items</c>) and as pages of an API (<c>pages</c>).
/// </summary>
public static class DistantFiles
{
    const int Items = 1000, Page = 500;

    /// <summary>The folder; made in OPENEO_BENCH_DATA, where it stays, or in the scratch folder.</summary>
    public static async Task<string> FindAsync(Scratch scratch, CancellationToken ct)
    {
        var folder = Environment.GetEnvironmentVariable("OPENEO_BENCH_DATA") is { Length: > 0 } kept ? Path.GetFullPath(kept) : scratch.Path("distant");
        Directory.CreateDirectory(folder);
        await StackAsync(folder, "w1", ["--size", "2048"], ct);
        await StackAsync(folder, "series", ["--size", "1024", "--dates", "120", "--step-days", "3"], ct);
        if (!File.Exists(Path.Combine(folder, "items", "collection.json"))) await ManyItemsAsync(folder, ct);
        return folder;
    }

    static async Task StackAsync(string folder, string name, string[] arguments, CancellationToken ct)
    {
        if (File.Exists(Path.Combine(folder, name, "collection.json"))) return;
        await Console.Error.WriteLineAsync($"Making the series '{name}'; set OPENEO_BENCH_DATA to a folder where such data stay.");
        await Tool.RunScriptAsync("make_stack.py", [Path.Combine(folder, name), .. arguments], ct);
    }

    static async Task ManyItemsAsync(string folder, CancellationToken ct)
    {
        var (items, pages) = (Path.Combine(folder, "items"), Path.Combine(folder, "pages"));
        Directory.CreateDirectory(items);
        Directory.CreateDirectory(pages);
        var scene = Path.Combine(folder, "w1", "S2_20230103", "B04.tif");
        var file = Path.Combine(items, "scene.tif");
        await Tool.RunAsync(["gdal_translate", "-q", "-of", "COG", "-srcwin", "0", "0", "256", "256", scene, file], ct);
        var given = JsonNode.Parse(await File.ReadAllTextAsync(Path.Combine(folder, "w1", "S2_20230103", "S2_20230103.json"), ct))!;
        var all = new List<JsonObject>();
        for (var i = 0; i < Items; i++)
        {
            var link = Path.Combine(items, $"{i}.tif");
            if (!File.Exists(link)) File.CreateSymbolicLink(link, file);
            var item = Item(i, given["bbox"]!, given["geometry"]!);
            all.Add(item);
            await File.WriteAllTextAsync(Path.Combine(items, $"{i}.json"), item.ToJsonString(), ct);
        }
        var listed = Enumerable.Range(0, Items).Select(i => new JsonObject { ["rel"] = "item", ["href"] = $"./{i}.json" });
        await WriteAsync(items, "MANY_ITEMS", given["bbox"]!, listed, ct);
        await WriteAsync(pages, "MANY_PAGED", given["bbox"]!, [new JsonObject { ["rel"] = "items", ["href"] = "./page0.json" }], ct);
        for (var page = 0; page < Items / Page; page++)
        {
            JsonArray links = page + 1 < Items / Page ? [new JsonObject { ["rel"] = "next", ["href"] = $"./page{page + 1}.json" }] : [];
            var features = new JsonArray([.. all.Skip(page * Page).Take(Page).Select(item => Elsewhere(item))]);
            var document = new JsonObject { ["type"] = "FeatureCollection", ["features"] = features, ["links"] = links };
            await File.WriteAllTextAsync(Path.Combine(pages, $"page{page}.json"), document.ToJsonString(), ct);
        }
    }

    static JsonObject Item(int number, JsonNode box, JsonNode shape) => new()
    {
        ["type"] = "Feature",
        ["stac_version"] = "1.0.0",
        ["id"] = $"item-{number}",
        ["bbox"] = box.DeepClone(),
        ["geometry"] = shape.DeepClone(),
        ["properties"] = new JsonObject
        {
            ["datetime"] = new DateTime(2020, 1, 1, 10, 0, 0, DateTimeKind.Utc).AddDays(number)
                .ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture),
        },
        ["links"] = new JsonArray(),
        ["assets"] = new JsonObject
        {
            ["B04"] = new JsonObject { ["href"] = $"./{number}.tif", ["type"] = "image/tiff; application=geotiff", ["roles"] = new JsonArray("data") },
        },
    };

    static JsonNode Elsewhere(JsonObject item)
    {
        var copy = item.DeepClone();
        var asset = copy["assets"]!["B04"]!;
        asset["href"] = $"../items/{asset["href"]!.GetValue<string>()[2..]}";
        return copy;
    }

    static Task WriteAsync(string folder, string id, JsonNode box, IEnumerable<JsonObject> links, CancellationToken ct)
    {
        var collection = new JsonObject
        {
            ["type"] = "Collection",
            ["stac_version"] = "1.0.0",
            ["id"] = id,
            ["license"] = "proprietary",
            ["description"] = "Items that say nothing of their files.",
            ["extent"] = new JsonObject
            {
                ["spatial"] = new JsonObject { ["bbox"] = new JsonArray(box.DeepClone()) },
                ["temporal"] = new JsonObject { ["interval"] = new JsonArray(new JsonArray("2020-01-01T00:00:00Z", null)) },
            },
            ["links"] = new JsonArray([.. links]),
        };
        return File.WriteAllTextAsync(Path.Combine(folder, "collection.json"), collection.ToJsonString(), ct);
    }
}
