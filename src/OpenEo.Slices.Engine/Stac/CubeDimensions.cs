using System.Text.Json.Nodes;

namespace OpenEo.Slices.Engine.Stac;

/// <summary>The <c>cube:dimensions</c> of a collection: the source's own, completed; or the four that its extent and bands suggest.</summary>
internal static class CubeDimensions
{
    static readonly Dictionary<string, string> AxisOfName = new(StringComparer.OrdinalIgnoreCase)
    {
        ["x"] = "x",
        ["lon"] = "x",
        ["longitude"] = "x",
        ["easting"] = "x",
        ["y"] = "y",
        ["lat"] = "y",
        ["latitude"] = "y",
        ["northing"] = "y",
        ["z"] = "z",
        ["height"] = "z",
        ["depth"] = "z",
        ["level"] = "z",
    };

    /// <summary>Dimensions of a collection whose extent has been normalised.</summary>
    public static JsonObject Of(JsonObject collection, JsonObject extent)
    {
        var dimensions = collection["cube:dimensions"] is JsonObject { Count: > 0 } given ? (JsonObject)given.DeepClone() : Suggest(collection);
        foreach (var (name, dimension) in dimensions.ToList())
        {
            if (dimension is JsonObject members) Complete(name, members, dimensions, extent);
            else dimensions.Remove(name);
        }
        return dimensions;
    }

    static JsonObject Suggest(JsonObject collection)
    {
        var dimensions = new JsonObject
        {
            ["x"] = new JsonObject { ["type"] = "spatial", ["axis"] = "x" },
            ["y"] = new JsonObject { ["type"] = "spatial", ["axis"] = "y" },
            ["t"] = new JsonObject { ["type"] = "temporal" },
        };
        if (BandNames(collection) is { Count: > 0 } bands)
            dimensions["bands"] = new JsonObject { ["type"] = "bands", ["values"] = new JsonArray([.. bands.Select(band => JsonValue.Create(band))]) };
        return dimensions;
    }

    static void Complete(string name, JsonObject dimension, JsonObject all, JsonObject extent)
    {
        if (CollectionMetadata.Text(dimension["type"]) is null) dimension["type"] = AxisOfName.ContainsKey(name) ? "spatial" : "other";
        switch (CollectionMetadata.Text(dimension["type"]))
        {
            case "spatial":
                if (CollectionMetadata.Text(dimension["axis"]) is null) dimension["axis"] = AxisOfName.GetValueOrDefault(name) ?? FreeAxis(all);
                CompleteExtent(dimension, extent["spatial"]!["bbox"]![0]!.AsArray());
                break;
            case "temporal":
                // An open end is a null here, and nowhere else.
                if (dimension["extent"] is not JsonArray { Count: 2 }) dimension["extent"] = extent["temporal"]!["interval"]![0]!.DeepClone();
                break;
            case "bands" when dimension["values"] is not JsonArray:
                dimension["values"] = new JsonArray();
                break;
        }
    }

    static void CompleteExtent(JsonObject dimension, JsonArray box)
    {
        if (dimension["extent"] is JsonArray { Count: 2 } || dimension["values"] is JsonArray) return;
        if (CollectionMetadata.Text(dimension["axis"]) is not (("x" or "y") and var axis)) return;
        // The extent's box is in longitude and latitude, whatever the data's own reference system is.
        var first = axis == "x" ? 0 : 1;
        dimension["extent"] = new JsonArray(box[first]!.DeepClone(), box[first + 2]!.DeepClone());
        dimension["reference_system"] = 4326;
        dimension.Remove("step");
    }

    static string FreeAxis(JsonObject all)
    {
        var taken = all.Select(pair => (pair.Value as JsonObject)?["axis"] is { } axis ? CollectionMetadata.Text(axis) : null).ToHashSet();
        return ((string[])["x", "y"]).FirstOrDefault(axis => !taken.Contains(axis)) ?? "z";
    }

    static List<string> BandNames(JsonObject collection)
    {
        var summaries = collection["summaries"] as JsonObject;
        JsonNode?[] places = [collection["bands"], summaries?["bands"], summaries?["eo:bands"], summaries?["raster:bands"], summaries?["sar:bands"]];
        foreach (var place in places)
        {
            var names = (place as JsonArray)?.Select(band => CollectionMetadata.Text((band as JsonObject)?["name"])).OfType<string>().Distinct().ToList();
            if (names is { Count: > 0 }) return names;
        }
        return [.. (collection["item_assets"] as JsonObject ?? [])
            .Where(asset => (asset.Value as JsonObject)?["roles"] is JsonArray roles && roles.Any(role => CollectionMetadata.Text(role) == "data"))
            .Select(asset => asset.Key)];
    }
}
