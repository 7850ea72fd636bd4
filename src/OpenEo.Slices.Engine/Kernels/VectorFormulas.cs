using System.Numerics;

namespace OpenEo.Slices.Engine.Kernels;

/// <summary>A unary formula written once, for a vector; the loop over spans and their tails is here. A lone number runs in a padded vector.</summary>
interface IVectorUnary<TSelf> : IUnaryFormula where TSelf : struct, IVectorUnary<TSelf>
{
    /// <summary>The formula for each element.</summary>
    static abstract Vector<T> Compute<T>(Vector<T> x) where T : unmanaged, IFloatingPointIeee754<T>, IMinMaxValue<T>;

    static void IUnaryFormula.Invoke<T>(ReadOnlySpan<T> x, Span<T> result)
    {
        var i = 0;
        for (; i <= x.Length - Vector<T>.Count; i += Vector<T>.Count) TSelf.Compute(new Vector<T>(x[i..])).CopyTo(result[i..]);
        if (i < x.Length) VectorTail.Store(TSelf.Compute(VectorTail.Load(x[i..])), result[i..x.Length]);
    }
}

/// <inheritdoc cref="IVectorUnary{TSelf}"/>
interface IVectorBinary<TSelf> : IBinaryFormula where TSelf : struct, IVectorBinary<TSelf>
{
    /// <inheritdoc cref="IVectorUnary{TSelf}.Compute"/>
    static abstract Vector<T> Compute<T>(Vector<T> x, Vector<T> y) where T : unmanaged, IFloatingPointIeee754<T>, IMinMaxValue<T>;

    static void IBinaryFormula.Invoke<T>(ReadOnlySpan<T> x, ReadOnlySpan<T> y, Span<T> result)
    {
        var i = 0;
        for (; i <= x.Length - Vector<T>.Count; i += Vector<T>.Count) TSelf.Compute(new Vector<T>(x[i..]), new Vector<T>(y[i..])).CopyTo(result[i..]);
        if (i < x.Length) VectorTail.Store(TSelf.Compute(VectorTail.Load(x[i..]), VectorTail.Load(y[i..])), result[i..x.Length]);
    }
}

/// <inheritdoc cref="IVectorUnary{TSelf}"/>
interface IVectorTernary<TSelf> : ITernaryFormula where TSelf : struct, IVectorTernary<TSelf>
{
    /// <inheritdoc cref="IVectorUnary{TSelf}.Compute"/>
    static abstract Vector<T> Compute<T>(Vector<T> x, Vector<T> y, Vector<T> z) where T : unmanaged, IFloatingPointIeee754<T>, IMinMaxValue<T>;

    static void ITernaryFormula.Invoke<T>(ReadOnlySpan<T> x, ReadOnlySpan<T> y, ReadOnlySpan<T> z, Span<T> result)
    {
        var i = 0;
        for (; i <= x.Length - Vector<T>.Count; i += Vector<T>.Count)
            TSelf.Compute(new Vector<T>(x[i..]), new Vector<T>(y[i..]), new Vector<T>(z[i..])).CopyTo(result[i..]);
        if (i < x.Length) VectorTail.Store(TSelf.Compute(VectorTail.Load(x[i..]), VectorTail.Load(y[i..]), VectorTail.Load(z[i..])), result[i..x.Length]);
    }
}

/// <summary>Less than a vector of elements as one.</summary>
static class VectorTail
{
    public static Vector<T> Load<T>(ReadOnlySpan<T> source) where T : unmanaged
    {
        Span<T> padded = stackalloc T[Vector<T>.Count];
        source.CopyTo(padded);
        return new Vector<T>(padded);
    }

    public static void Store<T>(Vector<T> vector, Span<T> target) where T : unmanaged
    {
        Span<T> padded = stackalloc T[Vector<T>.Count];
        vector.CopyTo(padded);
        padded[..target.Length].CopyTo(target);
    }
}

/// <summary>Questions and answers in vectors: true is 1, false is 0, no-data is NaN.</summary>
static class VectorLogic
{
    /// <summary>All bits set where there is data.</summary>
    public static Vector<T> Valid<T>(Vector<T> x) where T : unmanaged => Vector.Equals(x, x);

    /// <summary>1 where the mask is set, else 0.</summary>
    public static Vector<T> Truth<T>(Vector<T> mask) where T : unmanaged => Vector.ConditionalSelect(mask, Vector<T>.One, Vector<T>.Zero);

    /// <summary>The value where the mask is set, else no-data.</summary>
    public static Vector<T> Where<T>(Vector<T> mask, Vector<T> value) where T : unmanaged, IFloatingPointIeee754<T> =>
        Vector.ConditionalSelect(mask, value, new Vector<T>(T.NaN));
}
