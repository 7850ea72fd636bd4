using System.Numerics;

namespace OpenEo.Slices.Engine.Kernels;

/// <summary>The first of the inputs that is not no-data.</summary>
sealed class FirstValid : Instruction
{
    /// <summary>The only instance.</summary>
    public static FirstValid Instance { get; } = new();

    public override void Run<T>(Lanes<T> lanes, int[] inputs, int[] outputs)
    {
        var output = lanes[outputs[0]];
        for (var i = 0; i < output.Length; i += Vector<T>.Count)
        {
            var result = new Vector<T>(lanes[inputs[0]][i..]);
            for (var k = 1; k < inputs.Length && !Vector.EqualsAll(result, result); k++)
                result = Vector.ConditionalSelect(Vector.Equals(result, result), result, new Vector<T>(lanes[inputs[k]][i..]));
            result.CopyTo(output[i..]);
        }
    }
}

/// <summary>The second input where the first is true, else no-data.</summary>
sealed class KeepWhere : Instruction
{
    /// <inheritdoc cref="FirstValid.Instance"/>
    public static KeepWhere Instance { get; } = new();

    public override void Run<T>(Lanes<T> lanes, int[] inputs, int[] outputs)
    {
        var condition = lanes[inputs[0]];
        var value = lanes[inputs[1]];
        var output = lanes[outputs[0]];
        var missing = new Vector<T>(T.NaN);
        for (var i = 0; i < output.Length; i += Vector<T>.Count)
            Vector.ConditionalSelect(Vector.Equals(new Vector<T>(condition[i..]), Vector<T>.One), new Vector<T>(value[i..]), missing).CopyTo(output[i..]);
    }
}

/// <summary>
/// Where the first input occurs among the others: input 1 + i stands at <c>positions[i]</c> of the array. The result is the first position whose value is
/// equal (hand the inputs over in reverse order for the last one), or no-data.
/// </summary>
sealed class FindKernel(int[] positions) : Instruction
{
    public override void Run<T>(Lanes<T> lanes, int[] inputs, int[] outputs)
    {
        var wanted = lanes[inputs[0]];
        var output = lanes[outputs[0]];
        for (var i = 0; i < output.Length; i += Vector<T>.Count)
        {
            var (value, result) = (new Vector<T>(wanted[i..]), new Vector<T>(T.NaN));
            for (var k = inputs.Length - 1; k > 0; k--)
                result = Vector.ConditionalSelect(Vector.Equals(new Vector<T>(lanes[inputs[k]][i..]), value),
                    new Vector<T>(T.CreateTruncating(positions[k - 1])), result);
            result.CopyTo(output[i..]);
        }
    }
}

/// <summary>True where the first input occurs among the others, else false.</summary>
sealed class ContainsKernel : Instruction
{
    /// <inheritdoc cref="FirstValid.Instance"/>
    public static ContainsKernel Instance { get; } = new();

    public override void Run<T>(Lanes<T> lanes, int[] inputs, int[] outputs)
    {
        var wanted = lanes[inputs[0]];
        var output = lanes[outputs[0]];
        for (var i = 0; i < output.Length; i += Vector<T>.Count)
        {
            var (value, found) = (new Vector<T>(wanted[i..]), Vector<T>.Zero);
            for (var k = 1; k < inputs.Length; k++) found |= Vector.Equals(new Vector<T>(lanes[inputs[k]][i..]), value);
            Vector.ConditionalSelect(found, Vector<T>.One, Vector<T>.Zero).CopyTo(output[i..]);
        }
    }
}
