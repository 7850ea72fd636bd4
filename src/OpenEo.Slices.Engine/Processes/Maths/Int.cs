using System.Numerics;
using System.Numerics.Tensors;
using OpenEo.Slices.Engine.Graph;
using OpenEo.Slices.Engine.Kernels;
using OpenEo.Slices.Engine.Values;

namespace OpenEo.Slices.Engine.Processes.Maths;

/// <summary>int: rounds towards 0.</summary>
sealed class Int() : UnaryMath<Int.Formula>(new(
    "int", "Whole part of a number",
    "Cuts off what comes after the decimal point; unlike `floor`, negative numbers move towards 0. `NaN`, which is no whole number, becomes no-data. No-data "
    + "stays no-data.",
    ["math", "math > rounding"],
    [new("x", "The number to be cut.", Schema.NumberOrNull)],
    new("The whole part.", Schema.Parse("""{"type":["integer","null"]}""")))
{
    Examples = ["""{"arguments":{"x":-1.5},"returns":-1}"""],
})
{
    // The result is an integer or no-data, and NaN is neither; `floor` and `ceil` let it pass.
    public override Value Invoke(Arguments arguments, Evaluation evaluation) =>
        base.Invoke(arguments, evaluation) is var value && value is NumberValue { Value: double.NaN } ? Value.Null : value;

    /// <summary>Rounds towards 0.</summary>
    public readonly struct Formula : IUnaryFormula
    {
        public static void Invoke<T>(ReadOnlySpan<T> x, Span<T> result) where T : unmanaged, IFloatingPointIeee754<T>, IMinMaxValue<T> =>
            TensorPrimitives.Truncate(x, result);
    }
}
