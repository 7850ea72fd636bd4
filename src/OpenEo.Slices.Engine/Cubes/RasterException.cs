
namespace OpenEo.Slices.Engine.Cubes;

/// <summary>A file could not be read or written, or a CRS is not known. The message names the file and the library's own words.</summary>
public sealed class RasterException(string message, Exception? inner = null) : Exception(message, inner)
{
    /// <summary>Whether the file is sound, but of a kind that cubes cannot be made of: then nobody but the one who asks for it can do anything.</summary>
    public bool IsUnsupported { get; init; }
}
