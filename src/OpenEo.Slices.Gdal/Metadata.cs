using System.Globalization;
using OpenEo.Slices.Engine.Cubes;
using OpenEo.Slices.Gdal.Native;

namespace OpenEo.Slices.Gdal;

/// <summary>What an image file says beside its pixels: names, scales, units, statistics, title.</summary>
static class Metadata
{
    /// <summary>Writes all metadata into an open file.</summary>
    public static void Write(DatasetHandle file, RasterLayout layout, RasterTarget target, IReadOnlyList<BandStatistics> statistics)
    {
        if (statistics.Count != layout.BandCount)
            throw new ArgumentException($"There are statistics of {statistics.Count} bands for a file of {layout.BandCount}.", nameof(statistics));
        foreach (var (name, text) in target.Tags.OrderBy(tag => tag.Key, StringComparer.Ordinal))
            LibGdal.GDALSetDatasetMetadataItem(file, TagName(name), text, null);
        for (var i = 0; i < layout.BandCount; i++)
        {
            var band = LibGdal.GDALGetRasterBand(file, i + 1);
            if (layout.BandNames[i] is { Length: > 0 } name) LibGdal.GDALSetDescription(band, name);
            WriteScale(band, layout, layout.BandNames[i]);
            WriteStatistics(band, statistics[i]);
            WriteTags(band, target.BandTags.GetValueOrDefault(layout.BandNames[i]));
        }
    }

    static void WriteTags(nint band, IReadOnlyDictionary<string, object>? tags)
    {
        foreach (var (name, value) in (tags ?? new Dictionary<string, object>()).OrderBy(tag => tag.Key, StringComparer.Ordinal))
        {
            var text = Convert.ToString(value, CultureInfo.InvariantCulture) ?? "";
            if (name.Equals("DESCRIPTION", StringComparison.OrdinalIgnoreCase)) LibGdal.GDALSetDescription(band, text);
            else LibGdal.GDALSetMetadataItem(band, name, text, null);
        }
    }

    static void WriteScale(nint band, RasterLayout layout, string name)
    {
        if (!layout.Schema.Scales.TryGetValue(name, out var scale)) return;
        if (scale.Scale != 1 || scale.Offset != 0)
        {
            Errors.Check(LibGdal.GDALSetRasterScale(band, scale.Scale), "GDALSetRasterScale", null);
            Errors.Check(LibGdal.GDALSetRasterOffset(band, scale.Offset), "GDALSetRasterOffset", null);
        }
        if (scale.Unit is { Length: > 0 } unit) LibGdal.GDALSetRasterUnitType(band, unit);
    }

    static void WriteStatistics(nint band, BandStatistics statistics)
    {
        Set("MINIMUM", statistics.Minimum);
        Set("MAXIMUM", statistics.Maximum);
        Set("MEAN", statistics.Mean);
        Set("STDDEV", statistics.StandardDeviation);
        Set("VALID_PERCENT", statistics.ValidPercent);

        void Set(string name, double? value)
        {
            if (value is { } number)
                LibGdal.GDALSetMetadataItem(band, "STATISTICS_" + name, number.ToString("R", CultureInfo.InvariantCulture), null);
        }
    }

    /// <summary>TIFF has fields of its own for some of them.</summary>
    static string TagName(string name) => name.ToLowerInvariant() switch
    {
        "title" => "TIFFTAG_IMAGEDESCRIPTION",
        "software" => "TIFFTAG_SOFTWARE",
        "institution" => "TIFFTAG_ARTIST",
        "copyright" => "TIFFTAG_COPYRIGHT",
        _ => name,
    };
}
