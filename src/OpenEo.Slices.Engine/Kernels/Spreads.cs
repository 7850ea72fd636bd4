using System.Numerics;

namespace OpenEo.Slices.Engine.Kernels;

/// <summary>
/// Sample variance of the inputs, or its root, the standard deviation. In two passes (mean first), which is exact where the sum of squares would cancel.
/// Fewer than two values give no-data.
/// </summary>
sealed class SpreadKernel(bool root, bool ignoreNoData) : Instruction
{
    public override void Run<T>(Lanes<T> lanes, int[] inputs, int[] outputs)
    {
        var output = lanes[outputs[0]];
        for (var i = 0; i < output.Length; i += Vector<T>.Count)
        {
            var (sum, count, squares) = (Vector<T>.Zero, Vector<T>.Zero, Vector<T>.Zero);
            foreach (var input in inputs)
            {
                var value = new Vector<T>(lanes[input][i..]);
                var valid = Valid(value);
                sum += Vector.ConditionalSelect(valid, value, Vector<T>.Zero);
                count += Vector.ConditionalSelect(valid, Vector<T>.One, Vector<T>.Zero);
            }
            var mean = sum / count;
            foreach (var input in inputs)
            {
                var value = new Vector<T>(lanes[input][i..]);
                var deviation = Vector.ConditionalSelect(Valid(value), value - mean, Vector<T>.Zero);
                squares += deviation * deviation;
            }
            var variance = Vector.ConditionalSelect(Vector.GreaterThan(count, Vector<T>.One), squares / (count - Vector<T>.One), new Vector<T>(T.NaN));
            (root ? Vector.SquareRoot(variance) : variance).CopyTo(output[i..]);
        }
    }

    /// <summary>What takes part: all when no-data is to spread, because NaN does so by itself.</summary>
    Vector<T> Valid<T>(Vector<T> value) => ignoreNoData ? Vector.Equals(value, value) : Vector<T>.AllBitsSet;
}
