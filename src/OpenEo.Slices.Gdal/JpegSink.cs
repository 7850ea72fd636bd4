using System.Globalization;
using OpenEo.Slices.Engine.Blocks;
using OpenEo.Slices.Engine.Cubes;

namespace OpenEo.Slices.Gdal;

/// <summary>Writes a JPEG at the end, when the range of the values is known. It has no place for no-data, which becomes black.</summary>
sealed class JpegSink : IRasterSink
{
    const int Tile = 512;
    readonly RasterTarget target;
    readonly RasterLayout layout;
    readonly TiledScratch scratch;
    readonly Action<string> written;
    readonly double? low, high;
    readonly int quality;
    bool complete;

    /// <summary>Starts the file; <paramref name="written"/> is called with its path when it is there.</summary>
    /// <exception cref="ArgumentException">Neither one nor three bands, or options that do not fit.</exception>
    public JpegSink(RasterTarget target, Action<string> written)
    {
        (this.target, this.written, layout) = (target, written, RasterLayout.Of(target));
        if (layout.BandCount is not (1 or 3)) throw new ArgumentException($"JPEG takes 1 or 3 bands, not {layout.BandCount}.", nameof(target));
        var options = new Options(target, Formats.Jpeg);
        (low, high) = (options.NumberOrNull("scale_min"), options.NumberOrNull("scale_max"));
        if (low >= high) throw new ArgumentException("Option 'scale_min' of JPEG must be smaller than 'scale_max'.");
        quality = (int)options.Number("quality");
        if (quality is < 1 or > 100) throw new ArgumentException($"Option 'quality' of JPEG must be from 1 to 100, not {quality}.");
        scratch = new TiledScratch(layout, target.Path + ".part", Tile);
    }

    public (int Width, int Height) BlockSize => (Tile, Tile);

    public void Write(Window window, Block block) => scratch.Write(window, block);

    public void Complete(IReadOnlyList<BandStatistics> statistics)
    {
        scratch.Finish();
        if (low is not null || high is not null || layout.Schema.Element is not ElementType.UInt8)
        {
            using var picture = new Stretch(layout, scratch, low, high, statistics, opacity: false).Draw(target.Path + ".8bit", Tile, out _);
            picture.Finish();
            Copy(picture);
        }
        else
        {
            Copy(scratch);
        }
        complete = true;
        written(target.Path);
    }

    public void Dispose()
    {
        scratch.Dispose();
        if (!complete) File.Delete(target.Path);
    }

    void Copy(TiledScratch source)
    {
        source.CopyTo(target.Path, "JPEG", [string.Create(CultureInfo.InvariantCulture, $"QUALITY={quality}")]);
        Readable.Check(target.Path, layout);
    }
}
