using OpenEo.Slices.Engine.Blocks;

namespace OpenEo.Slices.Engine.Cubes;

/// <summary>One band as a file's header describes it. <paramref name="NoData"/> is null when none is declared.</summary>
public sealed record RasterBand(string? Name, ElementType Element, double? NoData, double? Scale, double? Offset, string? Unit)
{
    /// <summary>Whether a mask or an alpha band of the file says which cells are data, and no no-data value.</summary>
    public bool IsMasked { get; init; }

    /// <summary>Whether it is an alpha band itself, and no data.</summary>
    public bool IsAlpha { get; init; }
}
