using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using OpenEo.Slices.Engine.Blocks;
using OpenEo.Slices.Engine.Cubes;
using OpenEo.Slices.Engine.Values;

namespace OpenEo.Slices.Engine.Execution;

/// <summary>
/// A raster cube as CoverageJSON 1.0 (OGC 21-069r2): one coverage with the domain type Grid, a parameter and an array of values for each band.
/// </summary>
/// <param name="schema">The cube: bands, times, y and x.</param>
/// <param name="crs">The reference system of x and y; null when it is not known.</param>
sealed partial class CovJsonRaster(CubeSchema schema, CrsInfo? crs) : ICellText
{
    readonly Dimension? bands = schema.Find(DimensionType.Bands), time = schema.Find(DimensionType.Temporal);

    /// <summary>Dimensions that the domain type has no axis for. One label of a further dimension tells nothing apart, and is left out.</summary>
    public static IReadOnlyList<Dimension> Others(CubeSchema schema) => [.. schema.Dimensions.Where(dimension => dimension.Count != 1
        && dimension is not SpatialDimension { Axis: 'x' or 'y' }
        && dimension != schema.Find(DimensionType.Bands) && dimension != schema.Find(DimensionType.Temporal))];

    public void Write(TextWriter file, CellScratch cells)
    {
        var labels = bands?.Labels.Select(OutputFormats.Text).ToList() ?? [RasterTexts.Value];
        file.Write("""{"type":"Coverage","domain":""");
        file.Write(Domain().ToJsonString());
        file.Write(",\"parameters\":");
        file.Write(new JsonObject(labels.Select(label => KeyValuePair.Create(label, (JsonNode?)Parameter(label)))).ToJsonString());
        file.Write(",\"ranges\":{");
        var lines = schema.Cells / labels.Count / cells.Width;
        var line = new double[cells.Width];
        for (var band = 0; band < labels.Count; band++)
        {
            file.Write(band > 0 ? "," : "");
            file.Write(JsonValue.Create(labels[band]).ToJsonString());
            file.Write(":");
            file.Write(Array().ToJsonString()[..^1]);
            file.Write(",\"values\":[");
            for (var i = 0L; i < lines; i++)
            {
                cells.Read(band * lines + i, line);
                for (var x = 0; x < line.Length; x++)
                {
                    if (i > 0 || x > 0) file.Write(',');
                    if (double.IsFinite(line[x])) TextSink.WriteNumber(file, schema.Element, line[x]);
                    else file.Write("null");
                }
            }
            file.Write("]}");
        }
        file.Write("}}");
    }

    JsonObject Domain()
    {
        var axes = new JsonObject { ["x"] = Axis(schema.X!), ["y"] = Axis(schema.Y!) };
        var references = new JsonArray();
        if (crs is not null) references.Add(Reference(crs));
        if (time is not null)
        {
            axes["t"] = new JsonObject { ["values"] = new JsonArray([.. time.Labels.Select(ValueJson.Write)]) };
            references.Add(new JsonObject { ["coordinates"] = new JsonArray("t"), ["system"] = TimeSystem(time) });
        }
        return new JsonObject { ["type"] = "Domain", ["domainType"] = "Grid", ["axes"] = axes, ["referencing"] = references };
    }

    static JsonObject Axis(SpatialDimension axis) =>
        new() { ["start"] = axis.Centre(0), ["stop"] = axis.Centre(axis.Count - 1), ["num"] = axis.Count };

    static JsonObject TimeSystem(Dimension time) => time.Labels.All(label => label is StringValue { Value: var text } && Temporal.TryParse(text, out _))
        ? new JsonObject { ["type"] = "TemporalRS", ["calendar"] = "Gregorian" }
        : new JsonObject
        {
            ["type"] = "IdentifierRS",
            ["targetConcept"] = new JsonObject { ["label"] = new JsonObject { ["en"] = time.Name } },
        };

    static JsonObject Reference(CrsInfo crs)
    {
        var system = new JsonObject { ["type"] = crs.IsGeographic ? "GeographicCRS" : "ProjectedCRS" };
        var isDegrees = crs.Code == SpatialExtent.Degrees;
        if (isDegrees) system["id"] = "http://www.opengis.net/def/crs/OGC/1.3/CRS84";
        else if (crs.Code?.Split(':') is [var authority, var code]) system["id"] = $"http://www.opengis.net/def/crs/{authority}/0/{code}";
        else system["wkt"] = crs.Wkt2;
        // Coordinates are named in the order of the system's own axes, which for many is north before east.
        var isNorthFirst = !isDegrees && FirstAxis().Matches(crs.Wkt2) is [.., var axis]
            && axis.Groups[1].Value.Equals("north", StringComparison.OrdinalIgnoreCase);
        return new JsonObject { ["coordinates"] = isNorthFirst ? new JsonArray("y", "x") : new JsonArray("x", "y"), ["system"] = system };
    }

    JsonObject Parameter(string label)
    {
        var parameter = new JsonObject
        {
            ["type"] = "Parameter",
            ["observedProperty"] = new JsonObject { ["label"] = new JsonObject { ["en"] = schema.Names.GetValueOrDefault(label)?.CommonName ?? label } },
        };
        // The unit is that of scaled values, and there is no place for a scale.
        if (schema.Scales.GetValueOrDefault(label) is { Unit: { Length: > 0 } unit, Scale: 1, Offset: 0 })
            parameter["unit"] = new JsonObject { ["symbol"] = unit };
        return parameter;
    }

    JsonObject Array()
    {
        List<(string Name, int Count)> axes = [("y", schema.Y!.Count), ("x", schema.X!.Count)];
        if (time is not null) axes.Insert(0, ("t", time.Count));
        return new JsonObject
        {
            ["type"] = "NdArray",
            ["dataType"] = schema.Element.IsFloat ? "float" : "integer",
            ["axisNames"] = new JsonArray([.. axes.Select(axis => JsonValue.Create(axis.Name))]),
            ["shape"] = new JsonArray([.. axes.Select(axis => JsonValue.Create(axis.Count))]),
        };
    }

    [GeneratedRegex("""CS\[\w+,\s*[23]\],\s*AXIS\["[^"]*",\s*(\w+)""")]
    private static partial Regex FirstAxis();
}
