using System.Globalization;
using System.Text.Json.Nodes;
using OpenEo.Slices.Engine.Cubes;
using OpenEo.Slices.Engine.Faults;
using OpenEo.Slices.Engine.Geometries;
using OpenEo.Slices.Engine.Graph;
using OpenEo.Slices.Engine.Values;

namespace OpenEo.Slices.Engine.Execution;

/// <summary>What the engine knows of output formats beside how a library writes them.</summary>
static class OutputFormats
{
    /// <summary>The format of a name that holds vector cubes, in any case of letters, or null.</summary>
    public static RasterFormat? Vector(IRasterLibrary rasters, string name) =>
        VectorTexts.All.Concat(rasters.VectorFormats).FirstOrDefault(format => format.Name.Equals(FormatNames.Known(name), StringComparison.OrdinalIgnoreCase));

    /// <summary>The library's format of a name, in any case of letters, or null.</summary>
    public static RasterFormat? Raster(IRasterLibrary rasters, string name) =>
        rasters.OutputFormats.Concat(RasterTexts.All).FirstOrDefault(format => format.Name.Equals(FormatNames.Known(name), StringComparison.OrdinalIgnoreCase));

    /// <summary>True for formats that hold a whole cube in one file; others hold bands of one time.</summary>
    public static bool IsMultidimensional(RasterFormat format) => format.Name is "netCDF" or "Zarr" || RasterTexts.All.Contains(format);

    /// <summary>What the names of an output's files begin with; null when it does not say.</summary>
    /// <exception cref="ProcessGraphException">It cannot be a file's name.</exception>
    public static string? PrefixOf(Output output)
    {
        if (output.Options.FirstOrDefault(option => IsPrefix(option.Key)).Value is not { } value || value is NullValue) return null;
        if (value is not StringValue { Value: var prefix })
            throw Invalid(output, $"the option '{FilePrefix.Option.Name}' must be of type string, got {Schema.Show(value)}");
        return FilePrefix.Fault(prefix) is { } fault ? throw Invalid(output, $"the option '{FilePrefix.Option.Name}' {fault}") : prefix;
    }

    internal static bool IsPrefix(string name) => name.Equals(FilePrefix.Option.Name, StringComparison.OrdinalIgnoreCase);

    internal static ProcessGraphException Invalid(Output output, string reason) =>
        new(Arguments.InvalidFault(output.Process, "options", reason) with { Node = output.Node });

    /// <summary>First and last instant of a file: of its own labels where they are instants, else of the data that it comes from.</summary>
    public static (string Start, string End)? Interval(CubeSchema labels, RasterCube cube)
    {
        var instants = (labels.Find(DimensionType.Temporal)?.Labels ?? []).OfType<StringValue>()
            .Select(label => Temporal.TryParse(label.Value, out var instant) ? instant : (DateTimeOffset?)null).OfType<DateTimeOffset>().ToList();
        if (instants.Count > 0) return (Temporal.Format(instants.Min()), Temporal.Format(instants.Max()));
        return cube.FindInterval() is { } interval ? (Temporal.Format(interval.Start), Temporal.Format(interval.End)) : null;
    }

    /// <summary>A label as text.</summary>
    public static string Text(Value label) =>
        label switch { StringValue text => text.Value, NumberValue number => number.Value.ToString(CultureInfo.InvariantCulture), _ => label.TypeName };

    /// <summary>The dimensions as STAC's <c>cube:dimensions</c>.</summary>
    public static JsonObject CubeDimensions(CubeSchema schema) =>
        new(schema.Dimensions.Select(dimension => KeyValuePair.Create(dimension.Name, (JsonNode?)Describe(dimension))));

    static JsonObject Describe(Dimension dimension)
    {
        var json = new JsonObject { ["type"] = dimension.Type.ToString().ToLowerInvariant() };
        if (dimension is SpatialDimension spatial)
        {
            json["axis"] = spatial.Axis.ToString();
            json["extent"] = new JsonArray(spatial.Extent.Low, spatial.Extent.High);
            json["step"] = Math.Abs(spatial.Step);
            if (spatial.Crs is { } crs)
                json["reference_system"] = crs.StartsWith("EPSG:", StringComparison.Ordinal) && int.TryParse(crs.AsSpan(5), out var code) ? code : crs;
            return json;
        }
        if (dimension is GeometryDimension geometries) return Describe(json, geometries.Table);
        var labels = new JsonArray([.. dimension.Labels.Select(ValueJson.Write)]);
        if (dimension.Type == DimensionType.Temporal)
            json["extent"] = dimension.Count == 0 ? new JsonArray(null, null) : new JsonArray(labels[0]!.DeepClone(), labels[^1]!.DeepClone());
        json["values"] = labels;
        return json;
    }

    static JsonObject Describe(JsonObject json, FeatureTable table)
    {
        json["axes"] = new JsonArray("x", "y");
        if (table.Envelope is { IsNull: false } box) json["bbox"] = new JsonArray(box.MinX, box.MinY, box.MaxX, box.MaxY);
        json["geometry_types"] = new JsonArray([.. table.GeometryTypes.Select(type => JsonValue.Create(type))]);
        if (table.Crs is { } crs)
            json["reference_system"] = crs.StartsWith("EPSG:", StringComparison.Ordinal) && int.TryParse(crs.AsSpan(5), out var code) ? code : crs;
        return json;
    }

    internal static bool Fits(string type, object value) =>
        type switch { "number" => value is double, "integer" => value is double number && double.IsInteger(number), "boolean" => value is bool,
            "string" => value is string, _ => true };

    internal static bool Same(object a, object b) => a is string text && b is string other ? text.Equals(other, StringComparison.OrdinalIgnoreCase)
        : a is not string && b is double number ? Convert.ToDouble(a, CultureInfo.InvariantCulture) == number : Equals(a, b);
}
