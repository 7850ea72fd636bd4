
namespace OpenEo.Slices.Engine.Stac;

/// <summary>Names of a cube's dimensions, as the collection gives them.</summary>
sealed record DimensionNames(string X, string Y, string Time, string Bands)
{
    /// <summary>openEO's usual names.</summary>
    public static DimensionNames Default { get; } = new("x", "y", "t", "bands");
}
