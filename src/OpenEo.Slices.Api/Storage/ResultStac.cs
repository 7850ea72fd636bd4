using System.Globalization;
using System.Text.Json.Nodes;
using OpenEo.Slices.Api.Access;
using OpenEo.Slices.Api.Web;
using OpenEo.Slices.Engine.Cubes;
using OpenEo.Slices.Engine.Execution;

namespace OpenEo.Slices.Api.Storage;

/// <summary>Results as STAC 1.1: one collection with all files as assets, and one item for each file that lies somewhere on earth.</summary>
/// <param name="job">Whose results.</param>
/// <param name="sign">Makes a link of an API path and the query that it keeps.</param>
/// <param name="expires">When links end; null for never.</param>
/// <param name="sources">What can be said of the items that files were made from.</param>
sealed class ResultStac(ResultJob job, Func<string, string, string> sign, DateTime? expires, ResultSources sources)
{
    /// <summary>With signed links.</summary>
    public ResultStac(ResultJob job, Signer signer, ResultSources sources) : this(job, signer.Sign, signer.Expires.UtcDateTime, sources)
    {
    }

    /// <summary>Media type of the collection.</summary>
    public const string CollectionType = "application/json";

    /// <summary>Media type of an item.</summary>
    public const string ItemType = "application/geo+json";

    static readonly string[] Extensions =
    [
        "https://stac-extensions.github.io/file/v2.1.0/schema.json",
        "https://stac-extensions.github.io/projection/v2.0.0/schema.json",
        "https://stac-extensions.github.io/raster/v2.0.0/schema.json",
        "https://stac-extensions.github.io/table/v1.2.0/schema.json",
        "https://stac-extensions.github.io/datacube/v2.2.0/schema.json",
    ];

    /// <summary>Whether the client asks for what there is so far.</summary>
    public static bool IsPartial(string? partial) => "true".Equals(partial, StringComparison.OrdinalIgnoreCase);

    /// <summary>The part of the query that all links between collection and items repeat.</summary>
    public static string QueryOf(string? partial) => IsPartial(partial) ? "partial=true" : "";

    /// <summary>The collection. Its links to itself and to its items repeat <paramref name="query"/>.</summary>
    public JsonObject Collection(IReadOnlyList<ResultAsset> assets, string query)
    {
        var known = assets.Select(asset => (Asset: asset, Metadata: AssetMetadata.Read(asset.Metadata))).ToList();
        var files = new JsonObject(known.Select(one => KeyValuePair.Create(one.Asset.Name, (JsonNode?)Asset(one.Asset, one.Metadata))));
        var self = sign($"/jobs/{job.Id}/results", query);
        var links = new JsonArray(Write(new Link("canonical", self, CollectionType, "These results, without a login")),
            Write(new Link("self", self, CollectionType, Title)), Write(new Link("root", self, CollectionType, Title)));
        foreach (var (asset, _) in known.Where(one => one.Metadata.Bounds is not null))
            links.Add(Write(new Link("item", sign(asset.ItemPath(job.Id), query), ItemType, asset.Name)));
        List<SourceItem> items = [.. known.SelectMany(one => one.Metadata.FindSources())];
        var terms = sources.TermsOf(items);
        foreach (var link in terms.Links.Concat(sources.DerivedFrom(items))) links.Add(Write(link));
        var dimensions = ResultCube.Dimensions(known.Select(one => one.Metadata));

        var collection = new JsonObject
        {
            ["type"] = "Collection",
            ["stac_version"] = "1.1.0",
            ["stac_extensions"] = ExtensionsOf(files, dimensions),
            ["id"] = job.Id,
            ["title"] = Title,
            ["description"] = string.IsNullOrWhiteSpace(job.Description) ? $"Results of batch job {job.Id}" : job.Description,
            ["license"] = terms.Licence,
            ["extent"] = Extent([.. known.Select(one => one.Metadata)]),
            ["openeo:status"] = job.Status,
        };
        foreach (var (name, time) in Times()) collection[name] = time;
        if (terms.Providers.Count > 0) collection["providers"] = terms.Providers;
        if (dimensions is not null) collection["cube:dimensions"] = dimensions;
        if (ResultCube.Bands(known.Select(one => one.Metadata)) is { } bands) collection["bands"] = bands;
        collection["assets"] = files;
        collection["links"] = links;
        return collection;
    }

