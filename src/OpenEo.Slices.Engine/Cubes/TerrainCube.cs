using OpenEo.Slices.Engine.Blocks;
using OpenEo.Slices.Engine.Kernels;

namespace OpenEo.Slices.Engine.Cubes;

/// <summary>
/// A cube of what follows from the slope of a surface, by Horn's method: the gradient of a pixel is that of the eight pixels around it. Pixels at the edges
/// of the cube, and those with no-data around them, are no-data.
/// </summary>
sealed class TerrainCube : FocalCube
{
    readonly Func<double, double, double> formula;
    readonly double east, north;
    readonly Func<int, double>? squeeze;

    TerrainCube(CubeSchema schema, RasterCube input, Func<double, double, double> formula, double east, double north, Func<int, double>? squeeze)
        : base(schema, input) => (this.formula, this.east, this.north, this.squeeze) = (formula, east, north, squeeze);

    /// <param name="input">Heights, with both horizontal axes.</param>
    /// <param name="formula">The value for a gradient: how much the surface rises to the east and to the north, in the unit of heights per metre.</param>
    /// <param name="east">Metres from a column to the next, towards the east.</param>
    /// <param name="north">Metres from a row to the next, towards the north.</param>
    /// <param name="squeeze">By how much columns lie closer together in a row; null where they do not.</param>
    public static RasterCube Of(RasterCube input, Func<double, double, double> formula, double east, double north, Func<int, double>? squeeze) =>
        new TerrainCube(input.Schema.With(ElementType.Float32, double.NaN) with { Scales = new Dictionary<string, BandScale>() }, input, formula, east, north,
            squeeze);

    protected override (int Rows, int Columns) Margin => (1, 1);

    protected override Border Border => Border.Constant;

    protected override int Stride<T>(int columns) => columns + 2;

    protected override RasterCube Over(CubeSchema schema, RasterCube input) => new TerrainCube(schema, input, formula, east, north, squeeze);

    protected override void Plane<T>(Span<T> source, Span<T> target, Span<T> scratch, int rows, int columns, int stride, int firstRow)
    {
        for (var row = 0; row < rows; row++)
        {
            var width = 8 * east * (squeeze?.Invoke(firstRow + row) ?? 1);
            for (var column = 0; column < columns; column++)
            {
                // The pixels around, row by row, with the pixel itself in the middle of the second row.
                var (first, second, third) = (row * stride + column, (row + 1) * stride + column, (row + 2) * stride + column);
                var rise = Of(source, first + 2) + 2 * Of(source, second + 2) + Of(source, third + 2)
                    - (Of(source, first) + 2 * Of(source, second) + Of(source, third));
                var fall = Of(source, third) + 2 * Of(source, third + 1) + Of(source, third + 2)
                    - (Of(source, first) + 2 * Of(source, first + 1) + Of(source, first + 2));
                var value = double.IsNaN(Of(source, second + 1)) ? double.NaN : formula(rise / width, fall / (8 * north));
                target[row * stride + column] = T.CreateTruncating(value);
            }
        }
    }

    static double Of<T>(Span<T> cells, int at) where T : unmanaged, System.Numerics.IFloatingPointIeee754<T> => double.CreateTruncating(cells[at]);
}
