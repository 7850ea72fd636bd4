using System.Numerics;
using System.Numerics.Tensors;
using OpenEo.Slices.Engine.Graph;
using OpenEo.Slices.Engine.Kernels;

namespace OpenEo.Slices.Engine.Processes.Maths;

/// <summary>absolute: |x|.</summary>
sealed class Absolute() : UnaryMath<Absolute.Formula>(new(
    "absolute", "Magnitude of a number", "Drops the sign of the number `x`. No-data stays no-data.",
    ["math"],
    [new("x", "The number whose sign is dropped.", Schema.NumberOrNull)],
    new("The number without its sign.", Schema.Parse("""{"type":["number","null"],"minimum":0}""")))
{
    Examples = ["""{"arguments":{"x":-2.5},"returns":2.5}"""],
})
{
    /// <summary>|x|.</summary>
    public readonly struct Formula : IUnaryFormula
    {
        public static void Invoke<T>(ReadOnlySpan<T> x, Span<T> result) where T : unmanaged, IFloatingPointIeee754<T>, IMinMaxValue<T> =>
            TensorPrimitives.Abs(x, result);
    }
}
