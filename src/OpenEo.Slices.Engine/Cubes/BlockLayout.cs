namespace OpenEo.Slices.Engine.Cubes;

/// <summary>
/// How a source is cut into blocks: their size in cells, and how many cells of the first block lie before the cube's first cell. Windows that follow these
/// cuts decode every block once.
/// </summary>
public readonly record struct BlockLayout(int Width, int Height, int BeforeX, int BeforeY);
