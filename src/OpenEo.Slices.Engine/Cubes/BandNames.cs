
namespace OpenEo.Slices.Engine.Cubes;

/// <summary>
/// What else a band is known by: the common name of STAC (<c>red</c>, <c>nir</c>), and the centre of its wavelengths in micrometres. Null where unknown.
/// </summary>
public sealed record BandNames(string? CommonName, double? CentreWavelength);
