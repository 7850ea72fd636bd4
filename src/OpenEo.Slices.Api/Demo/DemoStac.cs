using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using OpenEo.Slices.Engine.Blocks;
using OpenEo.Slices.Engine.Cubes;

namespace OpenEo.Slices.Api.Demo;

/// <summary>STAC documents of the demo collection, complete enough that nobody has to open a file to know what is in it.</summary>
sealed class DemoStac(Grid grid, IRasterLibrary rasters)
{
    const string GeoTiff = "image/tiff; application=geotiff; profile=cloud-optimized", Wgs84 = "EPSG:4326";

    static readonly JsonSerializerOptions Indented = new() { WriteIndented = true, NewLine = "\n" };

    static JsonArray Extensions => Texts(
        "https://stac-extensions.github.io/eo/v2.0.0/schema.json",
        "https://stac-extensions.github.io/projection/v2.0.0/schema.json",
        "https://stac-extensions.github.io/classification/v2.0.0/schema.json");

    /// <summary>Writes <c>item.json</c> into the item's folder.</summary>
    public void WriteItem(string folder, DemoItem item) => Save(Path.Combine(folder, item.Id, "item.json"), new JsonObject
    {
        ["type"] = "Feature",
        ["stac_version"] = "1.1.0",
        ["stac_extensions"] = Extensions,
        ["id"] = item.Id,
        ["collection"] = DemoCollection.Id,
        ["geometry"] = new JsonObject { ["type"] = "Polygon", ["coordinates"] = new JsonArray(Outline()) },
        ["bbox"] = Box(),
        ["properties"] = new JsonObject
        {
            ["title"] = $"Invented scene of {item.Date.Time:yyyy-MM-dd}",
            ["datetime"] = Instant(item.Date.Time),
            ["eo:cloud_cover"] = Math.Round(item.CloudCover, 4),
            ["gsd"] = grid.StepX,
            ["proj:code"] = grid.Crs,
            ["proj:shape"] = Numbers(grid.Height, grid.Width),
            ["proj:transform"] = Numbers(grid.StepX, 0, grid.OriginX, 0, grid.StepY, grid.OriginY),
            ["proj:bbox"] = Numbers(grid.Bounds.West, grid.Bounds.South, grid.Bounds.East, grid.Bounds.North),
        },
        ["links"] = new JsonArray(Link("root", "../collection.json"), Link("parent", "../collection.json"), Link("collection", "../collection.json")),
        ["assets"] = new JsonObject(DemoBand.All.Select((band, i) => KeyValuePair.Create(band.Name, (JsonNode?)Asset(band, item.Statistics[i])))),
    });

    /// <summary>Writes <c>collection.json</c>, which makes a folder a collection.</summary>
    public void WriteCollection(string folder, IReadOnlyList<DemoItem> items) => Save(DemoCollection.Document(folder), new JsonObject
    {
        ["type"] = "Collection",
        ["stac_version"] = "1.1.0",
        ["stac_extensions"] = new JsonArray(
            [.. Extensions.Select(extension => extension!.DeepClone()), "https://stac-extensions.github.io/datacube/v2.2.0/schema.json"]),
        ["id"] = DemoCollection.Id,
        ["title"] = "Sentinel-2-like demo series (synthetic)",
        ["description"] =
        "**Synthetic data**: no satellite has seen this valley. Twelve monthly images of 2024 in the manner of Sentinel-2 Level-2A, of 10 m resolution, "
            + "with a river, a lake, a town, forests and fields whose crops grow and are harvested, and with clouds and their shadows, which the band SCL "
            + "tells apart. "
            + "Reflectance is multiplied by 10000. Made by the service itself, to try it out.",
        ["keywords"] = Texts("demo", "synthetic", "Sentinel-2", "multispectral", "NDVI"),
        ["license"] = "CC0-1.0",
        ["providers"] = new JsonArray(
            new JsonObject { ["name"] = "OpenEo.Slices", ["description"] = "Invented and written by the service itself.",
                ["roles"] = Texts("producer", "host") }),
        ["extent"] = new JsonObject
        {
            ["spatial"] = new JsonObject { ["bbox"] = new JsonArray(Box()) },
            ["temporal"] = new JsonObject { ["interval"] = new JsonArray(Interval(items)) },
        },
        ["cube:dimensions"] = Dimensions(items),
        ["summaries"] = new JsonObject
        {
            ["constellation"] = Texts("synthetic"),
            ["gsd"] = Numbers(grid.StepX),
            ["proj:code"] = Texts(grid.Crs!),
            ["eo:cloud_cover"] = new JsonObject { ["minimum"] = Math.Round(items.Min(item => item.CloudCover), 4),
                ["maximum"] = Math.Round(items.Max(item => item.CloudCover), 4) },
            ["bands"] = new JsonArray([.. DemoBand.All.Select(Band)]),
        },
        ["item_assets"] = new JsonObject(DemoBand.All.Select(band => KeyValuePair.Create(band.Name, (JsonNode?)AssetKind(band)))),
        ["links"] = new JsonArray([
            Link("root", "collection.json"), Link("license", "https://creativecommons.org/publicdomain/zero/1.0/", "text/html"),
            .. items.Select(item => Link("item", $"{item.Id}/item.json", "application/geo+json"))]),
    });

