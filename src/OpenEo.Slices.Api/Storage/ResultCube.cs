using System.Text.Json;
using System.Text.Json.Nodes;

namespace OpenEo.Slices.Api.Storage;

/// <summary>What a collection of results says of the cube that its files are parts of: clients plan with it before they load them again.</summary>
static class ResultCube
{
    /// <summary>
    /// The dimensions of all files together as <c>cube:dimensions</c>; null when they are parts of no common cube, such as those of several outputs.
    /// </summary>
    public static JsonObject? Dimensions(IEnumerable<AssetMetadata> files)
    {
        JsonObject? whole = null;
        foreach (var file in files)
        {
            if (file.CubeDimensions is not { ValueKind: JsonValueKind.Object } json || JsonObject.Create(json) is not { Count: > 0 } part) continue;
            if (whole is null) whole = (JsonObject)part.DeepClone();
            else if (!whole.Select(one => one.Key).ToHashSet().SetEquals(part.Select(one => one.Key))) return null;
            else
                foreach (var (name, dimension) in part)
                    if (!Join((JsonObject)whole[name]!, (JsonObject)dimension!)) return null;
        }
        return whole;
    }

    /// <summary>The bands of all files, each name once, as <c>bands</c>; null when no file has any.</summary>
    public static JsonArray? Bands(IEnumerable<AssetMetadata> files)
    {
        var bands = files.SelectMany(file => file.Bands).GroupBy(band => band.Name).Select(same =>
        {
            var json = new JsonObject { ["name"] = same.Key };
            if (same.Select(band => band.DataType).Distinct().ToList() is ["bool" or "boolean"]) json["data_type"] = "uint8";
            else if (same.Select(band => band.DataType).Distinct().ToList() is [var type]) json["data_type"] = type;
            if (same.Select(band => band.Unit).Distinct().ToList() is [{ Length: > 0 } unit]) json["unit"] = unit;
            return json;
        }).ToArray();
        return bands.Length == 0 ? null : new JsonArray(bands);
    }

    // False when they are not the same dimension.
    static bool Join(JsonObject whole, JsonObject part)
    {
        foreach (var name in (string[])["type", "axis", "reference_system"])
            if (!JsonNode.DeepEquals(whole[name], part[name])) return false;
        if (!JsonNode.DeepEquals(whole["step"], part["step"])) whole.Remove("step");
        if (whole["values"] is JsonArray values && part["values"] is JsonArray more)
        {
            var known = values.Select(label => label?.ToJsonString()).ToHashSet();
            foreach (var label in more.Where(label => known.Add(label?.ToJsonString()))) values.Add(label?.DeepClone());
        }
        else whole.Remove("values");
        // Instants are alike in form and zone, so that their order is that of the texts.
        if (whole["type"]?.ToString() == "temporal" && whole["values"] is JsonArray times)
        {
            JsonNode?[] ordered = [.. times.Select(time => time?.DeepClone()).OrderBy(time => time?.ToString(), StringComparer.Ordinal)];
            (whole["values"], whole["extent"]) = (new JsonArray(ordered), new JsonArray(ordered[0]?.DeepClone(), ordered[^1]?.DeepClone()));
        }
        else if (whole["extent"] is JsonArray && part["extent"] is JsonArray)
        {
            double[] ends = [.. Numbers(whole["extent"]!), .. Numbers(part["extent"]!)];
            whole["extent"] = new JsonArray(ends.Min(), ends.Max());
        }
        if (whole["bbox"] is JsonArray && part["bbox"] is JsonArray)
        {
            var (a, b) = (Numbers(whole["bbox"]!), Numbers(part["bbox"]!));
            whole["bbox"] = new JsonArray(Math.Min(a[0], b[0]), Math.Min(a[1], b[1]), Math.Max(a[2], b[2]), Math.Max(a[3], b[3]));
        }
        return true;
    }

    static double[] Numbers(JsonNode list) => [.. list.AsArray().Select(number => number!.GetValue<double>())];
}
