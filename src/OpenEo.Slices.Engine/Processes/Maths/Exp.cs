using System.Numerics;
using System.Numerics.Tensors;
using OpenEo.Slices.Engine.Graph;
using OpenEo.Slices.Engine.Kernels;

namespace OpenEo.Slices.Engine.Processes.Maths;

/// <summary>exp: e to the power p.</summary>
sealed class Exp() : UnaryMath<Exp.Formula>(new(
    "exp", "Power of e", "Raises e, the base of the natural logarithm, to the power `p`. No-data stays no-data.",
    ["math > exponential & logarithmic"],
    [new("p", "The exponent.", Schema.NumberOrNull)],
    new("e to the power `p`, more than 0.", Schema.Parse("""{"type":["number","null"],"minimumExclusive":0}""")))
{
    Examples = ["""{"arguments":{"p":0},"returns":1}"""],
})
{
    /// <summary>E to the power p.</summary>
    public readonly struct Formula : IUnaryFormula
    {
        public static void Invoke<T>(ReadOnlySpan<T> x, Span<T> result) where T : unmanaged, IFloatingPointIeee754<T>, IMinMaxValue<T> =>
            TensorPrimitives.Exp(x, result);
    }
}
