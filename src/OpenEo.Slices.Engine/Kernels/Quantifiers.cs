using System.Numerics;

namespace OpenEo.Slices.Engine.Kernels;

/// <summary>
/// Whether one of the inputs is <paramref name="decisive"/>: then that is the result, else its opposite. So <c>any</c> looks for true and <c>all</c> for
/// false. No-data is left out; when <paramref name="ignoreNoData"/> is false and nothing decides, it makes the result no-data.
/// </summary>
sealed class QuantifierKernel(bool decisive, bool ignoreNoData) : Instruction
{
    public override void Run<T>(Lanes<T> lanes, int[] inputs, int[] outputs)
    {
        var output = lanes[outputs[0]];
        var (wanted, other) = decisive ? (Vector<T>.One, Vector<T>.Zero) : (Vector<T>.Zero, Vector<T>.One);
        for (var i = 0; i < output.Length; i += Vector<T>.Count)
        {
            var (found, all) = (Vector<T>.Zero, Vector<T>.AllBitsSet);
            foreach (var input in inputs)
            {
                var value = new Vector<T>(lanes[input][i..]);
                found |= Vector.Equals(value, wanted);
                all &= Vector.Equals(value, value);
            }
            var undecided = ignoreNoData ? other : Vector.ConditionalSelect(all, other, new Vector<T>(T.NaN));
            Vector.ConditionalSelect(found, wanted, undecided).CopyTo(output[i..]);
        }
    }
}
