using System.Buffers;
using OpenEo.Slices.Engine.Blocks;
using OpenEo.Slices.Engine.Geometries;
using OpenEo.Slices.Engine.Programs;

namespace OpenEo.Slices.Engine.Cubes;

/// <summary>Statistics of the pixels of many geometries in one pass over a cube: <c>[geometry, …, statistic]</c>.</summary>
sealed class ZonalCube : ZoneStage
{
    readonly IReadOnlyList<(Statistic Statistic, bool IgnoresNoData)> asked;
    readonly bool withSquares;
    Tally[]?[] tallies = [];

    /// <param name="source">A cube with both horizontal axes.</param>
    /// <param name="geometries">The dimension in their place.</param>
    /// <param name="zones">A zone for each geometry, in pixels of the cube.</param>
    /// <param name="asked">What is computed, in the order of the last dimension.</param>
    public ZonalCube(RasterCube source, GeometryDimension geometries, IReadOnlyList<Zone> zones, IReadOnlyList<(Statistic Statistic, bool IgnoresNoData)> asked)
        : base(source, geometries, zones, LabelledDimension.Of("statistic", DimensionType.Other, asked.Select((one, i) => $"{i} {one.Statistic}")))
    {
        this.asked = asked;
        withSquares = asked.Any(one => one.Statistic is Statistic.Variance or Statistic.StandardDeviation);
    }

    public override void Begin(IReadOnlyList<Window> windows) => tallies = new Tally[]?[Zones.Count];

    protected override void Take(int number, int zone, List<Piece> pieces, Cells cells)
    {
        if (pieces.Count == 0) return;
        var scratch = ArrayPool<double>.Shared.Rent(pieces.Max(piece => piece.Length));
        var found = new List<(int Series, Tally Tally)>();
        foreach (var (series, offset) in cells.AllSeries())
        {
            var tally = new Tally();
            foreach (var piece in pieces)
            {
                var values = scratch.AsSpan(0, piece.Length);
                cells.Load(offset, piece, values);
                tally.Add(values, withSquares);
            }
            found.Add((series, tally));
        }
        ArrayPool<double>.Shared.Return(scratch);
        lock (Zones[zone])
        {
            var mine = tallies[zone];
            if (mine is null)
            {
                tallies[zone] = mine = new Tally[Series];
                Array.Fill(mine, new Tally());
            }
            foreach (var (series, tally) in found) mine[series].Add(tally);
        }
    }

    public override unsafe long HeldBytes => (long)Zones.Count * Series * (sizeof(Tally) + asked.Count * sizeof(double));

    protected override double[] Finish()
    {
        var cells = new double[checked((long)Zones.Count * Series * asked.Count)];
        var at = 0;
        for (var zone = 0; zone < Zones.Count; zone++)
            for (var series = 0; series < Series; series++)
                foreach (var (statistic, ignoresNoData) in asked)
                    cells[at++] = (tallies[zone] is { } mine ? mine[series] : new Tally()).Of(statistic, ignoresNoData, Zones[zone].Pixels);
        tallies = [];
        return cells;
    }
}