    /// <summary>
    /// The item of one file that has bounds; null for another file. Its links to itself and to the collection repeat <paramref name="query"/>.
    /// </summary>
    public JsonObject? Item(ResultAsset asset, string query)
    {
        var metadata = AssetMetadata.Read(asset.Metadata);
        if (metadata.Bounds is not { } bounds) return null;
        var properties = new JsonObject { ["title"] = asset.Name };
        // Data without time has at least a time at which it was made; STAC wants one.
        if (metadata.Start is null || metadata.Start == metadata.End) properties["datetime"] = metadata.Start ?? Time(asset.Created);
        else (properties["datetime"], properties["start_datetime"], properties["end_datetime"]) = (null, metadata.Start, metadata.End);
        foreach (var (name, time) in Times()) properties[name] = time;
        foreach (var (name, value) in Projection(metadata.Grid).Concat(Table(metadata.Vectors))) properties[name] = value;

        var terms = Add(properties, metadata.FindSources());
        var collection = sign($"/jobs/{job.Id}/results", query);
        var files = new JsonObject { [asset.Name] = Asset(asset, metadata) };
        List<Link> links =
        [
            new("self", sign(asset.ItemPath(job.Id), query), ItemType, asset.Name), new("collection", collection, CollectionType, Title),
            new("parent", collection, CollectionType, Title), new("root", collection, CollectionType, Title),
            .. terms, .. sources.DerivedFrom(metadata.FindSources()),
        ];
        var item = Feature(asset.Name, bounds, properties, files, links);
        item["collection"] = job.Id;
        return item;
    }

    /// <summary>
    /// All results as one item, for clients that ask for GeoJSON: all files as assets, over the area and time of all. Its <c>canonical</c> link repeats
    /// <paramref name="query"/>.
    /// </summary>
    public JsonObject Feature(IReadOnlyList<ResultAsset> assets, string query)
    {
        var known = assets.Select(asset => (Asset: asset, Metadata: AssetMetadata.Read(asset.Metadata))).ToList();
        var extent = Extent([.. known.Select(one => one.Metadata)])["temporal"]!["interval"]![0]!.AsArray();
        var properties = new JsonObject { ["title"] = Title, ["openeo:status"] = job.Status };
        var (start, end) = (extent[0]?.GetValue<string>(), extent[1]?.GetValue<string>());
        if (start is null || start == end) properties["datetime"] = start ?? Time(job.Created);
        else (properties["datetime"], properties["start_datetime"], properties["end_datetime"]) = (null, start, end);
        foreach (var (name, time) in Times()) properties[name] = time;
        var boxes = known.Select(one => one.Metadata.Bounds).OfType<BoundingBox>().ToList();
        var files = new JsonObject(known.Select(one => KeyValuePair.Create(one.Asset.Name, (JsonNode?)Asset(one.Asset, one.Metadata))));
        var canonical = sign($"/jobs/{job.Id}/results", query);
        List<SourceItem> items = [.. known.SelectMany(one => one.Metadata.FindSources())];
        List<Link> links = [new("canonical", canonical, ItemType, "These results, without a login"), new("collection", canonical, CollectionType, Title),
            .. Add(properties, items), .. sources.DerivedFrom(items)];
        var item = Feature(job.Id, boxes.Count == 0 ? null : boxes.Aggregate((one, other) => one.Union(other)), properties, files, links);
        item["collection"] = job.Id;
        return item;
    }

    string Title => job.Title ?? $"Results of batch job {job.Id}";

    /// <summary>Says under which licence and by whom the data are that an item was made of; gives the links to licences.</summary>
    IReadOnlyList<Link> Add(JsonObject properties, IEnumerable<SourceItem> items)
    {
        var terms = sources.TermsOf(items);
        properties["license"] = terms.Licence;
        if (terms.Providers.Count > 0) properties["providers"] = terms.Providers;
        return terms.Links;
    }

    static JsonObject Feature(string id, BoundingBox? bounds, JsonObject properties, JsonObject files, IEnumerable<Link> links)
    {
        var feature = new JsonObject { ["type"] = "Feature", ["stac_version"] = "1.1.0", ["stac_extensions"] = ExtensionsOf(files), ["id"] = id };
        if (bounds is { } box) feature["bbox"] = Box(box);
        feature["geometry"] = bounds is { } area ? Polygon(area) : null;
        feature["properties"] = properties;
        feature["assets"] = files;
        feature["links"] = new JsonArray([.. links.Select(Write)]);
        return feature;
    }

    JsonObject Asset(ResultAsset asset, AssetMetadata metadata)
    {
        var json = new JsonObject
        {
            ["href"] = sign(asset.Path(job.Id), ""),
            ["type"] = asset.MediaType,
            ["title"] = asset.Name,
            ["roles"] = new JsonArray("data"),
            ["file:size"] = asset.Size,
            ["file:checksum"] = asset.Checksum,
        };
        foreach (var (name, value) in Projection(metadata.Grid).Concat(Table(metadata.Vectors))) json[name] = value;
        if (metadata.Bands.Count > 0) json["bands"] = new JsonArray([.. metadata.Bands.Select(Band)]);
        return json;
    }

    static IEnumerable<(string Name, JsonNode Value)> Projection(Grid? grid)
    {
        if (grid is null) yield break;
        if (grid.Crs is { } crs) yield return (crs.Contains('[') ? "proj:wkt2" : "proj:code", crs);
        yield return ("proj:shape", new JsonArray(grid.Height, grid.Width));
        yield return ("proj:transform", new JsonArray(grid.StepX, 0, grid.OriginX, 0, grid.StepY, grid.OriginY));
        yield return ("proj:bbox", Box(grid.Bounds));
    }

