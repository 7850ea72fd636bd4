using NetTopologySuite.Geometries;
using NetTopologySuite.Index.Strtree;
using OpenEo.Slices.Engine.Blocks;
using OpenEo.Slices.Engine.Geometries;
using OpenEo.Slices.Engine.Kernels;

namespace OpenEo.Slices.Engine.Cubes;

/// <summary>
/// What is computed of the pixels of many zones while a cube goes by once: finds the zones of a window and hands their pixels over, for each combination of
/// labels of the dimensions other than the horizontal axes (a series).
/// </summary>
abstract class ZoneStage : StagedCube
{
    readonly STRtree<int> index = new();
    readonly int x, y;
    readonly int[] others;
    double[] known = [];

    /// <param name="source">A cube with both horizontal axes.</param>
    /// <param name="geometries">The dimension in their place.</param>
    /// <param name="zones">A zone for each geometry, in pixels of the cube.</param>
    /// <param name="last">The dimension of what is computed.</param>
    protected ZoneStage(RasterCube source, GeometryDimension geometries, IReadOnlyList<Zone> zones, Dimension last)
        : base(TypeOf(source, geometries, last), source)
    {
        Zones = zones;
        (x, y) = (source.Schema.IndexOf(source.Schema.X), source.Schema.IndexOf(source.Schema.Y));
        others = [.. Enumerable.Range(0, source.Schema.Dimensions.Count).Where(d => d != x && d != y)];
        Series = others.Aggregate(1, (count, d) => checked(count * source.Schema.Dimensions[d].Count));
        for (var i = 0; i < zones.Count; i++)
            if (zones[i] is { Pixels: > 0 } zone) index.Insert(new Envelope(zone.FirstColumn, zone.EndColumn - 1, zone.FirstRow, zone.EndRow - 1), i);
        index.Build();
    }

    /// <summary>The zones, one for each geometry.</summary>
    protected IReadOnlyList<Zone> Zones { get; }

    /// <summary>Number of series: combinations of labels of the other dimensions.</summary>
    protected int Series { get; }

    /// <summary>A run of pixels of a zone inside of a window, in pixels of the cube.</summary>
    protected readonly record struct Piece(int Row, int Column, int Length);

    protected sealed override void End() => known = Finish();

    /// <summary>All windows came: the cells.</summary>
    protected abstract double[] Finish();

    public override void Compute(Window window, IReadOnlyList<Block?> inputs, Block target, ComputeContext context)
    {
        if (!IsDone) throw new InvalidOperationException("The stage has not run.");
        BlockCopy.ForEachRow(window, Schema.Shape, (position, from, count) =>
            known.AsSpan((int)from, count).CopyTo(target.Span<double>(target.OffsetOf(position), count)));
    }

    public override bool Needs(Window window) => Met(window).Count > 0;

    public override void Take(int number, Window window, Block block)
    {
        var pieces = new List<Piece>();
        var (height, width) = (window.Count[y], window.Count[x]);
        foreach (var zone in Met(window).Order())
        {
            pieces.Clear();
            for (var row = 0; row < height; row++)
                foreach (var run in Zones[zone].InRow(window.Start[y] + row))
                {
                    var (from, to) = (Math.Max(run.Start, window.Start[x]), Math.Min(run.End, window.Start[x] + width));
                    if (from < to) pieces.Add(new Piece(window.Start[y] + row, from, to - from));
                }
            Take(number, zone, pieces, new Cells(this, window, block));
        }
    }

    /// <summary>The pixels of a zone in a window. Thread-safe.</summary>
    protected abstract void Take(int number, int zone, List<Piece> pieces, Cells cells);

    /// <summary>Zones that may have pixels in a window, in no order.</summary>
    protected IList<int> Met(Window window) => window.IsEmpty ? []
        : index.Query(new Envelope(window.Start[x], window.Start[x] + window.Count[x] - 1, window.Start[y], window.Start[y] + window.Count[y] - 1));

    static CubeSchema TypeOf(RasterCube source, GeometryDimension geometries, Dimension last) => source.Schema with
    {
        Element = ElementType.Float64,
        NoData = double.NaN,
        Dimensions = [geometries, .. source.Schema.Dimensions.Where(dimension => dimension != source.Schema.X && dimension != source.Schema.Y), last],
    };

    /// <summary>The cells of a window, series by series.</summary>
    protected readonly struct Cells(ZoneStage stage, Window window, Block block)
    {
        /// <summary>For each series that the window has: its number, and where its first cell is in the block.</summary>
        public IEnumerable<(int Series, long Offset)> AllSeries()
        {
            var (others, schema) = (stage.others, stage.Source.Schema);
            var (at, blocks, box) = (new int[others.Length], block, window);
            while (true)
            {
                var (series, offset) = (0, 0L);
                for (var i = 0; i < others.Length; i++)
                {
                    series = series * schema.Dimensions[others[i]].Count + box.Start[others[i]] + at[i];
                    offset += (long)at[i] * blocks.Strides[others[i]];
                }
                yield return (series, offset);
                var d = others.Length - 1;
                while (d >= 0 && ++at[d] == box.Count[others[d]]) at[d--] = 0;
                if (d < 0) yield break;
            }
        }

        /// <summary>Copies a piece of a series, no-data as NaN.</summary>
        public void Load(long offset, Piece piece, Span<double> target)
        {
            var first = offset + (long)(piece.Row - window.Start[stage.y]) * block.Strides[stage.y]
                + (long)(piece.Column - window.Start[stage.x]) * block.Strides[stage.x];
            Conversion.Load(block, first, block.Strides[stage.x], piece.Length, stage.Source.Schema.NoData, target);
        }
    }
}
