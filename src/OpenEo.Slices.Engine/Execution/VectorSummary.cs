namespace OpenEo.Slices.Engine.Execution;

/// <summary>What a vector file holds: number of features, types of their geometries, reference system, and columns.</summary>
public sealed record VectorSummary(long Count, IReadOnlyList<string> GeometryTypes, string? Crs, IReadOnlyList<VectorField> Fields);
