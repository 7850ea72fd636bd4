using System.Collections.Immutable;
using OpenEo.Slices.Engine.Values;

namespace OpenEo.Slices.Engine.Kernels;

/// <summary>
/// The way out for what has no vector form (an argsort, a gap-filling interpolation): computes pixel by pixel on values. Slow and always right; a process
/// that matters for speed brings instructions of its own. The number of results must be the same for every pixel.
/// </summary>
sealed class Interpreted(Func<ImmutableArray<Value>, ImmutableArray<Value>> compute) : Instruction
{
    public override void Run<T>(Lanes<T> lanes, int[] inputs, int[] outputs)
    {
        for (var i = 0; i < lanes.Length; i++)
        {
            var arguments = ImmutableArray.CreateBuilder<Value>(inputs.Length);
            foreach (var input in inputs)
                arguments.Add(double.CreateTruncating(lanes[input][i]) is var number && double.IsNaN(number) ? Value.Null : new NumberValue(number));
            var results = compute(arguments.MoveToImmutable());
            for (var o = 0; o < outputs.Length; o++)
                lanes[outputs[o]][i] = T.CreateTruncating(results[o] switch { NumberValue number => number.Value, BooleanValue boolean => boolean.Value ? 1 : 0,
                    _ => double.NaN });
        }
    }
}
