using System.Collections.Immutable;
using System.Numerics;
using OpenEo.Slices.Engine.Graph;
using OpenEo.Slices.Engine.Programs;
using OpenEo.Slices.Engine.Values;

namespace OpenEo.Slices.Engine.Tests;

/// <summary>Calls single processes, on scalars and on lanes, through the same evaluation that graphs go through.</summary>
static class LaneRunner
{
    /// <summary>An evaluation of processes that need no data from outside.</summary>
    public static Evaluation Offline() => new(new EvaluationServices(null!, null!, null!, null!, UserContext.Nobody, null, CancellationToken.None));

    /// <summary>The value of one process; arguments that are not given get their defaults.</summary>
    public static Value Call(string process, params (string Name, Value Value)[] arguments)
    {
        var node = new Node("call", process, null,
            arguments.ToImmutableSortedDictionary(argument => argument.Name, argument => (Argument)new Argument.FromParameter(argument.Name)), IsResult: true);
        return Offline().Run(
            new ProcessGraph([node]), arguments.ToImmutableDictionary(argument => argument.Name, argument => argument.Value));
    }

    /// <summary>An array of numbers; null is no-data.</summary>
    public static ArrayValue Numbers(params IEnumerable<double?> numbers) => new([.. numbers.Select(Value.Of)]);

    /// <summary>
    /// Compiles what <paramref name="compute"/> makes of one lane for each column (<c>columns[lane][pixel]</c>, NaN for no-data) and runs it in strips.
    /// Returns <c>results[result][pixel]</c>; an array gives one result for each item. The pixels need not fill a strip.
    /// </summary>
    public static double[][] Run<T>(double[][] columns, Func<ImmutableArray<Value>, Value> compute,
        bool isBoolean = false) where T : unmanaged, IFloatingPointIeee754<T>, IMinMaxValue<T>
    {
        var builder = new ProgramBuilder();
        var value = compute([.. columns.Select(_ => (Value)builder.Input(isBoolean))]);
        var program = builder.Build(value is ArrayValue array ? array.Items : [value]);
        var (pixels, stride) = (columns[0].Length, Math.Min(program.StripLength(8), 64));
        var results = Enumerable.Range(0, program.Results).Select(_ => new double[pixels]).ToArray();
        var memory = new T[program.Registers * stride];
        for (var start = 0; start < pixels; start += stride)
        {
            var length = Math.Min(stride, pixels - start);
            program.Run(memory, stride, (length + 15) / 16 * 16, new Loader<T>(columns, start));
            for (var result = 0; result < results.Length; result++)
                for (var i = 0; i < length; i++) results[result][start + i] = double.CreateTruncating(memory[program.Result(result) * stride + i]);
        }
        return results;
    }

    sealed class Loader<T>(double[][] columns, int start) : ISlotLoader<T> where T : unmanaged, IFloatingPointIeee754<T>
    {
        public void Load(int slot, Span<T> target)
        {
            // What lies beyond the pixels may be anything: a value that would show if it got into a result.
            target.Fill(T.CreateTruncating(-9e9));
            for (var i = 0; i < target.Length && start + i < columns[slot].Length; i++) target[i] = T.CreateTruncating(columns[slot][start + i]);
        }
    }
}
