using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using OpenEo.Slices.Engine.Blocks;
using OpenEo.Slices.Engine.Cubes;

namespace OpenEo.Slices.Engine.Execution;

/// <summary>
/// What windows were computed from and how, in 32 bytes: the graph with the processes that it calls, this engine, the types of all cubes, and which parts of
/// which versions of which files are read. Two windows with the same key have the same cells.
/// </summary>
/// <param name="graph">Text of the process and what it calls.</param>
/// <param name="rasters">Tells versions of files.</param>
sealed class WindowKeys(string graph, IRasterLibrary rasters)
{
    // Of each build: nobody knows what another one computes.
    static readonly string engine = typeof(WindowKeys).Assembly.ManifestModule.ModuleVersionId.ToString();

    /// <summary>
    /// The keys of windows that are computed together, in their order; null when not all that they depend on has a version: geometries, values that a pass over
    /// other data gives, files whose server does not tell.
    /// </summary>
    public byte[][]? Of(WindowGraph cubes, Window[] windows)
    {
        if (cubes.Stages.Length > 0 || cubes.Cubes.Any(cube => cube.Inputs.Count == 0 && cube is not IPlaneSource)) return null;
        var text = new StringBuilder(graph).Append('\n').Append(engine).Append(' ').Append(rasters.NameAndVersion).Append('\n');
        foreach (var cube in cubes.Cubes)
        {
            text.Append(cube.GetType().Name).Append(OutputFormats.CubeDimensions(cube.Schema).ToJsonString()).Append(cube.Schema.Element)
                .Append(cube.Schema.NoData?.ToString("R", CultureInfo.InvariantCulture));
            foreach (var (band, scale) in cube.Schema.Scales.OrderBy(pair => pair.Key, StringComparer.Ordinal)) text.Append(band).Append(scale);
            text.Append('\n');
        }
        foreach (var read in cubes.Reads(windows))
        {
            if (rasters.VersionOf(read.Location) is not { } version) return null;
            // A user's file has another place in each worker.
            var name = rasters.IsRemote(read.Location) ? read.Location.Path : Path.GetFileName(read.Location.Path);
            text.Append(CultureInfo.InvariantCulture,
                $"{name} {read.Location.Declared} {read.Location.Overview} {version} {read.Band} {read.X} {read.Y} {read.Width} {read.Height}\n");
        }
        return [.. windows.Select((window, i) => SHA256.HashData(Encoding.UTF8.GetBytes(
            $"{i} {string.Join(',', window.Start)} {string.Join(',', window.Count)}\n{text}")))];
    }
}
