using System.Globalization;
using System.Text.Json;
using OpenEo.Slices.Engine.Blocks;
using OpenEo.Slices.Engine.Cubes;
using OpenEo.Slices.Engine.Execution;
using OpenEo.Slices.Engine.Kernels;
using OpenEo.Slices.Engine.Values;

namespace OpenEo.Slices.Engine.Tests;

/// <summary>Compares what a process returned with what its case expects.</summary>
static class CaseComparison
{
    /// <summary>Fails unless the values are the same; numbers may differ by <paramref name="delta"/>, relative to the expected one.</summary>
    public static void AssertEqual(JsonElement expected, Value actual, double delta)
    {
        switch (CaseReader.TypeOf(expected))
        {
            case "datacube":
                AssertCube(expected, Assert.IsType<CubeValue>(actual).Cube, delta);
                break;
            case "datetime":
                Assert.Equal(Instant(expected.GetProperty("value").GetString()!), Instant(Assert.IsType<StringValue>(actual).Value));
                break;
            default:
                AssertEqual(CaseReader.Value(expected), actual, delta, "");
                break;
        }
    }

    static void AssertEqual(Value expected, Value actual, double delta, string place)
    {
        switch (expected, actual)
        {
            case (NumberValue a, NumberValue b):
                Assert.True(Near(a.Value, b.Value, delta), $"Expected {a.Value:R}, got {b.Value:R}{place}.");
                break;
            case (ArrayValue a, ArrayValue b):
                Assert.Equal(a.Items.Length, b.Items.Length);
                Assert.Equal(a.Labels is null, b.Labels is null);
                for (var i = 0; i < a.Items.Length; i++) AssertEqual(a.Items[i], b.Items[i], delta, $"{place} at {i}");
                for (var i = 0; i < a.Labels?.Length; i++) AssertLabel(a.Labels.Value[i], b.Labels!.Value[i], $"{place} for label {i}");
                break;
            case (ObjectValue a, ObjectValue b):
                Assert.Equal(a.Members.Keys, b.Members.Keys);
                foreach (var (name, value) in a.Members) AssertEqual(value, b.Members[name], delta, $"{place} in {name}");
                break;
            default:
                Assert.True(expected == actual, $"Expected {expected}, got {actual}{place}.");
                break;
        }
    }

    static void AssertCube(JsonElement expected, RasterCube actual, double delta)
    {
        var dimensions = CaseReader.Dimensions(expected);
        Assert.Equal(dimensions.Select(dimension => (dimension.Name, dimension.Type)),
            actual.Schema.Dimensions.Select(dimension => (dimension.Name, dimension.Type)));
        foreach (var (wanted, got) in dimensions.Zip(actual.Schema.Dimensions))
        {
            Assert.True(wanted.Count == got.Count,
                $"'{wanted.Name}' should have the labels {string.Join(", ", wanted.Labels)}, but has {string.Join(", ", got.Labels)}.");
            for (var i = 0; i < wanted.Count; i++) AssertLabel(wanted.Label(i), got.Label(i), $" for label {i} of '{wanted.Name}'");
        }
        if (CaseReader.Cells(expected) is not { } cells || cells.Length == 0) return;
        var read = Read(actual);
        for (var i = 0; i < cells.Length; i++)
            Assert.True(Near(cells[i], read[i], delta),
                $"Expected {cells[i].ToString(CultureInfo.InvariantCulture)}, got {read[i].ToString(CultureInfo.InvariantCulture)} in cell {i} of "
                + $"{cells.Length}.");
        AssertBooleans(expected.GetProperty("data"), actual);
    }

    static void AssertBooleans(JsonElement data, RasterCube actual)
    {
        while (data.ValueKind == JsonValueKind.Array) data = data[0];
        if (data.ValueKind is JsonValueKind.True or JsonValueKind.False) Assert.Equal(ElementType.Boolean, actual.Schema.Element);
        if (data.ValueKind == JsonValueKind.Number) Assert.NotEqual(ElementType.Boolean, actual.Schema.Element);
    }

    static double[] Read(RasterCube cube)
    {
        using var pool = new BlockPool();
        using var block = WindowRunner.Read(cube, cube.Schema.Full, pool, CancellationToken.None);
        var cells = new double[block.Cells];
        Conversion.Load(block, 0, 1, cells.Length, cube.Schema.NoData, cells);
        return cells;
    }

    /// <summary>Instants compare as such; other labels as they are.</summary>
    static void AssertLabel(Value expected, Value actual, string place)
    {
        if (expected is StringValue a && actual is StringValue b && Temporal.TryParse(a.Value, out var instant) && Temporal.TryParse(b.Value, out var other))
            Assert.True(instant == other, $"Expected {a.Value}, got {b.Value}{place}.");
        else AssertEqual(expected, actual, 1e-10, place);
    }

    static bool Near(double expected, double actual, double delta) =>
        double.IsNaN(expected) ? double.IsNaN(actual) : expected == actual || Math.Abs(expected - actual) <= delta * (expected == 0 ? 1 : Math.Abs(expected));

    static DateTimeOffset Instant(string text) => Temporal.TryParse(text, out var instant) ? instant
        : throw new InvalidOperationException($"'{text}' is no date-time.");
}
