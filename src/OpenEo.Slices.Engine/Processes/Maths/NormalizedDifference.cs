using System.Numerics;
using OpenEo.Slices.Engine.Graph;
using OpenEo.Slices.Engine.Kernels;

namespace OpenEo.Slices.Engine.Processes.Maths;

/// <summary>normalized_difference: (x - y) / (x + y).</summary>
sealed class NormalizedDifference() : BinaryMath<NormalizedDifference.Formula>(new(
    "normalized_difference", "Normalised difference of two bands",
    "The difference of two numbers divided by their sum, `(x - y) / (x + y)`: the form of many indices, such as NDVI (near infrared and red), NDWI (near and "
    + "shortwave infrared) and NDSI (green and shortwave infrared). If one of the two is no-data, so is the result.",
    ["math > indices", "vegetation indices"],
    [new("x", "The value of the first band.", Schema.Number.Lenient()), new("y", "The value of the second band.", Schema.Number.Lenient())],
    new("The normalised difference, between -1 and 1 for numbers that are not negative.", Schema.Parse("""{"type":"number","minimum":-1,"maximum":1}""")))
{
    Examples = ["""{"arguments":{"x":0.6,"y":0.2},"returns":0.5}"""],
})
{
    /// <summary>(x - y) / (x + y).</summary>
    public readonly struct Formula : IVectorBinary<Formula>
    {
        public static Vector<T> Compute<T>(Vector<T> x, Vector<T> y) where T : unmanaged, IFloatingPointIeee754<T>, IMinMaxValue<T> => (x - y) / (x + y);
    }
}
