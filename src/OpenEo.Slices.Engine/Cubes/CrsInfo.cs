
namespace OpenEo.Slices.Engine.Cubes;

/// <summary>
/// A coordinate reference system: canonical code (<c>EPSG:32632</c>, null when it has none), WKT2, whether its axes are degrees, and metres per unit
/// of a projected one (1 for geographic).
/// </summary>
public sealed record CrsInfo(string? Code, string Wkt2, bool IsGeographic, double MetresPerUnit);
