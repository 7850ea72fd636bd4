using System.Numerics;

namespace OpenEo.Slices.Engine.Kernels;

/// <summary>How two values become one, such as their sum; any order of the values gives the same (up to rounding).</summary>
interface IFold
{
    /// <summary>The value that changes no other: 0 for a sum.</summary>
    static abstract T Neutral<T>() where T : unmanaged, IFloatingPointIeee754<T>;

    /// <summary>Both as one. No-data need not be thought of.</summary>
    static abstract Vector<T> Combine<T>(Vector<T> x, Vector<T> y) where T : unmanaged, IFloatingPointIeee754<T>;
}

/// <summary>Addition.</summary>
readonly struct SumFold : IFold
{
    public static T Neutral<T>() where T : unmanaged, IFloatingPointIeee754<T> => T.Zero;

    public static Vector<T> Combine<T>(Vector<T> x, Vector<T> y) where T : unmanaged, IFloatingPointIeee754<T> => x + y;
}

/// <summary>Multiplication.</summary>
readonly struct ProductFold : IFold
{
    public static T Neutral<T>() where T : unmanaged, IFloatingPointIeee754<T> => T.One;

    public static Vector<T> Combine<T>(Vector<T> x, Vector<T> y) where T : unmanaged, IFloatingPointIeee754<T> => x * y;
}

/// <summary>The smaller one.</summary>
readonly struct MinFold : IFold
{
    public static T Neutral<T>() where T : unmanaged, IFloatingPointIeee754<T> => T.PositiveInfinity;

    public static Vector<T> Combine<T>(Vector<T> x, Vector<T> y) where T : unmanaged, IFloatingPointIeee754<T> => Vector.MinNative(x, y);
}

/// <summary>The larger one.</summary>
readonly struct MaxFold : IFold
{
    public static T Neutral<T>() where T : unmanaged, IFloatingPointIeee754<T> => T.NegativeInfinity;

    public static Vector<T> Combine<T>(Vector<T> x, Vector<T> y) where T : unmanaged, IFloatingPointIeee754<T> => Vector.MaxNative(x, y);
}

/// <summary>
/// All inputs folded into one value. No-data is left out, or spreads when <paramref name="ignoreNoData"/> is false; nothing but no-data gives no-data.
/// </summary>
sealed class FoldKernel<TFold>(bool ignoreNoData) : Instruction where TFold : struct, IFold
{
    public override void Run<T>(Lanes<T> lanes, int[] inputs, int[] outputs)
    {
        var output = lanes[outputs[0]];
        var (neutral, missing) = (new Vector<T>(TFold.Neutral<T>()), new Vector<T>(T.NaN));
        for (var i = 0; i < output.Length; i += Vector<T>.Count)
        {
            var (result, any, all) = (neutral, Vector<T>.Zero, Vector<T>.AllBitsSet);
            foreach (var input in inputs)
            {
                var value = new Vector<T>(lanes[input][i..]);
                var valid = Vector.Equals(value, value);
                result = TFold.Combine(result, Vector.ConditionalSelect(valid, value, neutral));
                any |= valid;
                all &= valid;
            }
            Vector.ConditionalSelect(ignoreNoData ? any : all, result, missing).CopyTo(output[i..]);
        }
    }
}

/// <summary>
/// The inputs folded step by step: output i is the fold of inputs 0 to i. No-data stays where it is; it is skipped, or ends the row when
/// <paramref name="ignoreNoData"/> is false.
/// </summary>
sealed class CumulativeKernel<TFold>(bool ignoreNoData) : Instruction where TFold : struct, IFold
{
    public override void Run<T>(Lanes<T> lanes, int[] inputs, int[] outputs)
    {
        var (neutral, missing) = (new Vector<T>(TFold.Neutral<T>()), new Vector<T>(T.NaN));
        for (var i = 0; i < lanes.Length; i += Vector<T>.Count)
        {
            var (result, all) = (neutral, Vector<T>.AllBitsSet);
            for (var k = 0; k < inputs.Length; k++)
            {
                var value = new Vector<T>(lanes[inputs[k]][i..]);
                var valid = Vector.Equals(value, value);
                result = TFold.Combine(result, Vector.ConditionalSelect(valid, value, neutral));
                all &= valid;
                Vector.ConditionalSelect(ignoreNoData ? valid : all, result, missing).CopyTo(lanes[outputs[k]][i..]);
            }
        }
    }
}
