
namespace OpenEo.Slices.Engine.Cubes;

/// <summary>What a file's header says: grid, bands in file order, and the block size in pixels in which reading is cheapest.</summary>
public sealed record RasterInfo(Grid Grid, IReadOnlyList<RasterBand> Bands, int BlockWidth, int BlockHeight)
{
    /// <summary>Why the grid is only that of its pixels; null when the file says where it is.</summary>
    public string? Unplaced { get; init; }

    /// <summary>Whether its bands are known by their name, time and places, and not by their number: several may be the same band at other times.</summary>
    public bool HasLayers { get; init; }

    /// <summary>What was left out or guessed, without the file's name.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];

    /// <summary>Width and height of the overviews that all bands have, largest first.</summary>
    public IReadOnlyList<(int Width, int Height)> Overviews { get; init; } = [];
}
