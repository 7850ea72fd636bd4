using System.Globalization;
using OpenEo.Slices.Engine.Blocks;
using OpenEo.Slices.Engine.Cubes;
using OpenEo.Slices.Gdal.Native;

namespace OpenEo.Slices.Gdal;

/// <summary>
/// Writes a Cloud Optimized GeoTIFF: windows go to a scratch file, from which GDAL's COG driver makes the result at the end (see
/// <c>docs/decisions</c> on GeoTIFF output for why).
/// </summary>
sealed unsafe class GeoTiffSink : IRasterSink
{
    /// <summary>TIFF has no smaller tiles.</summary>
    const int Smallest = 16;

    readonly RasterTarget target;
    readonly RasterLayout layout;
    readonly TiledScratch scratch;
    readonly string compression;
    readonly bool overviews;
    readonly int tile;
    readonly Action<string> written;
    bool complete;

    /// <summary>Starts the file; <paramref name="written"/> is called with its path when it is there.</summary>
    public GeoTiffSink(RasterTarget target, Action<string> written)
    {
        (this.target, this.written, layout) = (target, written, RasterLayout.Of(target));
        var options = new Options(target, Formats.GeoTiff);
        compression = options.Text("compression");
        overviews = options.Text("overviews") is "auto" or "all";
        tile = Fitting((int)options.Number("tile_size"));
        scratch = new TiledScratch(layout, target.Path + ".part", tile);
    }

    public (int Width, int Height) BlockSize => (tile, tile);

    // The COG driver keeps all bands of a tile together and a tile in memory, however small the image: thousands of bands would take gigabytes.
    int Fitting(int wanted)
    {
        const long Most = 64 << 20;
        while (wanted > Smallest && (long)wanted * wanted * layout.BandCount * layout.Schema.Element.Size > Most) wanted /= 2;
        return wanted;
    }

    public void Write(Window window, Block block) => scratch.Write(window, block);

    public void Complete(IReadOnlyList<BandStatistics> statistics)
    {
        scratch.Finish(() =>
        {
            Metadata.Write(scratch.Handle, layout, target, statistics);
            if (overviews) BuildOverviews();
        });
        scratch.CopyTo(target.Path, "COG", CopyOptions());
        Readable.Check(target.Path, layout);
        complete = true;
        written(target.Path);
    }

    public void Dispose()
    {
        scratch.Dispose();
        if (!complete) File.Delete(target.Path);
    }

    /// <summary>
    /// Overviews are made in the uncompressed scratch file, on all cores: left to the COG driver they are compressed, read and compressed again.
    /// </summary>
    void BuildOverviews()
    {
        List<int> factors = [];
        for (var factor = 2; Math.Max(layout.Grid.Width, layout.Grid.Height) * 2L / factor > tile; factor *= 2) factors.Add(factor);
        if (factors.Count == 0) return;
        var averages = layout.Schema.Element.IsFloat;
        LibGdal.CPLSetThreadLocalConfigOption("GDAL_NUM_THREADS", Threads);
        LibGdal.CPLSetThreadLocalConfigOption("GDAL_TIFF_OVR_BLOCKSIZE", tile.ToString(CultureInfo.InvariantCulture));
        try
        {
            fixed (int* list = factors.ToArray())
                Errors.Check(
                    LibGdal.GDALBuildOverviews(scratch.Handle, averages ? "AVERAGE" : "NEAREST", factors.Count, list, 0, null, 0, 0),
                    "GDALBuildOverviews", target.Path);
        }
        finally
        {
            LibGdal.CPLSetThreadLocalConfigOption("GDAL_NUM_THREADS", null);
            LibGdal.CPLSetThreadLocalConfigOption("GDAL_TIFF_OVR_BLOCKSIZE", null);
        }
    }

    IEnumerable<string> CopyOptions()
    {
        yield return $"COMPRESS={compression.ToUpperInvariant()}";
        if (compression != "none") yield return "PREDICTOR=YES";
        // Measured: higher levels take longer and make cube results no smaller.
        if (compression is "deflate" or "zstd") yield return "LEVEL=1";
        yield return string.Create(CultureInfo.InvariantCulture, $"BLOCKSIZE={tile}");
        yield return overviews ? "OVERVIEWS=AUTO" : "OVERVIEWS=NONE";
        yield return layout.Schema.Element.IsFloat ? "OVERVIEW_RESAMPLING=AVERAGE" : "OVERVIEW_RESAMPLING=NEAREST";
        yield return $"NUM_THREADS={Threads}";
        yield return "BIGTIFF=IF_SAFER";
    }

    static string Threads => Environment.ProcessorCount.ToString(CultureInfo.InvariantCulture);
}
