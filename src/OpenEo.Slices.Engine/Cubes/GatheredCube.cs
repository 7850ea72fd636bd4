using OpenEo.Slices.Engine.Blocks;
using OpenEo.Slices.Engine.Geometries;

namespace OpenEo.Slices.Engine.Cubes;

/// <summary>
/// What a function makes of all pixels of a geometry, for functions that need them at once, such as medians: <c>[geometry, …, result]</c>. The pixels of a
/// geometry are kept until its last window came, then reduced and forgotten. They come to the function row by row.
/// </summary>
sealed class GatheredCube : ZoneStage
{
    readonly Func<double[], double[]> reduce;
    readonly int results;
    Gathering[] gathered = [];
    double[] cells = [];

    /// <param name="source">A cube with both horizontal axes.</param>
    /// <param name="geometries">The dimension in their place.</param>
    /// <param name="zones">A zone for each geometry, in pixels of the cube.</param>
    /// <param name="last">The dimension of results.</param>
    /// <param name="reduce">From pixels (no-data as NaN) to as many results as the last dimension has labels; called by several threads.</param>
    public GatheredCube(RasterCube source, GeometryDimension geometries, IReadOnlyList<Zone> zones, Dimension last, Func<double[], double[]> reduce)
        : base(source, geometries, zones, last) => (this.reduce, results) = (reduce, last.Count);

    public override void Begin(IReadOnlyList<Window> windows)
    {
        gathered = [.. Zones.Select(_ => new Gathering())];
        cells = new double[checked((long)Zones.Count * Series * results)];
        Array.Fill(cells, double.NaN);
        foreach (var window in windows)
            foreach (var zone in Met(window)) gathered[zone].Awaited++;
    }

    protected override void Take(int number, int zone, List<Piece> pieces, Cells cells)
    {
        Part? part = null;
        if (pieces.Count > 0)
        {
            var values = new Dictionary<int, double[]>();
            var length = pieces.Sum(piece => piece.Length);
            foreach (var (series, offset) in cells.AllSeries())
            {
                var (all, at) = (values[series] = new double[length], 0);
                foreach (var piece in pieces)
                {
                    cells.Load(offset, piece, all.AsSpan(at, piece.Length));
                    at += piece.Length;
                }
            }
            part = new Part([.. pieces], values);
        }
        var mine = gathered[zone];
        lock (mine)
        {
            if (part is not null) mine.Parts.Add(part);
            if (--mine.Awaited > 0) return;
        }
        Reduce(zone, mine.Parts);
        mine.Parts.Clear();
    }

    // At least two copies of the largest; how many are under way at one time depends on where they are.
    public override long HeldBytes =>
        (Zones.Count == 0 ? 0 : Zones.Max(zone => zone.Pixels) * Series * 2 + (long)Zones.Count * Series * results) * sizeof(double);

    protected override double[] Finish()
    {
        gathered = [];
        return cells;
    }

    void Reduce(int zone, List<Part> parts)
    {
        if (Zones[zone].Pixels == 0) return;
        for (var series = 0; series < Series; series++)
        {
            var runs = new List<(int Row, int Column, double[] Values, int At, int Length)>();
            foreach (var part in parts)
            {
                if (!part.Values.TryGetValue(series, out var values)) continue;
                var at = 0;
                foreach (var piece in part.Pieces)
                {
                    runs.Add((piece.Row, piece.Column, values, at, piece.Length));
                    at += piece.Length;
                }
            }
            // However windows were cut: row by row.
            runs.Sort((a, b) => (a.Row, a.Column).CompareTo((b.Row, b.Column)));
            var all = new double[runs.Sum(run => run.Length)];
            var end = 0;
            foreach (var run in runs)
            {
                run.Values.AsSpan(run.At, run.Length).CopyTo(all.AsSpan(end));
                end += run.Length;
            }
            reduce(all).CopyTo(cells, ((long)zone * Series + series) * results);
        }
    }

    /// <summary>What is there of a zone so far.</summary>
    sealed class Gathering
    {
        public int Awaited { get; set; }

        public List<Part> Parts { get; } = [];
    }

    /// <summary>The pixels of a zone in one window: where they are, and their values by series.</summary>
    sealed record Part(Piece[] Pieces, Dictionary<int, double[]> Values);
}
