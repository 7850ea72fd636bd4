using System.Numerics;
using System.Numerics.Tensors;
using OpenEo.Slices.Engine.Graph;
using OpenEo.Slices.Engine.Kernels;

namespace OpenEo.Slices.Engine.Processes.Maths;

/// <summary>arccos: the inverse of the cosine.</summary>
sealed class Arccos() : UnaryMath<Arccos.Formula>(new(
    "arccos", "Arc cosine", "The angle whose cosine is `x`, in radians. `NaN` below -1 and above 1. No-data stays no-data.",
    ["math > trigonometric"],
    [new("x", "The cosine, between -1 and 1.", Schema.Parse("""{"type":["number","null"],"minimum":-1,"maximum":1}""").Lenient())],
    new("The angle in radians, between 0 and π.", Schema.Parse("""{"type":["number","null"],"minimum":0}""")))
{
    Examples = ["""{"arguments":{"x":1},"returns":0}"""],
})
{
    /// <summary>The inverse of the cosine.</summary>
    public readonly struct Formula : IUnaryFormula
    {
        public static void Invoke<T>(ReadOnlySpan<T> x, Span<T> result) where T : unmanaged, IFloatingPointIeee754<T>, IMinMaxValue<T> =>
            TensorPrimitives.Acos(x, result);
    }
}
