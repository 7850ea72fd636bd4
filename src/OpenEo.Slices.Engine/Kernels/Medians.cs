using System.Numerics;

namespace OpenEo.Slices.Engine.Kernels;

/// <summary>
/// Median of the inputs, pixel by pixel, by selection. No-data is left out, or spreads when <paramref name="ignoreNoData"/> is false.
/// </summary>
/// <remarks>
/// Each no-data value becomes infinity, positive and negative in turn, so that the median of what is left stays in the middle: two fixed ranks hold it however
/// many values a pixel has. When one infinity is left over it is a positive one, and shifts the median down by half a rank.
/// </remarks>
sealed class MedianKernel(bool ignoreNoData) : Instruction
{
    public override void Run<T>(Lanes<T> lanes, int[] inputs, int[] outputs)
    {
        var output = lanes[outputs[0]];
        if (inputs.Length <= MedianCode<T>.MaximumColumns)
        {
            MedianCode<T>.For(inputs.Length, ignoreNoData)(lanes, inputs, output);
            return;
        }
        var (low, high) = SortingNetwork.MiddleRanks(inputs.Length);
        var comparators = SortingNetwork.Select(inputs.Length);
        var columns = Scratch.Columns<T>(inputs.Length);
        var (half, missing, evenCount) = (new Vector<T>(T.CreateTruncating(0.5)), new Vector<T>(T.NaN), inputs.Length % 2 == 0);
        for (var i = 0; i < output.Length; i += Vector<T>.Count)
        {
            var (odd, any, all) = Load(lanes, inputs, i, columns);
            SortingNetwork.Run(comparators, columns);
            var (x, y) = (columns[low], columns[high]);
            var both = x * half + y * half;
            var median = evenCount ? Vector.ConditionalSelect(odd, x, both) : Vector.ConditionalSelect(odd, both, y);
            Vector.ConditionalSelect(ignoreNoData ? any : all, median, missing).CopyTo(output[i..]);
        }
    }

    /// <summary>Fills the columns; tells where the number of no-data values is odd, where any value is valid and where all are.</summary>
    static (Vector<T> Odd, Vector<T> Any, Vector<T> All) Load<T>(Lanes<T> lanes, int[] inputs, int i,
        Span<Vector<T>> columns) where T : unmanaged, IFloatingPointIeee754<T>
    {
        var (positive, negative) = (new Vector<T>(T.PositiveInfinity), new Vector<T>(T.NegativeInfinity));
        var (odd, any, all) = (Vector<T>.Zero, Vector<T>.Zero, Vector<T>.AllBitsSet);
        for (var k = 0; k < inputs.Length; k++)
        {
            var value = new Vector<T>(lanes[inputs[k]][i..]);
            var valid = Vector.Equals(value, value);
            columns[k] = Vector.ConditionalSelect(valid, value, Vector.ConditionalSelect(odd, negative, positive));
            odd ^= ~valid;
            any |= valid;
            all &= valid;
        }
        return (odd, any, all);
    }
}