    static IEnumerable<(string Name, JsonNode Value)> Table(VectorSummary? vectors)
    {
        if (vectors is null) yield break;
        if (vectors.Crs is { } crs) yield return (crs.Contains('[') ? "proj:wkt2" : "proj:code", crs);
        yield return ("table:row_count", vectors.Count);
        yield return ("table:primary_geometry", "geometry");
        var geometry = new JsonObject { ["name"] = "geometry", ["type"] = vectors.GeometryTypes is [var only] ? only : "Geometry" };
        yield return ("table:columns", new JsonArray(
            [geometry, .. vectors.Fields.Select(field => (JsonNode)new JsonObject { ["name"] = field.Name, ["type"] = field.Type })]));
    }

    static JsonObject Band(OutputBand band)
    {
        var json = new JsonObject { ["name"] = band.Name, ["data_type"] = band.DataType is "bool" or "boolean" ? "uint8" : band.DataType };
        if (band.NoData is { } noData)
            json["nodata"] = double.IsFinite(noData) ? JsonValue.Create(noData) : JsonValue.Create(double.IsNaN(noData) ? "nan" : noData > 0 ? "inf" : "-inf");
        if (band.Unit is { Length: > 0 } unit) json["unit"] = unit;
        if (band.Scale is { } scale && double.IsFinite(scale)) json["raster:scale"] = scale;
        if (band.Offset is { } offset && double.IsFinite(offset)) json["raster:offset"] = offset;
        if (band.Statistics is not { } statistics) return json;
        var numbers = new JsonObject { ["valid_percent"] = Math.Clamp(statistics.ValidPercent, 0, 100) };
        (string, double?)[] all = [("minimum", statistics.Minimum), ("maximum", statistics.Maximum), ("mean", statistics.Mean),
            ("stddev", statistics.StandardDeviation)];
        foreach (var (name, value) in all)
            if (value is { } number && double.IsFinite(number)) numbers[name] = number;
        json["statistics"] = numbers;
        return json;
    }

    static JsonObject Extent(IReadOnlyList<AssetMetadata> files)
    {
        var boxes = files.Select(file => file.Bounds).OfType<BoundingBox>().ToList();
        var start = files.Select(file => file.Start).OfType<string>().Min(StringComparer.Ordinal);
        var end = files.Select(file => file.End).OfType<string>().Max(StringComparer.Ordinal);
        var box = boxes.Count == 0 ? new BoundingBox(-180, -90, 180, 90) : boxes.Aggregate((one, other) => one.Union(other));
        return new JsonObject
        {
            ["spatial"] = new JsonObject { ["bbox"] = new JsonArray(Box(box)) },
            ["temporal"] = new JsonObject { ["interval"] = new JsonArray(new JsonArray(start, end)) },
        };
    }

    IEnumerable<(string Name, string Time)> Times()
    {
        (string, DateTime?)[] all =
            [("created", job.Created), ("updated", job.Updated), ("queued", job.Queued), ("started", job.Started), ("unpublished", job.Unpublished),
                ("expires", expires)];
        foreach (var (name, time) in all)
            if (time is { } known) yield return (name, Time(known));
    }

    static JsonArray ExtensionsOf(JsonObject assets, JsonObject? dimensions = null)
    {
        // An extension is named only when one of its fields is there: some of their schemas insist.
        var text = assets.ToJsonString() + (dimensions is null ? "" : "\"cube:dimensions\"");
        return new JsonArray([.. Extensions.Where(extension => text.Contains(extension switch
        {
            _ when extension.Contains("/file/", StringComparison.Ordinal) => "\"file:",
            _ when extension.Contains("/datacube/", StringComparison.Ordinal) => "\"cube:",
            _ when extension.Contains("/table/", StringComparison.Ordinal) => "\"table:",
            _ when extension.Contains("/projection/", StringComparison.Ordinal) => "\"proj:",
            _ => "\"raster:",
        }, StringComparison.Ordinal)).Select(extension => JsonValue.Create(extension))]);
    }

    static JsonArray Box(BoundingBox box) => new(box.West, box.South, box.East, box.North);

    static JsonObject Polygon(BoundingBox box) => new()
    {
        ["type"] = "Polygon",
        ["coordinates"] = new JsonArray(new JsonArray(
            new JsonArray(box.West, box.South), new JsonArray(box.East, box.South), new JsonArray(box.East, box.North), new JsonArray(box.West, box.North),
            new JsonArray(box.West, box.South))),
    };

    static JsonObject Write(Link link)
    {
        var json = new JsonObject { ["rel"] = link.Rel, ["href"] = link.Href };
        if (link.Type is not null) json["type"] = link.Type;
        if (link.Title is not null) json["title"] = link.Title;
        return json;
    }

    static string Time(DateTime time) => time.ToUniversalTime().ToString("yyyy-MM-dd'T'HH:mm:ss.FFFFFF'Z'", CultureInfo.InvariantCulture);
}
