namespace OpenEo.Slices.Engine.Cubes;

/// <summary>A window of one band of a file (pixels, wholly inside; bands count from 1) that is, or will be, read.</summary>
public readonly record struct RasterRead(RasterLocation Location, int Band, int X, int Y, int Width, int Height);
