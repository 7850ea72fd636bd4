using System.Numerics;
using OpenEo.Slices.Engine.Graph;
using OpenEo.Slices.Engine.Kernels;

namespace OpenEo.Slices.Engine.Processes.Maths;

/// <summary>sgn: the sign.</summary>
sealed class Sgn() : UnaryMath<Sgn.Formula>(new(
    "sgn", "Sign of a number", "1 for numbers above 0, -1 for numbers below, 0 for 0. `NaN` stays `NaN`, no-data stays no-data.",
    ["math"],
    [new("x", "The number whose sign is asked for.", Schema.NumberOrNull)],
    new("The sign: -1, 0 or 1.", Schema.Parse("""{"type":["number","null"],"enum":[-1,0,1,null]}""")))
{
    Examples = ["""{"arguments":{"x":-7},"returns":-1}"""],
})
{
    /// <summary>The sign.</summary>
    public readonly struct Formula : IVectorUnary<Formula>
    {
        public static Vector<T> Compute<T>(Vector<T> x) where T : unmanaged, IFloatingPointIeee754<T>, IMinMaxValue<T> =>
            Vector.ConditionalSelect(Vector.GreaterThan(x, Vector<T>.Zero), Vector<T>.One,
                Vector.ConditionalSelect(Vector.LessThan(x, Vector<T>.Zero), -Vector<T>.One, x));
    }
}