    JsonObject Dimensions(IReadOnlyList<DemoItem> items)
    {
        var code = int.Parse(grid.Crs!.AsSpan("EPSG:".Length), CultureInfo.InvariantCulture);
        return new JsonObject
        {
            ["x"] = Axis("x", grid.Bounds.West, grid.Bounds.East),
            ["y"] = Axis("y", grid.Bounds.South, grid.Bounds.North),
            ["t"] = new JsonObject { ["type"] = "temporal", ["extent"] = Interval(items),
                ["values"] = Texts([.. items.Select(item => Instant(item.Date.Time))]) },
            ["bands"] = new JsonObject { ["type"] = "bands", ["values"] = Texts([.. DemoBand.All.Select(band => band.Name)]) },
        };

        JsonObject Axis(string axis, double low, double high) =>
            new() { ["type"] = "spatial", ["axis"] = axis, ["extent"] = Numbers(low, high), ["step"] = grid.StepX, ["reference_system"] = code };
    }

    static JsonObject Asset(DemoBand band, BandStatistics statistics)
    {
        var asset = AssetKind(band);
        asset["href"] = $"./{band.Name}.tif";
        asset["statistics"] = new JsonObject
        {
            ["minimum"] = statistics.Minimum,
            ["maximum"] = statistics.Maximum,
            ["mean"] = Math.Round(statistics.Mean!.Value, 4),
            ["stddev"] = Math.Round(statistics.StandardDeviation!.Value, 4),
            ["valid_percent"] = statistics.ValidPercent,
        };
        return asset;
    }

    static JsonObject AssetKind(DemoBand band)
    {
        var kind = new JsonObject
        {
            ["title"] = band.Title,
            ["type"] = GeoTiff,
            ["roles"] = Texts("data"),
            ["data_type"] = band.Element.Name,
            ["nodata"] = 0,
            ["bands"] = new JsonArray(Band(band)),
        };
        if (band.CommonName is null)
            kind["classification:classes"] =
                new JsonArray([.. DemoBand.Classes.Select(c => new JsonObject { ["value"] = c.Value, ["name"] = c.Name, ["title"] = c.Title })]);
        return kind;
    }

    static JsonObject Band(DemoBand band)
    {
        var json = new JsonObject { ["name"] = band.Name, ["description"] = band.CommonName is null ? band.Title
            : $"{band.Title}, surface reflectance × 10000" };
        if (band.CommonName is null) return json;
        json["eo:common_name"] = band.CommonName;
        json["eo:center_wavelength"] = band.Centre;
        json["eo:full_width_half_max"] = band.Width;
        return json;
    }

    JsonArray Outline()
    {
        var (west, south, east, north) = (grid.Bounds.West, grid.Bounds.South, grid.Bounds.East, grid.Bounds.North);
        double[] x = [west, east, east, west, west], y = [south, south, north, north, south];
        rasters.Transform(x, y, grid.Crs!, Wgs84);
        return new JsonArray([.. x.Zip(y, (lon, lat) => Numbers(Math.Round(lon, 6), Math.Round(lat, 6)))]);
    }

    JsonArray Box()
    {
        var box = rasters.Transform(grid.Bounds, grid.Crs!, Wgs84);
        return Numbers(Math.Round(box.West, 6), Math.Round(box.South, 6), Math.Round(box.East, 6), Math.Round(box.North, 6));
    }

    static JsonArray Interval(IReadOnlyList<DemoItem> items) => Texts(Instant(items[0].Date.Time), Instant(items[^1].Date.Time));

    static JsonObject Link(string relation, string href, string type = "application/json") => new() { ["rel"] = relation, ["href"] = href, ["type"] = type };

    static JsonArray Texts(params IEnumerable<string> texts) => [.. texts.Select(text => JsonValue.Create(text))];

    static JsonArray Numbers(params IEnumerable<double> numbers) => [.. numbers.Select(number => JsonValue.Create(number))];

    static string Instant(DateTime time) => time.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    static void Save(string path, JsonObject json) => File.WriteAllText(path, json.ToJsonString(Indented) + "\n");
}
