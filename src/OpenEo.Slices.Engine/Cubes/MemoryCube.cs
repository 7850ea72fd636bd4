using OpenEo.Slices.Engine.Blocks;

namespace OpenEo.Slices.Engine.Cubes;

/// <summary>A cube whose cells are in memory, as float64 in C order: small cubes of tests and of results that were computed already.</summary>
/// <param name="schema">Its type; cells are float64.</param>
/// <param name="cells">The cells.</param>
/// <param name="origin">What they were computed of, which knows the sources; null when they come from nowhere else.</param>
sealed class MemoryCube(CubeSchema schema, double[] cells, RasterCube? origin = null)
    : RasterCube(schema with { Element = ElementType.Float64, NoData = double.NaN })
{
    protected override IEnumerable<SourceItem> OwnSources() => origin?.FindSources() ?? [];

    protected override (DateTimeOffset Start, DateTimeOffset End)? OwnInterval() => origin?.FindInterval();

    public override Window?[] InputWindows(Window window) => [];

    public override void Compute(Window window, IReadOnlyList<Block?> inputs, Block target, ComputeContext context)
    {
        var strides = Block.DenseStrides(Schema.Shape);
        BlockCopy.ForEachRow(window.Count, position =>
        {
            var from = 0;
            for (var i = 0; i < position.Length; i++) from += (window.Start[i] + position[i]) * strides[i];
            var count = position.Length == 0 ? 1 : window.Count[^1];
            cells.AsSpan(from, count).CopyTo(target.Span<double>(target.OffsetOf(position), count));
        });
    }
}
