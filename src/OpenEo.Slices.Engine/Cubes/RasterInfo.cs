
namespace OpenEo.Slices.Engine.Cubes;

/// <summary>What a file's header says: grid, bands in file order, and the block size in pixels in which reading is cheapest.</summary>
public sealed record RasterInfo(Grid Grid, IReadOnlyList<RasterBand> Bands, int BlockWidth, int BlockHeight)
{
    /// <summary>Why the grid is only that of its pixels; null when the file says where it is.</summary>
    public string? Unplaced { get; init; }
}
