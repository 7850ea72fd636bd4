
namespace OpenEo.Slices.Engine.Cubes;

/// <summary>
/// A file to be written. <paramref name="Schema"/> is what <see cref="IRasterSink.Write"/> windows refer to: GTiff, PNG and JPEG take
/// <c>[bands, y, x]</c> or <c>[y, x]</c>; netCDF and Zarr take any dimensions, one variable a band. <paramref name="Options"/> are the user's, already checked.
/// </summary>
public sealed record RasterTarget(string Path, string Format, CubeSchema Schema, IReadOnlyDictionary<string, object?> Options)
{
    /// <summary>Title and other words for the file's own metadata.</summary>
    public IReadOnlyDictionary<string, string> Tags { get; init; } = new Dictionary<string, string>();

    /// <summary>Texts and numbers for the metadata of bands, by the band's name.</summary>
    public IReadOnlyDictionary<string, IReadOnlyDictionary<string, object>> BandTags { get; init; } =
        new Dictionary<string, IReadOnlyDictionary<string, object>>();
}
