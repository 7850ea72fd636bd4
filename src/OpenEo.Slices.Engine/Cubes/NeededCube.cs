using OpenEo.Slices.Engine.Blocks;
using OpenEo.Slices.Engine.Geometries;

namespace OpenEo.Slices.Engine.Cubes;

/// <summary>A cube of which only the pixels of a zone matter: what lies outside the box around them is not read, and is no-data.</summary>
sealed class NeededCube : RasterCube
{
    readonly Zone zone;
    readonly int x, y, left, top;

    NeededCube(RasterCube input, Zone zone, int left, int top) : base(input.Schema, input) =>
        (this.zone, this.left, this.top, x, y) = (zone, left, top, input.Schema.IndexOf(input.Schema.X), input.Schema.IndexOf(input.Schema.Y));

    /// <param name="input">Has both horizontal axes.</param>
    /// <param name="zone">In its pixels.</param>
    public static RasterCube Of(RasterCube input, Zone zone) => new NeededCube(input, zone, 0, 0);

    public override Window?[] InputWindows(Window window)
    {
        var (firstRow, endRow, first, end) = (int.MaxValue, -1, int.MaxValue, -1);
        var (from, to) = (left + window.Start[x], left + window.Start[x] + window.Count[x]);
        for (var row = Math.Max(top + window.Start[y], zone.FirstRow); row < Math.Min(top + window.Start[y] + window.Count[y], zone.EndRow); row++)
            foreach (var run in zone.InRow(row))
            {
                var (start, stop) = (Math.Max(run.Start, from), Math.Min(run.End, to));
                if (start >= stop) continue;
                (firstRow, endRow, first, end) = (Math.Min(firstRow, row), row + 1, Math.Min(first, start), Math.Max(end, stop));
            }
        return [endRow < 0 || window.IsEmpty ? null : window.With(y, firstRow - top, endRow - firstRow).With(x, first - left, end - first)];
    }

    public override Window?[] MostInput(Window window) => [window];

    protected override RasterCube Choose(int dimension, int[] indices)
    {
        if (dimension != x && dimension != y) return new NeededCube(Inputs[0].Select(dimension, indices), zone, left, top);
        for (var i = 1; i < indices.Length; i++)
            if (indices[i] != indices[0] + i) return base.Choose(dimension, indices);
        return indices.Length == 0 ? base.Choose(dimension, indices)
            : new NeededCube(Inputs[0].Select(dimension, indices), zone, left + (dimension == x ? indices[0] : 0), top + (dimension == y ? indices[0] : 0));
    }

    public override void Compute(Window window, IReadOnlyList<Block?> inputs, Block target, ComputeContext context)
    {
        var needed = InputWindows(window)[0];
        if (!window.Equals(needed)) BlockCopy.Fill(target, Schema.Element.IsFloat ? double.NaN : Schema.NoData ?? 0);
        if (needed is not null) BlockCopy.Copy(inputs[0]!, target.Slice(needed.RelativeTo(window)));
    }
}
