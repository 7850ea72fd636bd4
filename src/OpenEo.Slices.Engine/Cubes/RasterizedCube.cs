using OpenEo.Slices.Engine.Blocks;
using OpenEo.Slices.Engine.Geometries;

namespace OpenEo.Slices.Engine.Cubes;

/// <summary>The values of a vector cube in the pixels of its geometries: <c>[…, y, x]</c>. Where geometries overlap the last one counts.</summary>
sealed class RasterizedCube : RasterCube
{
    readonly IReadOnlyList<Zone> zones;
    readonly int geometry;

    /// <param name="values">A vector cube.</param>
    /// <param name="zones">The pixels of each of its geometries.</param>
    /// <param name="y">Rows of the result.</param>
    /// <param name="x">Columns of the result.</param>
    public RasterizedCube(RasterCube values, IReadOnlyList<Zone> zones, SpatialDimension y, SpatialDimension x)
        : base(values.Schema.With(ElementType.Float64, double.NaN) with
        {
            Dimensions = [.. values.Schema.Dimensions.Where(dimension => dimension != values.Schema.Geometries), y, x],
        }, Conversions.To(values, ElementType.Float64, double.NaN)) =>
        (this.zones, geometry) = (zones, values.Schema.IndexOf(values.Schema.Geometries));

    public override bool ComputesWholeWindows => true;

    public override bool KeepsBlocks => false;

    public override Window?[] InputWindows(Window window)
    {
        if (zones.Count == 0) return [null];
        var (start, count) = (window.Start.SkipLast(2).ToList(), window.Count.SkipLast(2).ToList());
        start.Insert(geometry, 0);
        count.Insert(geometry, zones.Count);
        return [new Window([.. start], [.. count])];
    }

    public override void Compute(Window window, IReadOnlyList<Block?> inputs, Block target, ComputeContext context)
    {
        BlockCopy.Fill(target, double.NaN);
        if (inputs[0] is not { } values) return;
        var rank = window.Count.Length;
        var (top, left, height, width) = (window.Start[^2], window.Start[^1], window.Count[^2], window.Count[^1]);
        int[] others = [.. window.Count.SkipLast(2)];
        for (var i = 0; i < zones.Count; i++)
        {
            if (!zones[i].Meets(left, top, width, height)) continue;
            context.Cancellation.ThrowIfCancellationRequested();
            ForEach(others, position =>
            {
                var (from, to) = ((long)i * values.Strides[geometry], 0L);
                for (var d = 0; d < position.Length; d++)
                {
                    from += (long)position[d] * values.Strides[d < geometry ? d : d + 1];
                    to += (long)position[d] * target.Strides[d];
                }
                var value = values.Span<double>(from, 1)[0];
                for (var row = Math.Max(zones[i].FirstRow, top); row < Math.Min(zones[i].EndRow, top + height); row++)
                    foreach (var run in zones[i].InRow(row))
                    {
                        var (first, end) = (Math.Max(run.Start, left), Math.Min(run.End, left + width));
                        if (first < end)
                            target.Span<double>(to + (long)(row - top) * target.Strides[rank - 2] + first - left, end - first).Fill(value);
                    }
            });
        }
    }

    static void ForEach(int[] shape, Action<int[]> visit) => BlockCopy.ForEachRow([.. shape, 1], position => visit(position[..^1]));
}
