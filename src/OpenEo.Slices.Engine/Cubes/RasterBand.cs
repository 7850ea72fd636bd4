using OpenEo.Slices.Engine.Blocks;

namespace OpenEo.Slices.Engine.Cubes;

/// <summary>One band as a file's header describes it. <paramref name="NoData"/> is null when none is declared.</summary>
public sealed record RasterBand(string? Name, ElementType Element, double? NoData, double? Scale, double? Offset, string? Unit);
