using System.Globalization;
using OpenEo.Slices.Engine.Cubes;
using OpenEo.Slices.Engine.Values;
using OpenEo.Slices.Gdal.Native;

namespace OpenEo.Slices.Gdal;

/// <summary>The messages of a GRIB file as layers: the element is the band, its valid time the time, and the level, where it has several, a place.</summary>
static class GribLayers
{
    /// <summary>The bands with names, times and places.</summary>
    public static RasterBand[] Of(Dataset dataset, IReadOnlyList<RasterBand> bands)
    {
        var messages = Enumerable.Range(1, bands.Count).Select(number => dataset[number].Handle)
            .Select(band => (Element: Item(band, "GRIB_ELEMENT") ?? "data", Level: Item(band, "GRIB_SHORT_NAME") ?? "", Time: TimeOf(Item(band,
                "GRIB_VALID_TIME"))))
            .ToList();
        // A level of its own for each element says nothing; levels that an element has several of are a dimension.
        var levels = messages.GroupBy(message => message.Element).ToDictionary(group => group.Key, group => group.Select(message =>
            message.Level).Distinct().Count());
        var hasLevels = levels.Values.All(count => count > 1);
        return [.. bands.Select((band, i) => band with
        {
            Name = hasLevels || levels[messages[i].Element] == 1 ? messages[i].Element : $"{messages[i].Element}_{messages[i].Level}",
            Time = messages[i].Time,
            Places = hasLevels ? [("level", new StringValue(messages[i].Level))] : [],
        })];
    }

    static string? Item(nint band, string name) => LibGdal.GDALGetMetadataItem(band, name, null);

    // Seconds since 1970, with a unit behind them.
    static DateTimeOffset? TimeOf(string? text) =>
        long.TryParse(text?.Trim().Split(' ')[0], CultureInfo.InvariantCulture, out var seconds) ? DateTimeOffset.FromUnixTimeSeconds(seconds) : null;
}
