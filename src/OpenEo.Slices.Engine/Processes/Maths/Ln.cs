using System.Numerics;
using System.Numerics.Tensors;
using OpenEo.Slices.Engine.Graph;
using OpenEo.Slices.Engine.Kernels;

namespace OpenEo.Slices.Engine.Processes.Maths;

/// <summary>ln: the natural logarithm.</summary>
sealed class Ln() : UnaryMath<Ln.Formula>(new(
    "ln", "Logarithm to the base e",
    "The natural logarithm of `x`: the power to which e must be raised to give `x`. Minus infinity for 0, `NaN` for negative numbers. No-data stays no-data.",
    ["math > exponential & logarithmic"],
    [new("x", "The number, at least 0.", Schema.Parse("""{"type":["number","null"],"minimum":0}""").Lenient())],
    new("The natural logarithm.", Schema.NumberOrNull))
{
    Examples = ["""{"arguments":{"x":1},"returns":0}"""],
})
{
    /// <summary>The natural logarithm.</summary>
    public readonly struct Formula : IUnaryFormula
    {
        public static void Invoke<T>(ReadOnlySpan<T> x, Span<T> result) where T : unmanaged, IFloatingPointIeee754<T>, IMinMaxValue<T> =>
            TensorPrimitives.Log(x, result);
    }
}
