using System.Numerics;
using System.Runtime.InteropServices;

namespace OpenEo.Slices.Engine.Kernels;

/// <summary>
/// Weighted sums of the cells around each cell of a plane. A kernel that is the product of a column and a row is applied in two passes, along rows and along
/// columns; others tap by tap. The order of the taps is that of the kernel wherever a cell lies, so that a cell never depends on the window around it.
/// </summary>
sealed class Convolution
{
    readonly double[,] weights;
    readonly (double[] Column, double[] Row)? separate;

    public Convolution(double[,] weights, double factor)
    {
        (this.weights, Factor) = (weights, factor);
        separate = Separate(weights);
    }

    /// <summary>What each sum is multiplied with at last.</summary>
    public double Factor { get; }

    /// <summary>Rows above and below a cell that count.</summary>
    public int Above => weights.GetLength(0) / 2;

    /// <summary>Columns left and right of a cell that count.</summary>
    public int Beside => weights.GetLength(1) / 2;

    /// <summary>Whether the kernel is applied in two passes.</summary>
    public bool IsSeparable => separate is not null;

    /// <summary>Elements of the memory that <see cref="Run"/> needs beside source and target.</summary>
    public int ScratchLength(int rows, int stride) => separate is null ? 0 : (rows + 2 * Above) * stride;

    /// <summary>Elements from one row to the next: room for the margin and for whole vectors.</summary>
    public int Stride<T>(int columns) where T : unmanaged => (columns + 2 * Beside + 5 * Vector<T>.Count - 1) / Vector<T>.Count * Vector<T>.Count;

    /// <summary>Computes a plane.</summary>
    /// <param name="source">Its rows with the margin around them, <paramref name="stride"/> apart; what stands behind the margin does not count.</param>
    /// <param name="target">Its rows without margin, <paramref name="stride"/> apart.</param>
    /// <param name="scratch">See <see cref="ScratchLength"/>.</param>
    /// <param name="rows">Rows of the result.</param>
    /// <param name="columns">Columns of the result.</param>
    /// <param name="stride">See <see cref="Stride{T}"/>.</param>
    public void Run<T>(ReadOnlySpan<T> source, Span<T> target, Span<T> scratch, int rows, int columns, int stride) where T : unmanaged, IFloatingPointIeee754<T>
    {
        if (separate is var (column, row))
        {
            for (var y = 0; y < rows + 2 * Above; y++) Row(source[(y * stride)..], 0, [.. row.Select(T.CreateTruncating)], 1, scratch[(y * stride)..], columns);
            T[] taps = [.. column.Select(T.CreateTruncating)];
            for (var y = 0; y < rows; y++) Row(scratch, y * stride, taps, stride, target[(y * stride)..], columns);
            return;
        }
        var (height, width) = (weights.GetLength(0), weights.GetLength(1));
        var (values, offsets) = Taps<T>(height, width, stride);
        for (var y = 0; y < rows; y++) Scatter(source[(y * stride)..], values, offsets, target[(y * stride)..], columns);
    }

    (T[] Values, int[] Offsets) Taps<T>(int height, int width, int stride) where T : unmanaged, IFloatingPointIeee754<T>
    {
        var (values, offsets) = (new List<T>(), new List<int>());
        for (var j = 0; j < height; j++)
            for (var i = 0; i < width; i++)
                // A weight of zero adds nothing: all cells are finite.
                if (weights[j, i] != 0)
                {
                    values.Add(T.CreateTruncating(weights[j, i]));
                    offsets.Add(j * stride + i);
                }
        return ([.. values], [.. offsets]);
    }

    static void Row<T>(ReadOnlySpan<T> source, int start, T[] taps, int step, Span<T> target, int columns) where T : unmanaged, IFloatingPointIeee754<T>
    {
        var offsets = new int[taps.Length];
        for (var i = 0; i < offsets.Length; i++) offsets[i] = start + i * step;
        Scatter(source, taps, offsets, target, columns);
    }

    /// <summary>Four vectors at a time, so that four sums are under way while one waits for its addition.</summary>
    static void Scatter<T>(ReadOnlySpan<T> source, T[] taps, int[] offsets, Span<T> target, int columns) where T : unmanaged, IFloatingPointIeee754<T>
    {
        var size = Vector<T>.Count;
        ref var from = ref MemoryMarshal.GetReference(source);
        ref var to = ref MemoryMarshal.GetReference(target);
        for (var x = 0; x < columns; x += 4 * size)
        {
            var (a, b, c, d) = (Vector<T>.Zero, Vector<T>.Zero, Vector<T>.Zero, Vector<T>.Zero);
            for (var k = 0; k < taps.Length; k++)
            {
                var weight = new Vector<T>(taps[k]);
                var at = (nuint)(offsets[k] + x);
                a += weight * Vector.LoadUnsafe(ref from, at);
                b += weight * Vector.LoadUnsafe(ref from, at + (nuint)size);
                c += weight * Vector.LoadUnsafe(ref from, at + (nuint)(2 * size));
                d += weight * Vector.LoadUnsafe(ref from, at + (nuint)(3 * size));
            }
            a.StoreUnsafe(ref to, (nuint)x);
            b.StoreUnsafe(ref to, (nuint)(x + size));
            c.StoreUnsafe(ref to, (nuint)(x + 2 * size));
            d.StoreUnsafe(ref to, (nuint)(x + 3 * size));
        }
    }

    /// <summary>The column and the row whose product the kernel is, or null. Two passes pay from nine taps on.</summary>
    static (double[] Column, double[] Row)? Separate(double[,] weights)
    {
        var (height, width) = (weights.GetLength(0), weights.GetLength(1));
        if (height < 3 || width < 3) return null;
        var (pivotY, pivotX, largest) = (0, 0, 0d);
        for (var y = 0; y < height; y++)
            for (var x = 0; x < width; x++)
                if (Math.Abs(weights[y, x]) > largest) (pivotY, pivotX, largest) = (y, x, Math.Abs(weights[y, x]));
        if (largest == 0 || !double.IsFinite(largest)) return null;
        double[] row = [.. Enumerable.Range(0, width).Select(x => weights[pivotY, x])];
        double[] column = [.. Enumerable.Range(0, height).Select(y => weights[y, pivotX] / weights[pivotY, pivotX])];
        for (var y = 0; y < height; y++)
            for (var x = 0; x < width; x++)
                if (Math.Abs(column[y] * row[x] - weights[y, x]) > 1e-14 * largest) return null;
        return (column, row);
    }
}
