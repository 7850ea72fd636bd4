using OpenEo.Slices.Engine.Blocks;
using OpenEo.Slices.Engine.Values;

namespace OpenEo.Slices.Engine.Cubes;

/// <summary>One band as a file's header describes it. <paramref name="NoData"/> is null when none is declared.</summary>
public sealed record RasterBand(string? Name, ElementType Element, double? NoData, double? Scale, double? Offset, string? Unit)
{
    /// <summary>Whether a mask or an alpha band of the file says which cells are data, and no no-data value.</summary>
    public bool IsMasked { get; init; }

    /// <summary>Whether it is an alpha band itself, and no data.</summary>
    public bool IsAlpha { get; init; }

    /// <summary>The instant of its cells; null when the file does not tell.</summary>
    public DateTimeOffset? Time { get; init; }

    /// <summary>Its label on each further dimension of the file, such as a level or the member of an ensemble.</summary>
    public IReadOnlyList<(string Dimension, Value Label)> Places { get; init; } = [];

    /// <summary>Whether it has no place in a cube, for a reason that the file's notes tell.</summary>
    public bool IsLeftOut { get; init; }
}
