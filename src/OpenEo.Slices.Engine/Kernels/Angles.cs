using System.Numerics;

namespace OpenEo.Slices.Engine.Kernels;

/// <summary>
/// A formula of angles. The library computes all elements of a vector in another way, which differs in the last bit, when one of them is NaN or very large;
/// here each is computed as if it stood alone, so that no cell depends on its neighbours.
/// </summary>
interface IAngleFormula<TSelf> : IUnaryFormula where TSelf : struct, IAngleFormula<TSelf>
{
    /// <summary>The largest angle that the library surely computes in vectors, well below its own bounds.</summary>
    const double Largest = 1e5;

    /// <summary>The formula for angles up to <see cref="Largest"/>.</summary>
    static abstract void Near<T>(ReadOnlySpan<T> x, Span<T> result) where T : unmanaged, IFloatingPointIeee754<T>;

    /// <summary>The formula for any angle.</summary>
    static abstract T Far<T>(T x) where T : unmanaged, IFloatingPointIeee754<T>;

    static void IUnaryFormula.Invoke<T>(ReadOnlySpan<T> x, Span<T> result)
    {
        const int Most = 256;
        Span<T> near = stackalloc T[Most], computed = stackalloc T[Most];
        var largest = T.CreateTruncating(Largest);
        for (var at = 0; at < x.Length; at += Most)
        {
            var count = Math.Min(Most, x.Length - at);
            // Whole vectors also for a lone number.
            var padded = (count + 15) / 16 * 16;
            near[..padded].Clear();
            for (var i = 0; i < count; i++)
                if (T.Abs(x[at + i]) <= largest) near[i] = x[at + i];
            TSelf.Near(near[..padded], computed[..padded]);
            for (var i = 0; i < count; i++) result[at + i] = T.Abs(x[at + i]) <= largest ? computed[i] : TSelf.Far(x[at + i]);
        }
    }
}
