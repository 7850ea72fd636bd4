using OpenEo.Slices.Engine.Blocks;
using OpenEo.Slices.Engine.Geometries;

namespace OpenEo.Slices.Engine.Cubes;

/// <summary>True for the pixels that a zone covers, false for the others: a mask <c>[y, x]</c> that is drawn window by window.</summary>
sealed class CoverCube : RasterCube
{
    readonly Zone zone;
    readonly int left, top;

    CoverCube(CubeSchema schema, Zone zone, int left, int top) : base(schema) => (this.zone, this.left, this.top) = (zone, left, top);

    /// <param name="like">A cube with both horizontal axes.</param>
    /// <param name="zone">In pixels of that cube.</param>
    public static CoverCube Of(CubeSchema like, Zone zone) => new(new CubeSchema([like.Y!, like.X!], ElementType.Boolean, null), zone, 0, 0);

    public override bool ComputesWholeWindows => false;

    public override Window?[] InputWindows(Window window) => [];

    protected override RasterCube Choose(int dimension, int[] indices)
    {
        for (var i = 1; i < indices.Length; i++)
            if (indices[i] != indices[0] + i) return base.Choose(dimension, indices);
        if (indices.Length == 0) return base.Choose(dimension, indices);
        var schema = Schema.With(dimension, Schema.Dimensions[dimension].Select(indices));
        return dimension == 0 ? new CoverCube(schema, zone, left, top + indices[0]) : new CoverCube(schema, zone, left + indices[0], top);
    }

    public override void Compute(Window window, IReadOnlyList<Block?> inputs, Block target, ComputeContext context)
    {
        for (var row = 0; row < window.Count[0]; row++)
        {
            var cells = target.Span<byte>(target.OffsetOf([row, 0]), window.Count[1]);
            cells.Clear();
            foreach (var run in zone.InRow(top + window.Start[0] + row))
            {
                var (from, to) = (Math.Max(run.Start - left - window.Start[1], 0), Math.Min(run.End - left - window.Start[1], cells.Length));
                if (from < to) cells[from..to].Fill(1);
            }
        }
    }
}
