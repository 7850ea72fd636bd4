using OpenEo.Slices.Engine.Blocks;
using OpenEo.Slices.Engine.Cubes;

namespace OpenEo.Slices.Engine.Stac;

/// <summary>
/// One band of an item: the file, the band's number in it (from 1), and what the
/// metadata says of it. Null where the metadata is silent: the file must be asked.
/// </summary>
public sealed record StacBand(string Name, string? CommonName, double? CentreWavelength, string Href, int Number, ElementType? Element, double? NoData,
    bool NoDataKnown, BandScale? Scale, Grid? Grid)
{
    /// <summary>All addresses of the file: <see cref="Href"/>, and those that are read when that one cannot be.</summary>
    public IReadOnlyList<string> Hrefs { get; init; } = [Href];

    /// <summary>The key of its asset.</summary>
    public string Asset { get; init; } = "";

    /// <summary>
    /// Whether it is loaded when nobody asks for it: quality bands that are called metadata are not, nor are pictures of what is there as data.
    /// </summary>
    public bool IsOffered { get; init; } = true;

    /// <summary>Whether the metadata say which bands the file has; else there may be more in it than this one.</summary>
    public bool IsDeclared { get; init; } = true;

    /// <summary>What the file is declared to be: a media type or the name of a format; null when nothing is said.</summary>
    public string? MediaType { get; init; }
}
