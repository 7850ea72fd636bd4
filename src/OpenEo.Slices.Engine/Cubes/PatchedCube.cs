using OpenEo.Slices.Engine.Blocks;
using OpenEo.Slices.Engine.Geometries;

namespace OpenEo.Slices.Engine.Cubes;

/// <summary>Pieces of a raster, each in the pixels of its zone; no-data elsewhere. Pieces have the result's type, and lie at the first pixel of their
/// zone.</summary>
sealed class PatchedCube : RasterCube
{
    readonly IReadOnlyList<Zone> zones;
    readonly int x, y;

    /// <param name="schema">The result's type, with a no-data value.</param>
    /// <param name="pieces">A piece for each zone, as large as its box.</param>
    /// <param name="zones">In pixels of the result.</param>
    public PatchedCube(CubeSchema schema, IReadOnlyList<RasterCube> pieces, IReadOnlyList<Zone> zones) : base(schema, [.. pieces]) =>
        (this.zones, x, y) = (zones, schema.IndexOf(schema.X), schema.IndexOf(schema.Y));

    public override Window?[] InputWindows(Window window) => [.. zones.Select(zone => Part(zone, window))];

    public override void Compute(Window window, IReadOnlyList<Block?> inputs, Block target, ComputeContext context)
    {
        BlockCopy.Fill(target, Schema.NoData ?? 0);
        var needed = InputWindows(window);
        var whole = new Window(new int[window.Count.Length], window.Count);
        for (var i = 0; i < zones.Count; i++)
        {
            if (inputs[i] is not { } block || needed[i] is not { } part) continue;
            var (left, top) = (part.Start[x] + zones[i].FirstColumn, part.Start[y] + zones[i].FirstRow);
            for (var row = top; row < top + part.Count[y]; row++)
                foreach (var run in zones[i].InRow(row))
                {
                    var (first, end) = (Math.Max(run.Start, left), Math.Min(run.End, left + part.Count[x]));
                    if (first >= end) continue;
                    BlockCopy.Copy(block.Slice(whole.With(y, row - top, 1).With(x, first - left, end - first)),
                        target.Slice(whole.With(y, row - window.Start[y], 1).With(x, first - window.Start[x], end - first)));
                }
        }
    }

    // What a window takes of a piece.
    Window? Part(Zone zone, Window window)
    {
        var (left, right) = (Math.Max(zone.FirstColumn, window.Start[x]), Math.Min(zone.EndColumn, window.Start[x] + window.Count[x]));
        var (top, bottom) = (Math.Max(zone.FirstRow, window.Start[y]), Math.Min(zone.EndRow, window.Start[y] + window.Count[y]));
        return zone.Pixels == 0 || left >= right || top >= bottom ? null
            : window.With(x, left - zone.FirstColumn, right - left).With(y, top - zone.FirstRow, bottom - top);
    }
}
