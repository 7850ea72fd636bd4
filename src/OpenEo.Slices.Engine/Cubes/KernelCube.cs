using System.Numerics;
using OpenEo.Slices.Engine.Blocks;
using OpenEo.Slices.Engine.Kernels;

namespace OpenEo.Slices.Engine.Cubes;

/// <summary>A cube convolved with a kernel along its horizontal axes.</summary>
sealed class KernelCube : FocalCube
{
    readonly Convolution kernel;
    readonly Border border;
    readonly double outside, invalid;

    KernelCube(CubeSchema schema, RasterCube input, Convolution kernel, Border border, double outside, double invalid) : base(schema, input) =>
        (this.kernel, this.border, this.outside, this.invalid) = (kernel, border, outside, invalid);

    /// <param name="input">Has both horizontal axes.</param>
    /// <param name="kernel">The weights.</param>
    /// <param name="border">What lies beyond the edges.</param>
    /// <param name="outside">The value there when it is a constant.</param>
    /// <param name="invalid">What no-data and infinite values count as.</param>
    public static RasterCube Of(RasterCube input, Convolution kernel, Border border, double outside, double invalid) => new KernelCube(
        input.Schema.With(input.Schema.Element.Arithmetic, double.NaN) with { Scales = new Dictionary<string, BandScale>() }, input, kernel, border, outside,
        invalid);

    protected override (int Rows, int Columns) Margin => (kernel.Above, kernel.Beside);

    protected override Border Border => border;

    protected override double Outside => outside;

    protected override int Stride<T>(int columns) => kernel.Stride<T>(columns);

    protected override int ScratchLength(int rows, int stride) => kernel.ScratchLength(rows, stride);

    protected override RasterCube Over(CubeSchema schema, RasterCube input) => new KernelCube(schema, input, kernel, border, outside, invalid);

    protected override void Plane<T>(Span<T> source, Span<T> target, Span<T> scratch, int rows, int columns, int stride, int firstRow)
    {
        Replace(source, T.CreateTruncating(invalid));
        kernel.Run(source, target, scratch, rows, columns, stride);
        if (kernel.Factor == 1) return;
        // In float64, so that 25 × 0.04 is 1 also for float32: whoever compares with 1 relies on that.
        for (var row = 0; row < rows; row++)
            foreach (ref var sum in target.Slice(row * stride, columns)) sum = T.CreateTruncating(double.CreateTruncating(sum) * kernel.Factor);
    }

    static void Replace<T>(Span<T> cells, T by) where T : unmanaged, IFloatingPointIeee754<T>
    {
        var (infinity, other) = (new Vector<T>(T.PositiveInfinity), new Vector<T>(by));
        var i = 0;
        for (; i <= cells.Length - Vector<T>.Count; i += Vector<T>.Count)
        {
            var value = new Vector<T>(cells[i..]);
            Vector.ConditionalSelect(Vector.LessThan(Vector.Abs(value), infinity), value, other).CopyTo(cells[i..]);
        }
        for (; i < cells.Length; i++)
            if (!T.IsFinite(cells[i])) cells[i] = by;
    }
}
