
namespace OpenEo.Slices.Engine.Cubes;

/// <summary>An output format: GDAL's name, media type, file extension, and what users may say of it.</summary>
public sealed record RasterFormat(string Name, string Title, string Description, string MediaType, string Extension, IReadOnlyList<FormatOption> Options)
{
    /// <summary>Most bands that a file can have; null for any number.</summary>
    public int? MaximumBands { get; init; }

    /// <summary>Whether bands have names, so that those of several times can be told apart in one file.</summary>
    public bool NamesBands { get; init; }

    /// <summary>Numbers of bands that a file can have; null where each up to <see cref="MaximumBands"/> is good.</summary>
    public IReadOnlyList<int>? BandCounts { get; init; }

    /// <summary>Most pixels that a side of a file can have; null for any number.</summary>
    public int? MaximumSide { get; init; }

    /// <summary>Most cells that a file can have; null for any number.</summary>
    public long? MaximumCells { get; init; }
}
