using OpenEo.Slices.Engine.Blocks;
using OpenEo.Slices.Engine.Cubes;

namespace OpenEo.Slices.Engine.Stac;

/// <summary>A band of a file on its grid; <paramref name="NoData"/> is the file's own.</summary>
sealed record SourceRaster(RasterLocation Location, int Band, Grid Grid, ElementType Element, double? NoData, string Item);
