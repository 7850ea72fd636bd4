using System.Collections.Immutable;
using System.Numerics;
using OpenEo.Slices.Engine.Faults;
using OpenEo.Slices.Engine.Graph;
using OpenEo.Slices.Engine.Kernels;
using OpenEo.Slices.Engine.Programs;
using OpenEo.Slices.Engine.Values;

namespace OpenEo.Slices.Engine.Processes.Maths;

/// <summary>clip: a number, or the bound that it lies beyond.</summary>
sealed class Clip : Process
{
    const string Swapped = "The minimum must not be more than the maximum.";

    public override ProcessDefinition Definition { get; } = new(
        "clip", "Keep a number within bounds",
        "Gives `min` for numbers below it, `max` for numbers above it, and the number itself otherwise. No-data stays no-data.",
        ["math"],
        [
            new("x", "The number to be kept within the bounds.", Schema.NumberOrNull),
            new("min", "The lower bound.", Schema.Number),
            new("max", "The upper bound.", Schema.Number),
        ],
        new("A number from `min` to `max`.", Schema.NumberOrNull))
    {
        Exceptions = ImmutableSortedDictionary<string, string>.Empty.Add(FaultCodes.MinMaxSwapped, Swapped),
        Examples = ["""{"arguments":{"x":1.2,"min":0,"max":1},"returns":1}"""],
    };

    public override Value Invoke(Arguments arguments, Evaluation evaluation)
    {
        var (x, min, max) = (arguments["x"], arguments["min"], arguments["max"]);
        if (min is NumberValue low && max is NumberValue high && low.Value > high.Value)
            throw Arguments.Fault(FaultCodes.MinMaxSwapped, $"{Swapped} Got {low.Value} and {high.Value}.", "min");
        if (x is NullValue) return Value.Null;
        if (ProgramBuilder.Of(x, min, max) is { } program) return program.Emit(Ternary<Formula>.Instance, isBoolean: false, x, min, max);
        return Value.Of(Scalars.Compute<Formula>(((NumberValue)x).Value, ((NumberValue)min).Value, ((NumberValue)max).Value));
    }

    /// <summary>x kept between y and z; no-data when a bound is no-data.</summary>
    public readonly struct Formula : IVectorTernary<Formula>
    {
        public static Vector<T> Compute<T>(Vector<T> x, Vector<T> y, Vector<T> z) where T : unmanaged, IFloatingPointIeee754<T>, IMinMaxValue<T>
        {
            var within = Vector.ConditionalSelect(Vector.LessThan(x, y), y, Vector.ConditionalSelect(Vector.GreaterThan(x, z), z, x));
            return VectorLogic.Where(VectorLogic.Valid(y) & VectorLogic.Valid(z), within);
        }
    }
}
