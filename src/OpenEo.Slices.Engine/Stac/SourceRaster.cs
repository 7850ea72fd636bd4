using OpenEo.Slices.Engine.Blocks;
using OpenEo.Slices.Engine.Cubes;

namespace OpenEo.Slices.Engine.Stac;

/// <summary>A band of a file on its grid; <paramref name="NoData"/> is the file's own.</summary>
sealed record SourceRaster(RasterLocation Location, int Band, Grid Grid, ElementType Element, double? NoData, SourceItem Item)
{
    int seen;

    /// <summary>Whether a mask or an alpha band of the file says which cells are data.</summary>
    public bool IsMasked { get; init; }

    /// <summary>What the file says of its values beside the cells; null when nothing, or when it was not opened.</summary>
    public BandScale? Scale { get; init; }

    /// <summary>Degrees by which its grid was turned to lie beside others, a multiple of 360.</summary>
    public double Turn { get; init; }

    /// <summary>Whether all this was read from the file; else its metadata say so.</summary>
    public bool IsSeen { get; init; }

    /// <summary>How a band's values are scaled, as a file's header says it; null when it does not.</summary>
    public static BandScale? ScaleOf(RasterBand band) =>
        band.Scale is null && band.Offset is null && band.Unit is null ? null : new BandScale(band.Scale ?? 1, band.Offset ?? 0, band.Unit);

    /// <summary>Compares what the metadata say with the file, before its first cell is read: nothing is placed wrongly in silence.</summary>
    /// <exception cref="RasterException">The file is another than its metadata say.</exception>
    /// <exception cref="Faults.ProcessGraphException">The same, when files have names.</exception>
    public void Verify(IRasterLibrary library)
    {
        if (IsSeen || Volatile.Read(ref seen) != 0) return;
        var info = library.Describe(Location);
        if ((Contradiction(Grid with { OriginX = Grid.OriginX - Turn }, info) ?? Contradiction(Band, Element, NoData, info)) is { } reason)
            throw library is SourceFiles files ? files.Fault(Location.Path, $"it is not what the item says: {reason}")
                : new RasterException($"'{Location}' is not what the item '{Item.Id}' says: {reason}.");
        Volatile.Write(ref seen, 1);
    }

    /// <summary>What of a band's cells in metadata is not so in the file, such that they would be cut or be taken for others; null when nothing.</summary>
    public static string? Contradiction(int number, ElementType element, double? noData, RasterInfo info)
    {
        if (number > info.Bands.Count) return $"a band {number} by its metadata, {info.Bands.Count} in the file";
        var file = info.Bands[number - 1];
        if (ElementTypes.Common(element, file.Element) != element)
            return $"cells are {element.Name} by its metadata, {file.Element.Name} in the file";
        if (file.NoData is { } own && !double.IsNaN(own) && noData is { } told && told != own && (float)told != (float)own)
            return $"no-data is {SpatialExtent.Show(told)} by its metadata, {SpatialExtent.Show(own)} in the file";
        return file.IsMasked ? "no-data is a value by its metadata, a mask in the file" : null;
    }

    /// <summary>What of a grid in metadata is not so in the file; null when they agree, or when the file does not say where it is.</summary>
    public static string? Contradiction(Grid told, RasterInfo info)
    {
        var file = info.Grid;
        if (told.Width != file.Width || told.Height != file.Height)
            return $"{told.Width} x {told.Height} pixels by its metadata, {file.Width} x {file.Height} in the file";
        if (info.Unplaced is not null) return null;
        if (file.Crs is not null && told.Crs is not null && file.Crs != told.Crs) return $"{told.Crs} by its metadata, {file.Crs} in the file";
        return told.IsAlignedWith(file with { Crs = told.Crs }) && told.OffsetIn(file) is var (x, y) && Math.Abs(x) < 0.5 && Math.Abs(y) < 0.5 ? null
            : $"first corner {SpatialExtent.Show(told.OriginX)}, {SpatialExtent.Show(told.OriginY)} and step {SpatialExtent.Show(told.StepX)} by its metadata, "
                + $"{SpatialExtent.Show(file.OriginX)}, {SpatialExtent.Show(file.OriginY)} and {SpatialExtent.Show(file.StepX)} in the file";
    }
}
