using OpenEo.Slices.Engine.Blocks;
using OpenEo.Slices.Engine.Cubes;
using OpenEo.Slices.Engine.Kernels;

namespace OpenEo.Slices.Engine.Execution;

/// <summary>
/// Count, extremes, mean and sum of squared deviations of a set of cells. Parts are joined pairwise (Chan, Golub and LeVeque 1983), in the order of the
/// windows, so that the same job gives the same statistics whatever the threads did.
/// </summary>
readonly record struct Statistics(long Count, long Cells, double Minimum, double Maximum, double Mean, double SquaredDeviations)
{
    /// <summary>Of no cells.</summary>
    public static Statistics None { get; } = new(0, 0, double.PositiveInfinity, double.NegativeInfinity, 0, 0);

    /// <summary>Of all cells of a block.</summary>
    public static Statistics Of(Block block, double? noData)
    {
        var result = None;
        var row = new double[block.Shape.Length == 0 ? 1 : block.Shape[^1]];
        BlockCopy.ForEachRow(block.Shape, position =>
        {
            Conversion.Load<double>(block, block.OffsetOf(position), block.Strides.Length == 0 ? 1 : block.Strides[^1], row.Length, noData, row);
            result = result.Join(OfRow(row));
        });
        return result;
    }

    /// <summary>Of both sets together.</summary>
    public Statistics Join(Statistics other)
    {
        if (other.Count == 0) return this with { Cells = Cells + other.Cells };
        if (Count == 0) return other with { Cells = Cells + other.Cells };
        var (count, difference) = (Count + other.Count, other.Mean - Mean);
        return new Statistics(
            count, Cells + other.Cells, Math.Min(Minimum, other.Minimum), Math.Max(Maximum, other.Maximum),
            Mean + difference * other.Count / count, SquaredDeviations + other.SquaredDeviations + difference * difference * Count * other.Count / count);
    }

    /// <summary>Numbers of a band as GDAL's metadata and STAC's <c>raster</c> extension show them.</summary>
    public BandStatistics ToBand() => Count == 0
        ? new BandStatistics(null, null, null, null, 0)
        : new BandStatistics(Minimum, Maximum, Mean, Math.Sqrt(SquaredDeviations / Count), 100.0 * Count / Cells);

    static Statistics OfRow(ReadOnlySpan<double> row)
    {
        var (count, minimum, maximum, sum) = (0, double.PositiveInfinity, double.NegativeInfinity, 0.0);
        foreach (var value in row)
        {
            if (!double.IsFinite(value)) continue;
            count++;
            sum += value;
            if (value < minimum) minimum = value;
            if (value > maximum) maximum = value;
        }
        if (count == 0) return None with { Cells = row.Length };
        var (mean, squares) = (sum / count, 0.0);
        foreach (var value in row)
            if (double.IsFinite(value)) squares += (value - mean) * (value - mean);
        return new Statistics(count, row.Length, minimum, maximum, mean, squares);
    }
}
