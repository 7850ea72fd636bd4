
namespace OpenEo.Slices.Engine.Cubes;

/// <summary>Statistics of the valid cells of one band; all null when there is none. Counts are cells, <see cref="ValidPercent"/> is 0 to 100.</summary>
public sealed record BandStatistics(double? Minimum, double? Maximum, double? Mean, double? StandardDeviation, double ValidPercent);
