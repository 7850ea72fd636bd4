using OpenEo.Slices.Engine.Blocks;

namespace OpenEo.Slices.Engine.Cubes;

/// <summary>A source of which different parts may be asked for in one window: bands here, a mask's band there.</summary>
interface IPlaneSource
{
    /// <summary>What is read for a window: a plane for each of its layers that has data.</summary>
    IEnumerable<Plane> PlanesOf(Window window);

    /// <summary>The same as windows of files.</summary>
    IEnumerable<RasterRead> ReadsOf(Window window);
}
