using System.Collections.Concurrent;
using OpenEo.Slices.Engine.Blocks;
using OpenEo.Slices.Engine.Cubes;

namespace OpenEo.Slices.Engine.Tests;

/// <summary>
/// A raster library without files: serves arrays by location and counts what is read. Knows longitude and latitude (EPSG:4326), Web Mercator (EPSG:3857) and
/// the UTM zones of WGS 84 and ETRS89 (EPSG:326zz, EPSG:258zz), and warps by the nearest pixel.
/// </summary>
public sealed class FakeReader : IRasterLibrary
{
    readonly ConcurrentDictionary<string, (RasterInfo Info, double[][] Bands)> files = new();
    long cells;

    /// <summary>Cells that <see cref="Read"/> has delivered.</summary>
    public long CellsRead => Interlocked.Read(ref cells);

    /// <summary>Each read: location, band, x, y, width, height.</summary>
    public ConcurrentQueue<(string Location, int Band, int X, int Y, int Width, int Height)> Reads { get; } = [];

    /// <summary>Makes a file of bands, each row by row.</summary>
    public FakeReader With(string location, Grid grid, ElementType element, double? noData, params double[][] bands)
    {
        files[location] = (new RasterInfo(grid, [.. bands.Select((_, i) => new RasterBand($"b{i + 1}", element, noData, null, null, null))], 16, 16), bands);
        return this;
    }

    /// <inheritdoc/>
    public IReadOnlyList<RasterFormat> OutputFormats { get; } =
        [new("GTiff", "", "", "image/tiff", "tif", []), new("netCDF", "", "", "application/x-netcdf", "nc", [])];

    /// <summary>Cells of files that were written, in C order, by the name of the file.</summary>
    public ConcurrentDictionary<string, double[]> Written { get; } = [];

    /// <summary>Changes what a file's header says.</summary>
    public FakeReader Change(string location, Func<RasterInfo, RasterInfo> change)
    {
        files[location] = (change(files[location].Info), files[location].Bands);
        return this;
    }

    /// <summary>Cells of a file that its mask hides, by their number.</summary>
    public ConcurrentDictionary<string, int[]> Hidden { get; } = [];

    /// <inheritdoc/>
    public void ReadMask(RasterLocation location, int band, int x, int y, Block target)
    {
        var width = Find(location.Path).Info.Grid.Width;
        for (var row = 0; row < target.Shape[0]; row++)
            for (var column = 0; column < target.Shape[1]; column++)
                CubeTesting.Put(target, Hidden[location.Path].Contains((y + row) * width + x + column) ? 0 : 255, row, column);
    }

    /// <inheritdoc/>
    public bool MayHaveLayers(RasterLocation location) => files.TryGetValue(location.Path, out var file) && file.Info.HasLayers;

    /// <inheritdoc/>
    public RasterInfo Describe(RasterLocation location) => Find(location.Path).Info;

    /// <inheritdoc/>
    public void Read(RasterLocation location, int band, int x, int y, Block target)
    {
        var (info, bands) = Find(location.Path);
        var (height, width) = (target.Shape[0], target.Shape[1]);
        if (x < 0 || y < 0 || x + width > info.Grid.Width || y + height > info.Grid.Height)
            throw new RasterException($"{location}: the window lies outside the file.");
        Interlocked.Add(ref cells, (long)width * height);
        Reads.Enqueue((location.Path, band, x, y, width, height));
        for (var row = 0; row < height; row++)
            for (var column = 0; column < width; column++)
                CubeTesting.Put(target, bands[band - 1][(y + row) * info.Grid.Width + x + column], row, column);
    }

    /// <inheritdoc/>
    public IRasterSink Create(RasterTarget target)
    {
        File.WriteAllText(target.Path, "cells are in memory");
        return new Sink(target.Schema, Written[Path.GetFileName(target.Path)] = new double[target.Schema.Cells]);
    }

    /// <inheritdoc/>
    public CrsInfo DescribeCrs(string crs)
    {
        var code = crs.ToUpperInvariant();
        Projection(code);
        return new CrsInfo(code, $"WKT of {code}", code == "EPSG:4326", 1);
    }

