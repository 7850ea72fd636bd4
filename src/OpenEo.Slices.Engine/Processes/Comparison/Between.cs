using System.Numerics;
using OpenEo.Slices.Engine.Graph;
using OpenEo.Slices.Engine.Kernels;
using OpenEo.Slices.Engine.Programs;
using OpenEo.Slices.Engine.Values;

namespace OpenEo.Slices.Engine.Processes.Comparison;

/// <summary>between: a number lies in a range.</summary>
sealed class Between : Process
{
    public override ProcessDefinition Definition { get; } = new(
        "between", "Is within a range",
        "Tells whether the number `x` is at least `min` and at most `max` (or less than `max`, see `exclude_max`). `false` for anything that is no number, "
        + "and always when "
        + "`min` is more than `max`.",
        ["comparison"],
        [
            new("x", "The value to look at. For no-data the answer is no-data.", Schema.Any),
            new("min", "The lower end of the range, which belongs to it.", Schema.Number),
            new("max", "The upper end of the range.", Schema.Number),
            new Parameter("exclude_max", "Whether the upper end is left out of the range.", Schema.Boolean).Or(Value.False),
        ],
        new("`true` if the number is in the range, no-data for no-data, else `false`.", Schema.BooleanOrNull))
    {
        Examples =
        [
            """{"arguments":{"x":0.3,"min":0,"max":1},"returns":true}""",
            """{"arguments":{"x":1,"min":0,"max":1,"exclude_max":true},"returns":false}""",
        ],
    };

    public override Value Invoke(Arguments arguments, Evaluation evaluation)
    {
        var (x, min, max) = (arguments["x"], arguments["min"], arguments["max"]);
        var open = arguments.Boolean("exclude_max") ?? false;
        if (x is NullValue) return Value.Null;
        if (!Equality.IsNumber(x)) return Equality.Never(x, x);
        if (ProgramBuilder.Of(x, min, max) is { } program)
            return program.Emit(open ? Ternary<HalfOpen>.Instance : Ternary<Closed>.Instance, isBoolean: true, x, min, max);
        var (number, low, high) = (((NumberValue)x).Value, ((NumberValue)min).Value, ((NumberValue)max).Value);
        return Value.Of(number >= low && (open ? number < high : number <= high));
    }

    readonly struct Closed : IVectorTernary<Closed>
    {
        public static Vector<T> Compute<T>(Vector<T> x, Vector<T> y, Vector<T> z) where T : unmanaged, IFloatingPointIeee754<T>, IMinMaxValue<T> =>
            VectorLogic.Where(VectorLogic.Valid(x), VectorLogic.Truth(Vector.GreaterThanOrEqual(x, y) & Vector.LessThanOrEqual(x, z)));
    }

    readonly struct HalfOpen : IVectorTernary<HalfOpen>
    {
        public static Vector<T> Compute<T>(Vector<T> x, Vector<T> y, Vector<T> z) where T : unmanaged, IFloatingPointIeee754<T>, IMinMaxValue<T> =>
            VectorLogic.Where(VectorLogic.Valid(x), VectorLogic.Truth(Vector.GreaterThanOrEqual(x, y) & Vector.LessThan(x, z)));
    }
}
