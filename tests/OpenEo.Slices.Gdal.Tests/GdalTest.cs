using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text.Json.Nodes;
using OpenEo.Slices.Engine.Blocks;
using OpenEo.Slices.Engine.Cubes;

namespace OpenEo.Slices.Gdal.Tests;

/// <summary>A library, a pool and a folder of its own for each test, and the tools that look at files from outside.</summary>
public abstract class GdalTest : IDisposable
{
    const string Python = "/usr/bin/python3";
    static readonly ConcurrentDictionary<string, Lazy<bool>> present = new();
    readonly string folder = Directory.CreateTempSubdirectory("openeo-gdal-").FullName;

    protected GdalLibrary Library { get; } = new();

    protected BlockPool Pool { get; } = new();

    public virtual void Dispose()
    {
        Library.Dispose();
        Pool.Dispose();
        Directory.Delete(folder, true);
        GC.SuppressFinalize(this);
    }

    protected string PathOf(string name) => Path.Combine(folder, name);

    /// <summary>A schema of bands, y and x in UTM 32N, 10 m.</summary>
    protected static CubeSchema Schema(ElementType element, double? noData, int height, int width, params string[] bands)
    {
        var y = new SpatialDimension("y", 'y', 5_154_955, -10, height, "EPSG:32632");
        var x = new SpatialDimension("x", 'x', 674_995, 10, width, "EPSG:32632");
        return new CubeSchema(bands.Length == 0 ? [y, x] : [LabelledDimension.Of("bands", DimensionType.Bands, bands), y, x], element, noData);
    }

    protected static RasterTarget Target(string path, string format, CubeSchema schema, params (string Name, object? Value)[] options) =>
        new(path, format, schema, options.ToDictionary(option => option.Name, option => option.Value));

    protected static BandStatistics AnyStatistics { get; } = new(0, 100, 50, 10, 100);

    /// <summary>Writes the whole cube window by window in tiles; <paramref name="cell"/> gives the value at a position.</summary>
    protected void WriteAll(IRasterSink sink, CubeSchema schema, Func<int[], double> cell, IEnumerable<Window>? windows = null)
    {
        foreach (var window in windows ?? Windows(schema, sink.BlockSize)) WriteOne(sink, schema, cell, window);
    }

    protected void WriteOne(IRasterSink sink, CubeSchema schema, Func<int[], double> cell, Window window)
    {
        using var block = Pool.Rent(schema.Element, window.Count);
        var single = window.Count.Select(_ => 1).ToArray();
        var position = new int[window.Count.Length];
        for (var i = 0L; i < block.Cells; i++)
        {
            BlockCopy.Fill(block.Slice(new Window(position, single)), cell([.. position.Zip(window.Start, (a, b) => a + b)]));
            for (var d = position.Length - 1; d >= 0 && ++position[d] == window.Count[d]; d--) position[d] = 0;
        }
        sink.Write(window, block);
    }

    protected static List<Window> Windows(CubeSchema schema, (int Width, int Height) size)
    {
        var (y, x) = (schema.IndexOf(schema.Y), schema.IndexOf(schema.X));
        List<Window> windows = [];
        for (var top = 0; top < schema.Y!.Count; top += size.Height)
            for (var left = 0; left < schema.X!.Count; left += size.Width)
                windows.Add(schema.Full.With(y, top, Math.Min(size.Height, schema.Y.Count - top)).With(x, left, Math.Min(size.Width, schema.X.Count - left)));
        return windows;
    }

    /// <summary>Reads a whole band.</summary>
    protected T[] ReadBand<T>(string path, int band, ElementType element) where T : unmanaged
    {
        var grid = Library.Describe(path).Grid;
        using var block = Pool.Rent(element, grid.Height, grid.Width);
        Library.Read(path, band, 0, 0, block);
        return block.Cells1D<T>().ToArray();
    }

    protected static JsonNode GdalInfo(string path) => JsonNode.Parse(Run("gdalinfo", "-json", path))!;

    /// <summary>Runs a Python script with the arguments after it; skips the test where Python or one of the modules is missing.</summary>
    protected static JsonNode RunPython(string modules, string script, params string[] arguments)
    {
        Skip.IfNot(HasModules(modules), $"{Python} lacks one of: {modules}");
        return JsonNode.Parse(Run(Python, ["-W", "ignore", "-c", script, .. arguments]))!;
    }

    protected static string Run(string program, params string[] arguments)
    {
        var (code, output, error) = Start(program, arguments);
        Assert.True(code == 0, $"{program} {string.Join(' ', arguments)} ended with {code}: {error}");
        return output;
    }

    static bool HasModules(string modules) =>
        present.GetOrAdd(modules, _ => new(() => File.Exists(Python) && Start(Python, ["-c", $"import {modules}"]).Code == 0)).Value;

    static (int Code, string Output, string Error) Start(string program, string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        var error = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, output, error.Result);
    }
}
