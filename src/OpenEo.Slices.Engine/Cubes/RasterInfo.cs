
namespace OpenEo.Slices.Engine.Cubes;

/// <summary>What a file's header says: grid, bands in file order, and the block size in pixels in which reading is cheapest.</summary>
public sealed record RasterInfo(Grid Grid, IReadOnlyList<RasterBand> Bands, int BlockWidth, int BlockHeight);
