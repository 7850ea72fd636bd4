using NetTopologySuite.Geometries;

namespace OpenEo.Slices.Engine.Geometries;

/// <summary>
/// Features in order, all in one coordinate reference system (an authority code or WKT2; null when unknown). In memory: geometries are small beside rasters.
/// Immutable.
/// </summary>
public sealed class FeatureTable(IReadOnlyList<Feature> features, string? crs)
{
    readonly Lazy<IReadOnlyList<string>> properties = new(() =>
        [.. features.SelectMany(feature => feature.Properties.Keys).Distinct().Order(StringComparer.Ordinal)]);

    /// <summary>The features.</summary>
    public IReadOnlyList<Feature> Features => features;

    /// <summary>Number of features.</summary>
    public int Count => features.Count;

    /// <summary>The reference system of all geometries.</summary>
    public string? Crs => crs;

    /// <summary>Names of properties that at least one feature has.</summary>
    public IReadOnlyList<string> Properties => properties.Value;

    /// <summary>Types of the geometries that are not empty, as GeoJSON names them.</summary>
    public IReadOnlyList<string> GeometryTypes =>
        [.. features.Where(feature => !feature.Geometry.IsEmpty).Select(feature => feature.Geometry.GeometryType).Distinct().Order(StringComparer.Ordinal)];

    /// <summary>The box around all geometries; a null envelope when all are empty.</summary>
    public Envelope Envelope
    {
        get
        {
            var all = new Envelope();
            foreach (var feature in features) all.ExpandToInclude(feature.Geometry.EnvelopeInternal);
            return all;
        }
    }

    /// <summary>Some of the features, in the given order.</summary>
    public FeatureTable Select(IReadOnlyList<int> indices) => new([.. indices.Select(i => features[i])], crs);

    /// <summary>The same features with other geometries.</summary>
    public FeatureTable With(Func<Geometry, Geometry> change, string? inCrs) =>
        new([.. features.Select(feature => feature with { Geometry = change(feature.Geometry) })], inCrs);

    /// <summary>Whether another table has the same geometries in the same order.</summary>
    public bool HasGeometriesOf(FeatureTable other)
    {
        if (ReferenceEquals(this, other)) return true;
        if (crs != other.Crs || Count != other.Count) return false;
        for (var i = 0; i < Count; i++)
            if (!features[i].Geometry.EqualsExact(other.Features[i].Geometry)) return false;
        return true;
    }
}
