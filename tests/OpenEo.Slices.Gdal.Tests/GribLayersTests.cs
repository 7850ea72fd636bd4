using OpenEo.Slices.Engine.Blocks;
using OpenEo.Slices.Engine.Cubes;
using OpenEo.Slices.Engine.Values;

namespace OpenEo.Slices.Gdal.Tests;

/// <summary>No message of a GRIB file hides behind another.</summary>
public sealed class GribLayersTests
{
    static readonly DateTimeOffset day = new(2024, 5, 6, 0, 0, 0, TimeSpan.Zero);

    static (RasterBand[] Layers, List<string> Notes) Of(params GribLayers.Message[] messages)
    {
        var notes = new List<string>();
        return (GribLayers.Of(messages, [.. messages.Select(_ => new RasterBand(null, ElementType.Float64, null, null, null, null))], notes), notes);
    }

    static IEnumerable<(string, Value)> Places(RasterBand[] layers) => layers.SelectMany(layer => layer.Places);

    [Fact]
    public void Members_are_a_dimension()
    {
        var (layers, notes) = Of(new("TMP", "2-HTGL", day, 0, day), new("TMP", "2-HTGL", day, 1, day));

        Assert.Equal([("member", new NumberValue(0)), ("member", (Value)new NumberValue(1))], Places(layers));
        Assert.Empty(notes);
    }

    [Fact]
    public void Reference_times_are_a_dimension()
    {
        var (layers, _) = Of(new("TMP", "2-HTGL", day, null, day), new("TMP", "2-HTGL", day, null, day.AddHours(-6)));

        Assert.Equal([("reference_time", new StringValue("2024-05-06T00:00:00Z")), ("reference_time", (Value)new StringValue("2024-05-05T18:00:00Z"))],
            Places(layers));
    }

    [Fact]
    public void Others_are_numbered_and_told()
    {
        var (layers, notes) = Of(new("TMP", "2-HTGL", day, null, day), new("TMP", "2-HTGL", day, null, day), new("TMP", "2-HTGL", day.AddDays(1), null, day));

        Assert.Equal([1, 2, 1], Places(layers).Select(place => ((NumberValue)place.Item2).Value));
        Assert.Contains("TMP", Assert.Single(notes), StringComparison.Ordinal);
    }

    [Fact]
    public void What_differs_in_time_has_no_further_dimension()
    {
        var (layers, notes) = Of(new("TMP", "2-HTGL", day, 0, day), new("TMP", "2-HTGL", day.AddDays(1), 0, day));

        Assert.Empty(Places(layers));
        Assert.Empty(notes);
    }
}
