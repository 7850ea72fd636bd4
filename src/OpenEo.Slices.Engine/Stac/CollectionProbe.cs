using System.Text.Json;
using System.Text.Json.Nodes;
using OpenEo.Slices.Engine.Cubes;
using OpenEo.Slices.Engine.Faults;

namespace OpenEo.Slices.Engine.Stac;

/// <summary>
/// Asks a few items of a collection, and where they are silent their files, for what the collection does not say: bands, reference system, step.
/// </summary>
public sealed class CollectionProbe(StacDocuments documents, LocationPolicy policy, IRasterLibrary rasters)
{
    const int Sample = 8;

    /// <summary>
    /// The <c>cube:dimensions</c> that the data suggest, or null when there is no item that tells. Times and areas that items leave open are the collection's.
    /// </summary>
    public JsonObject? Dimensions(CollectionSource collection, CancellationToken ct)
    {
        var allowed = LocationPolicy.IsRemote(collection.Location) ? policy : policy.WithRoot(Path.GetDirectoryName(Path.GetFullPath(collection.Location))!);
        var items = new StacSample(documents, allowed).Take(collection.Json, collection.Location, Sample, ct)
            .Select(one => StacItem.Parse(one.Json, one.Location)).OfType<StacItem>().ToList();
        var bands = items.SelectMany(item => item.Offered).DistinctBy(band => band.Name).ToList();
        if (bands.Count == 0) return null;
        var grids = items.SelectMany(item => item.Offered).Select(band => band.Grid ?? Ask(band, allowed)).OfType<Grid>().ToList();
        var dimensions = new JsonObject { ["x"] = Axis("x", grids, collection), ["y"] = Axis("y", grids, collection),
            ["t"] = new JsonObject { ["type"] = "temporal" } };
        dimensions["bands"] = new JsonObject { ["type"] = "bands", ["values"] = new JsonArray([.. bands.Select(band => JsonValue.Create(band.Name))]) };
        return dimensions;
    }

    Grid? Ask(StacBand band, LocationPolicy allowed)
    {
        try
        {
            return new AssetChoice(new SourceFiles(rasters, "id", null, isClients: false), allowed, null).Open(band, "").Info.Grid;
        }
        catch (Exception e) when (e is RasterException or ProcessGraphException)
        {
            return null;   // another one may tell
        }
    }

    JsonObject Axis(string axis, List<Grid> grids, CollectionSource collection)
    {
        var json = new JsonObject { ["type"] = "spatial", ["axis"] = axis };
        // Items in several reference systems have no common axis but longitude and latitude, which the collection's own extent is in.
        if (grids.Select(grid => grid.Crs).Distinct().ToList() is not [{ } crs]) return json;
        var own = grids.Select(grid => grid.Bounds).Aggregate((one, other) => one.Union(other));
        var bounds = Box(collection.Json) is { } box ? rasters.Transform(box, "EPSG:4326", crs).Union(own) : own;
        json["extent"] = axis == "x" ? new JsonArray(bounds.West, bounds.East) : new JsonArray(bounds.South, bounds.North);
        json["reference_system"] = crs.StartsWith("EPSG:", StringComparison.Ordinal) && int.TryParse(crs.AsSpan(5), out var code) ? code : crs;
        var steps = grids.Select(grid => Math.Abs(axis == "x" ? grid.StepX : grid.StepY)).Distinct().ToList();
        if (steps is [var step]) json["step"] = step;
        return json;
    }

    static BoundingBox? Box(JsonElement collection)
    {
        if (!collection.TryGetProperty("extent", out var extent) || extent.ValueKind != JsonValueKind.Object
            || !extent.TryGetProperty("spatial", out var spatial)) return null;
        var box = spatial.Items("bbox").FirstOrDefault();
        if (box.ValueKind != JsonValueKind.Array || box.EnumerateArray().Any(number => number.ValueKind != JsonValueKind.Number)) return null;
        var numbers = box.EnumerateArray().Select(number => number.GetDouble()).ToArray();
        return numbers.Length switch { 4 => new(numbers[0], numbers[1], numbers[2], numbers[3]), 6 => new(numbers[0], numbers[1], numbers[3], numbers[4]),
            _ => null };
    }
}
