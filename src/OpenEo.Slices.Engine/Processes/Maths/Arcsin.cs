using System.Numerics;
using System.Numerics.Tensors;
using OpenEo.Slices.Engine.Graph;
using OpenEo.Slices.Engine.Kernels;

namespace OpenEo.Slices.Engine.Processes.Maths;

/// <summary>arcsin: the inverse of the sine.</summary>
sealed class Arcsin() : UnaryMath<Arcsin.Formula>(new(
    "arcsin", "Arc sine", "The angle whose sine is `x`, in radians. `NaN` below -1 and above 1. No-data stays no-data.",
    ["math > trigonometric"],
    [new("x", "The sine, between -1 and 1.", Schema.Parse("""{"type":["number","null"],"minimum":-1,"maximum":1}""").Lenient())],
    new("The angle in radians, between -π/2 and π/2.", Schema.NumberOrNull))
{
    Examples = ["""{"arguments":{"x":0},"returns":0}"""],
})
{
    /// <summary>The inverse of the sine.</summary>
    public readonly struct Formula : IUnaryFormula
    {
        public static void Invoke<T>(ReadOnlySpan<T> x, Span<T> result) where T : unmanaged, IFloatingPointIeee754<T>, IMinMaxValue<T> =>
            TensorPrimitives.Asin(x, result);
    }
}
