using OpenEo.Slices.Engine.Cubes;

namespace OpenEo.Slices.Engine.Execution;

/// <summary>A band of a written file.</summary>
public sealed record OutputBand(string Name, string DataType, double? NoData, BandStatistics? Statistics, double? Scale, double? Offset, string? Unit);
