using OpenEo.Slices.Engine.Blocks;
using OpenEo.Slices.Engine.Cubes;

namespace OpenEo.Slices.Gdal;

/// <summary>
/// Makes bytes of values of any type for a picture: linear between two values that hold for all bands, so that colours keep their balance. No-data becomes
/// transparent, in a band of its own where the picture has no opacity yet.
/// </summary>
sealed class Stretch(RasterLayout layout, TiledScratch source, double? low, double? high, IReadOnlyList<BandStatistics> statistics,
    bool opacity = true)
{
    readonly double? noData = layout.Schema.Element.IsFloat ? null : layout.Schema.NoData;

    /// <summary>Draws into a new file of bytes; <paramref name="bands"/> is its number of bands.</summary>
    public TiledScratch Draw(string path, int tile, out int bands)
    {
        var hasOpacity = layout.BandCount is 2 or 4;
        var addsOpacity = opacity && !hasOpacity && statistics.Any(band => band.ValidPercent < 100);
        var pictureBands = bands = layout.BandCount + (addsOpacity ? 1 : 0);
        var names = Enumerable.Range(1, bands).Select(number => $"{number}").ToArray();
        var bandsDimension = LabelledDimension.Of("bands", DimensionType.Bands, names);
        var schema = new CubeSchema([bandsDimension, layout.Schema.Y!, layout.Schema.X!], ElementType.UInt8, null);
        var picture = new TiledScratch(new RasterLayout(schema, layout.Grid, names), path, tile);
        try
        {
            for (var y = 0; y < layout.Grid.Height; y += tile) DrawRows(picture, y, Math.Min(tile, layout.Grid.Height - y), pictureBands);
            return picture;
        }
        catch
        {
            picture.Dispose();
            throw;
        }
    }

    void DrawRows(TiledScratch picture, int y, int height, int bands)
    {
        using var pool = new BlockPool();
        var width = layout.Grid.Width;
        using var values = pool.Rent(ElementType.Float64, height, width);
        using var bytes = pool.Rent(ElementType.UInt8, bands, height, width);
        var clear = bands is 2 or 4 ? bytes.Span<byte>((long)(bands - 1) * height * width, height * width) : default;
        if (bands > layout.BandCount) clear.Fill(255);
        var (from, to) = Limits();
        // A band of opacity that the data brings is drawn first, so that no-data of the colours can then clear it.
        for (var band = layout.BandCount - 1; band >= 0; band--)
        {
            source.ReadBand(band, y, values);
            Draw(values.Cells1D<double>(), bytes.Span<byte>((long)band * height * width, height * width), clear, from, to);
        }
        picture.Write(new Window([0, y, 0], [bands, height, width]), bytes);
    }

    void Draw(ReadOnlySpan<double> values, Span<byte> bytes, Span<byte> clear, double from, double to)
    {
        var factor = to > from ? 255 / (to - from) : 0;
        for (var i = 0; i < values.Length; i++)
        {
            var value = values[i];
            var missing = double.IsNaN(value) || value == noData;
            bytes[i] = missing ? (byte)0 : byte.CreateSaturating(Math.Round((value - from) * factor));
            if (missing && !clear.IsEmpty) clear[i] = 0;
        }
    }

    (double From, double To) Limits()
    {
        var from = low ?? statistics.Min(band => band.Minimum) ?? 0;
        var to = high ?? statistics.Max(band => band.Maximum) ?? 1;
        // All values alike: grey rather than a division by nothing.
        return from < to ? (from, to) : (from - 1, from + 1);
    }
}
