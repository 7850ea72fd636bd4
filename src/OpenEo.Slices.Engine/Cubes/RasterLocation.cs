namespace OpenEo.Slices.Engine.Cubes;

/// <summary>
/// A file or web address, and what whoever named it says that it is: a media type, or a name of <c>GET /file_formats</c>; null when he says nothing. It is
/// opened as that and as nothing else, so that no content decides which library reads it.
/// </summary>
public readonly record struct RasterLocation(string Path, string? Declared = null)
{
    /// <summary>
    /// Which of the file's overviews (smaller copies of the image) is meant, from 0, as if it were a file of its own; null for the image itself.
    /// </summary>
    public int? Overview { get; init; }

    /// <summary>A location of which nothing is said.</summary>
    public static implicit operator RasterLocation(string path) => new(path);

    /// <summary>A location of which nothing is said.</summary>
    public static RasterLocation FromString(string path) => new(path);

    /// <summary>The path or address.</summary>
    public override string ToString() => Path;
}
