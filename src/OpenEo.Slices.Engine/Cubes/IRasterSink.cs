using OpenEo.Slices.Engine.Blocks;

namespace OpenEo.Slices.Engine.Cubes;

/// <summary>A file that takes windows in any order and from any thread, and is readable only after <see cref="Complete"/>.</summary>
public interface IRasterSink : IDisposable
{
    /// <summary>The window shape in pixels (width, height) that the format stores best: tiles of a GeoTIFF, chunks of a netCDF.</summary>
    (int Width, int Height) BlockSize { get; }

    /// <summary>Writes the cells of a window of the target's schema. Thread-safe; no window is written twice.</summary>
    void Write(Window window, Block block);

    /// <summary>Writes statistics (one a band, in band order), closes and re-opens the file, and checks that it can be read.</summary>
    void Complete(IReadOnlyList<BandStatistics> statistics);
}
