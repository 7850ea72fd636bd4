using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using OpenEo.Slices.Engine.Blocks;
using OpenEo.Slices.Engine.Cubes;
using OpenEo.Slices.Engine.Faults;
using OpenEo.Slices.Engine.Graph;
using OpenEo.Slices.Engine.Values;

namespace OpenEo.Slices.Engine.Tests;

/// <summary>
/// Reads the values of process cases from their encoding: no-data, special numbers, date-times, labelled arrays, cubes and child processes as objects.
/// </summary>
static class CaseReader
{
    /// <summary>An argument: a value, or a child process.</summary>
    public static Argument Argument(JsonElement json)
    {
        if (json.ValueKind != JsonValueKind.Object || !json.TryGetProperty("process_graph", out var child)) return new Argument.Constant(Value(json));
        var faults = new List<Fault>();
        return ProcessGraph.Parse(child, faults) is { } graph && faults.Count == 0 ? new Argument.Child(graph) : throw new ProcessGraphException(faults);
    }

    /// <summary>A value.</summary>
    public static Value Value(JsonElement json) => json.ValueKind switch
    {
        JsonValueKind.Array => new ArrayValue([.. json.EnumerateArray().Select(Value)]),
        JsonValueKind.Object => TypeOf(json) switch
        {
            "nodata" => Engine.Values.Value.Null,
            "number" when json.TryGetProperty("value", out var number) => new NumberValue(Special(number.GetString()!)),
            "datetime" => new StringValue(json.GetProperty("value").GetString()!),
            "labeled-array" => new ArrayValue(
                [.. json.GetProperty("data").EnumerateArray().Select(item => Value(item.GetProperty("value")))],
                [.. json.GetProperty("data").EnumerateArray().Select(item => Value(item.GetProperty("key")))]),
            "datacube" => new CubeValue(Cube(json)),
            _ =>
                new ObjectValue(json.EnumerateObject().ToImmutableSortedDictionary(member => member.Name, member => Value(member.Value),
                    StringComparer.Ordinal)),
        },
        _ => ValueJson.Read(json),
    };

    /// <summary>The member <c>type</c> where it is a text.</summary>
    public static string? TypeOf(JsonElement json) =>
        json.ValueKind == JsonValueKind.Object && json.TryGetProperty("type", out var type) && type.ValueKind == JsonValueKind.String ? type.GetString() : null;

    /// <summary>The dimensions of an encoded cube, in order.</summary>
    public static IReadOnlyList<Dimension> Dimensions(JsonElement cube)
    {
        var dimensions = cube.GetProperty("dimensions");
        return [.. cube.GetProperty("order").EnumerateArray()
            .Select(name => Dimension(name.GetString()!, dimensions.GetProperty(name.GetString()!), dimensions))];
    }

    /// <summary>The cells of an encoded cube in C order, no-data as NaN and booleans as 1 and 0; null when they do not matter.</summary>
    public static double[]? Cells(JsonElement cube)
    {
        var data = cube.GetProperty("data");
        if (data.ValueKind == JsonValueKind.Null) return null;
        var missing = new List<double>();
        if (cube.TryGetProperty("nodata", out var declared))
            foreach (var one in declared.ValueKind == JsonValueKind.Array ? declared.EnumerateArray() : (IEnumerable<JsonElement>)[declared])
                if (Value(one) is NumberValue number) missing.Add(number.Value);
        return [.. Flatten(data).Select(cell => missing.Contains(cell) ? double.NaN : cell)];
    }

    static IEnumerable<double> Flatten(JsonElement data) => data.ValueKind == JsonValueKind.Array
        ? data.EnumerateArray().SelectMany(Flatten)
        : [Value(data) switch { NumberValue number => number.Value, BooleanValue boolean => boolean.Value ? 1 : 0, _ => double.NaN }];

    static MemoryCube Cube(JsonElement json)
    {
        var schema = new CubeSchema(Dimensions(json), ElementType.Float64, double.NaN);
        return new MemoryCube(schema, Cells(json) ?? new double[schema.Cells]);
    }

    static Dimension Dimension(string name, JsonElement json, JsonElement all)
    {
        var values = json.TryGetProperty("values", out var labels) && labels.ValueKind == JsonValueKind.Array
            ? labels.EnumerateArray().Select(Value).ToList() : [];
        var type = Enum.Parse<DimensionType>(json.GetProperty("type").GetString()!, ignoreCase: true);
        if (type != DimensionType.Spatial || !json.TryGetProperty("axis", out var axis)) return new LabelledDimension(name, type, values);
        var crs = json.TryGetProperty("reference_system", out var system) ? system.ToString() : null;
        if (int.TryParse(crs, CultureInfo.InvariantCulture, out var code)) crs = $"EPSG:{code}";
        var first = values.Count > 0 ? ((NumberValue)values[0]).Value : 0;
        return new SpatialDimension(name, axis.GetString()![0], first, Step(json) ?? OtherStep(axis.GetString()!, all), values.Count, crs);
    }

    /// <summary>A single cell says nothing of its size: it is square, or 1 wide.</summary>
    static double OtherStep(string axis, JsonElement all)
    {
        var size = all.EnumerateObject().Select(dimension => dimension.Value).Where(dimension => TypeOf(dimension) == "spatial").Select(Step)
            .FirstOrDefault(step => step is not null);
        return Math.Abs(size ?? 1) * (axis == "y" ? -1 : 1);
    }

    static double? Step(JsonElement dimension) =>
        dimension.TryGetProperty("values", out var values) && values.ValueKind == JsonValueKind.Array && values.GetArrayLength() > 1
        ? values[1].GetDouble() - values[0].GetDouble() : null;

    static double Special(string name) => name switch
    {
        "NaN" => double.NaN,
        "Infinity" or "+Infinity" => double.PositiveInfinity,
        "-Infinity" => double.NegativeInfinity,
        _ => throw new InvalidOperationException($"The case has an unknown number '{name}'."),
    };
}
