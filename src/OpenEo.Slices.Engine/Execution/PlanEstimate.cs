
namespace OpenEo.Slices.Engine.Execution;

/// <summary>What a plan will cost, before it runs.</summary>
/// <param name="InputPixels">Cells of sources that are read.</param>
/// <param name="InputBytes">Their size in memory.</param>
/// <param name="OutputCells">Cells that are written.</param>
/// <param name="OutputBytes">Their size before compression.</param>
/// <param name="Windows">Windows to compute.</param>
public sealed record PlanEstimate(long InputPixels, long InputBytes, long OutputCells, long OutputBytes, int Windows);