    /// <inheritdoc/>
    public BoundingBox Transform(BoundingBox box, string from, string to)
    {
        const int Points = 21;
        var (x, y) = (new double[4 * Points], new double[4 * Points]);
        for (var i = 0; i < Points; i++)
        {
            var (across, up) = (box.West + (box.East - box.West) * i / (Points - 1), box.South + (box.North - box.South) * i / (Points - 1));
            (x[i], y[i]) = (across, box.South);
            (x[Points + i], y[Points + i]) = (across, box.North);
            (x[2 * Points + i], y[2 * Points + i]) = (box.West, up);
            (x[3 * Points + i], y[3 * Points + i]) = (box.East, up);
        }
        Transform(x, y, from, to);
        return new BoundingBox(x.Min(), y.Min(), x.Max(), y.Max());
    }

    /// <inheritdoc/>
    public void Transform(Span<double> x, Span<double> y, string from, string to)
    {
        var (source, target) = (Projection(from.ToUpperInvariant()), Projection(to.ToUpperInvariant()));
        for (var i = 0; i < x.Length; i++)
        {
            var (longitude, latitude) = source.ToDegrees(x[i], y[i]);
            (x[i], y[i]) = target.FromDegrees(longitude, latitude);
        }
    }

    /// <inheritdoc/>
    public void Warp(Block source, Grid sourceGrid, Block target, Grid targetGrid, double? noData, Resampling method)
    {
        if (method != Resampling.Near) throw new RasterException("The fake warps by the nearest pixel only.");
        var (x, y) = (new double[1], new double[1]);
        for (var row = 0; row < target.Shape[0]; row++)
            for (var column = 0; column < target.Shape[1]; column++)
            {
                (x[0], y[0]) = (targetGrid.OriginX + (column + 0.5) * targetGrid.StepX, targetGrid.OriginY + (row + 0.5) * targetGrid.StepY);
                if (sourceGrid.Crs is { } from && targetGrid.Crs is { } to && from != to) Transform(x, y, to, from);
                // A centre on the border of two pixels belongs to the right and lower one, whatever the rounding.
                var (i, j) = ((int)Math.Floor((x[0] - sourceGrid.OriginX) / sourceGrid.StepX + 1e-9),
                    (int)Math.Floor((y[0] - sourceGrid.OriginY) / sourceGrid.StepY + 1e-9));
                var inside = i >= 0 && j >= 0 && i < source.Shape[1] && j < source.Shape[0];
                CubeTesting.Put(target, inside ? CubeTesting.Get(source, j, i) : target.Element.IsFloat ? double.NaN : noData ?? 0, row, column);
            }
    }

    (RasterInfo Info, double[][] Bands) Find(string location) =>
        files.TryGetValue(location, out var file) ? file : throw new RasterException($"{location}: no such file.");

    static IProjection Projection(string crs) => crs switch
    {
        "EPSG:4326" => new Degrees(),
        "EPSG:3857" => new WebMercator(),
        _ when crs.StartsWith("EPSG:326", StringComparison.Ordinal) || crs.StartsWith("EPSG:258", StringComparison.Ordinal) =>
            new Utm(int.Parse(crs[8..], System.Globalization.CultureInfo.InvariantCulture)),
        _ => throw new RasterException($"{crs}: no such coordinate reference system."),
    };

    /// <summary>Puts windows at their place in an array.</summary>
    sealed class Sink(CubeSchema schema, double[] cells) : IRasterSink
    {
        public (int Width, int Height) BlockSize => (16, 16);

        public void Write(Window window, Block block)
        {
            foreach (var position in CubeTesting.Positions(window.Count))
            {
                var offset = 0;
                for (var d = 0; d < position.Length; d++) offset = offset * schema.Shape[d] + window.Start[d] + position[d];
                lock (cells) cells[offset] = CubeTesting.Get(block, position);
            }
        }

        public void Complete(IReadOnlyList<BandStatistics> statistics)
        {
        }

        public void Dispose()
        {
        }
    }
}
