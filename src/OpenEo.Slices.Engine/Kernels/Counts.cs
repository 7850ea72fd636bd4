using System.Numerics;

namespace OpenEo.Slices.Engine.Kernels;

/// <summary>How many inputs are finite numbers, added to <paramref name="known"/>, the count of what is the same for all pixels.</summary>
sealed class CountValidKernel(int known) : Instruction
{
    public override void Run<T>(Lanes<T> lanes, int[] inputs, int[] outputs)
    {
        var output = lanes[outputs[0]];
        for (var i = 0; i < output.Length; i += Vector<T>.Count)
        {
            var count = new Vector<T>(T.CreateTruncating(known));
            foreach (var input in inputs)
            {
                // NaN and infinity minus themselves are NaN; everything finite gives zero.
                var value = new Vector<T>(lanes[input][i..]);
                count += Vector.ConditionalSelect(Vector.Equals(value - value, Vector<T>.Zero), Vector<T>.One, Vector<T>.Zero);
            }
            count.CopyTo(output[i..]);
        }
    }
}

/// <summary>How many inputs are true, added to <paramref name="known"/>. No-data is not true.</summary>
sealed class CountTrueKernel(int known) : Instruction
{
    public override void Run<T>(Lanes<T> lanes, int[] inputs, int[] outputs)
    {
        var output = lanes[outputs[0]];
        for (var i = 0; i < output.Length; i += Vector<T>.Count)
        {
            var count = new Vector<T>(T.CreateTruncating(known));
            foreach (var input in inputs)
                count += Vector.ConditionalSelect(Vector.Equals(new Vector<T>(lanes[input][i..]), Vector<T>.One), Vector<T>.One, Vector<T>.Zero);
            count.CopyTo(output[i..]);
        }
    }
}
