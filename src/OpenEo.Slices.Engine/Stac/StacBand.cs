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
    /// <summary>What the file is declared to be: a media type or the name of a format; null when nothing is said.</summary>
    public string? MediaType { get; init; }
}
