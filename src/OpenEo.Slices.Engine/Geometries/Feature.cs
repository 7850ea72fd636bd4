using System.Collections.Immutable;
using NetTopologySuite.Geometries;
using OpenEo.Slices.Engine.Values;

namespace OpenEo.Slices.Engine.Geometries;

/// <summary>A geometry (an empty one where there is none) with an identifier (no-data where there is none) and properties.</summary>
public sealed record Feature(Value Id, Geometry Geometry, ImmutableSortedDictionary<string, Value> Properties)
{
    /// <summary>A geometry of which nothing else is known.</summary>
    public static Feature Of(Geometry geometry) => new(Value.Null, geometry, ImmutableSortedDictionary.Create<string, Value>(StringComparer.Ordinal));
}
