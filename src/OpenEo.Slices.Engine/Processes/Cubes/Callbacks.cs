using OpenEo.Slices.Engine.Blocks;
using OpenEo.Slices.Engine.Cubes;
using OpenEo.Slices.Engine.Faults;
using OpenEo.Slices.Engine.Graph;
using OpenEo.Slices.Engine.Programs;
using OpenEo.Slices.Engine.Values;

namespace OpenEo.Slices.Engine.Processes.Cubes;

/// <summary>What the processes with a child graph share: compiling it and choosing the element type of what comes out.</summary>
static class Callbacks
{
    /// <summary>No-data of boolean cubes.</summary>
    public const double BooleanNoData = 255;

    /// <summary>The parameter that hands extra data to a child process.</summary>
    public static Parameter Context { get; } = new Parameter("context", "Additional data that the child process can refer to.", Schema.Any).OrNull();

    /// <summary>A lane that loads cells of a cube.</summary>
    public static LaneValue Input(ProgramBuilder program, CubeSchema schema) => program.Input(schema.Element == ElementType.Boolean);

    /// <summary>
    /// The schema with the element type and no-data of a computed value: boolean for booleans; the source's own when every value is one of the source's and
    /// no-data has a place in it; else float32, or float64 when a source has more than 24 significant bits. Scales of bands are gone when the value is not in
    /// the source's units any more.
    /// </summary>
    public static CubeSchema Typed(CubeSchema result, Value value, params ReadOnlySpan<CubeSchema> sources)
    {
        if (value is not (LaneValue { KeepsUnits: true } or NullValue)) result = result with { Scales = new Dictionary<string, BandScale>() };
        if (value is LaneValue { IsBoolean: true } or BooleanValue) return result.With(ElementType.Boolean, BooleanNoData);
        var first = sources[0];
        var (same, arithmetic) = (true, ElementType.Float32);
        foreach (var source in sources)
        {
            same &= source.Element == first.Element && Nullable.Equals(source.NoData, first.NoData);
            if (source.Element.Arithmetic == ElementType.Float64) arithmetic = ElementType.Float64;
        }
        if (value is LaneValue { KeepsType: true } && same && (first.Element.IsFloat || first.NoData is not null))
            return result.With(first.Element, first.NoData);
        return result.With(arithmetic, double.NaN);
    }

    /// <summary>The fault for a dimension that the cube does not have.</summary>
    public static int Dimension(CubeSchema schema, string name, string parameter = "dimension") => schema.IndexOf(name) is var index and >= 0
        ? index
        : throw Arguments.Fault(FaultCodes.DimensionNotAvailable,
            $"A dimension with the name '{name}' does not exist. The cube has: {string.Join(", ", schema.Dimensions.Select(dimension => dimension.Name))}.",
            parameter);

    /// <summary>The slot that walks along all dimensions of a cube, all but one of which the result has too, in the same order.</summary>
    public static Slot Without(int dimension, int at, int rank, int input = 0) => new(
        input, [.. Enumerable.Range(0, rank).Select(i => i == dimension ? -1 : i > dimension ? i - 1 : i)],
        [.. Enumerable.Range(0, rank).Select(i => i == dimension ? at : 0)]);

    /// <summary>The slot that stands still at one label of a dimension and walks along all others; the result has the same dimensions.</summary>
    public static Slot At(int dimension, int at, int rank, int input = 0) => new(
        input, [.. Enumerable.Range(0, rank).Select(i => i == dimension ? -1 : i)], [.. Enumerable.Range(0, rank).Select(i => i == dimension ? at : 0)]);

    /// <summary>The slot of a cube that has the result's dimensions.</summary>
    public static Slot Same(int rank, int input = 0) => new(input, [.. Enumerable.Range(0, rank)], new int[rank]);
}
