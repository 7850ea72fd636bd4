
namespace OpenEo.Slices.Engine.Cubes;

/// <summary>The dimension types of openEO; the name in lower case is what the API shows.</summary>
public enum DimensionType
{
    /// <summary>x, y or z.</summary>
    Spatial,

    /// <summary>Instants or intervals.</summary>
    Temporal,

    /// <summary>Names of measured quantities.</summary>
    Bands,

    /// <summary>Vector features.</summary>
    Geometry,

    /// <summary>Anything else.</summary>
    Other,
}
