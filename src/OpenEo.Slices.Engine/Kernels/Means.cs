using System.Numerics;

namespace OpenEo.Slices.Engine.Kernels;

/// <summary>Arithmetic mean of the inputs, pixel by pixel. No-data is left out, or spreads when <paramref name="ignoreNoData"/> is false.</summary>
sealed class MeanKernel(bool ignoreNoData) : Instruction
{
    public override void Run<T>(Lanes<T> lanes, int[] inputs, int[] outputs)
    {
        var output = lanes[outputs[0]];
        for (var i = 0; i < output.Length; i += Vector<T>.Count)
        {
            var (sum, count) = (Vector<T>.Zero, Vector<T>.Zero);
            foreach (var input in inputs)
            {
                var value = new Vector<T>(lanes[input][i..]);
                var valid = ignoreNoData ? Vector.Equals(value, value) : Vector<T>.AllBitsSet;
                sum += Vector.ConditionalSelect(valid, value, Vector<T>.Zero);
                count += Vector.ConditionalSelect(valid, Vector<T>.One, Vector<T>.Zero);
            }
            (sum / count).CopyTo(output[i..]);
        }
    }
}
