using System.Numerics;

namespace OpenEo.Slices.Engine.Kernels;

/// <summary>
/// Quantiles of the inputs, one output for each probability (0 to 1), interpolated between the two nearest ranks. No-data is left out, or spreads.
/// </summary>
sealed class QuantilesKernel(double[] probabilities, bool ignoreNoData) : Instruction
{
    public override void Run<T>(Lanes<T> lanes, int[] inputs, int[] outputs)
    {
        var columns = Scratch.Columns<T>(inputs.Length);
        var comparators = SortingNetwork.Sort(inputs.Length);
        var infinity = new Vector<T>(T.PositiveInfinity);
        for (var i = 0; i < lanes.Length; i += Vector<T>.Count)
        {
            var missing = NoData.Replace(lanes, inputs, i, infinity, columns);
            SortingNetwork.Run(comparators, columns);
            var last = new Vector<T>(T.CreateTruncating(inputs.Length - 1)) - missing;
            var usable = ignoreNoData ? Vector.GreaterThanOrEqual(last, Vector<T>.Zero) : Vector.Equals(missing, Vector<T>.Zero);
            for (var k = 0; k < outputs.Length; k++)
                VectorLogic.Where(usable, At<T>(columns, Whole(last * T.CreateTruncating(probabilities[k])))).CopyTo(lanes[outputs[k]][i..]);
        }
    }

    /// <summary>The value at a rank; between two ranks the weighted mean of both.</summary>
    static Vector<T> At<T>(ReadOnlySpan<Vector<T>> columns, Vector<T> rank) where T : unmanaged, IFloatingPointIeee754<T>
    {
        var (low, high, floor) = (columns[0], columns[0], Vector<T>.Zero);
        for (var k = 1; k < columns.Length; k++)
        {
            var position = new Vector<T>(T.CreateTruncating(k));
            var reached = Vector.GreaterThanOrEqual(rank, position);
            low = Vector.ConditionalSelect(reached, columns[k], low);
            floor = Vector.ConditionalSelect(reached, position, floor);
            high = Vector.ConditionalSelect(Vector.GreaterThan(rank, position - Vector<T>.One), columns[k], high);
        }
        var weight = rank - floor;
        return Vector.ConditionalSelect(Vector.Equals(low, high), low, low * (Vector<T>.One - weight) + high * weight);
    }

    /// <summary>Ranks that miss a whole number by rounding only become whole, so that the neighbour, which may be infinite, has no part in them.</summary>
    static Vector<T> Whole<T>(Vector<T> rank) where T : unmanaged, IFloatingPointIeee754<T>
    {
        // Adding 1.5 times the power of two at which the unit is 1 and taking it away again rounds to whole numbers.
        var single = typeof(T) == typeof(float);
        var magic = new Vector<T>(T.CreateTruncating(single ? 1.5 * (1 << 23) : 1.5 * (1L << 52)));
        var whole = rank + magic - magic;
        return Vector.ConditionalSelect(Vector.LessThan(Vector.Abs(rank - whole), new Vector<T>(T.CreateTruncating(single ? 2e-5 : 1e-9))), whole, rank);
    }
}
