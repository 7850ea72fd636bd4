using System.Globalization;
using OpenEo.Slices.Engine.Cubes;
using OpenEo.Slices.Engine.Values;
using OpenEo.Slices.Gdal.Native;

namespace OpenEo.Slices.Gdal;

/// <summary>
/// The messages of a GRIB file as layers: the element is the band, its valid time the time, and the level, where it has several, a place. Messages that have
/// all of these in common are told apart by the member of their ensemble, by their reference time, or else by a number.
/// </summary>
static class GribLayers
{
    // Where templates of single (1) and statistically processed (11) ensemble forecasts have the number of the member.
    const int MemberAt = 16;

    /// <summary>What a message says of itself; null for what it does not.</summary>
    public sealed record Message(string Element, string Level, DateTimeOffset? Time, int? Member, DateTimeOffset? Reference);

    /// <summary>The bands with names, times and places; <paramref name="notes"/> get what was done about those that are alike.</summary>
    public static RasterBand[] Of(Dataset dataset, IReadOnlyList<RasterBand> bands, List<string> notes) => Of(
        [.. Enumerable.Range(1, bands.Count).Select(number => dataset[number].Handle).Select(band => new Message(
            Item(band, "GRIB_ELEMENT") ?? "data", Item(band, "GRIB_SHORT_NAME") ?? "", TimeOf(Item(band, "GRIB_VALID_TIME")), MemberOf(band),
            TimeOf(Item(band, "GRIB_REF_TIME"))))], bands, notes);

    /// <summary>The same of messages that were read.</summary>
    public static RasterBand[] Of(IReadOnlyList<Message> messages, IReadOnlyList<RasterBand> bands, List<string> notes)
    {
        // A level of its own for each element says nothing; levels that an element has several of are a dimension.
        var levels = messages.GroupBy(message => message.Element).ToDictionary(group => group.Key, group => group.Select(message =>
            message.Level).Distinct().Count());
        var hasLevels = levels.Values.All(count => count > 1);
        RasterBand[] layers =
        [
            .. bands.Select((band, i) => band with
            {
                Name = hasLevels || levels[messages[i].Element] == 1 ? messages[i].Element : $"{messages[i].Element}_{messages[i].Level}",
                Time = messages[i].Time,
                Places = hasLevels ? [("level", new StringValue(messages[i].Level))] : [],
            }),
        ];
        TellApart(layers, "member", i => messages[i].Member is { } member ? new NumberValue(member) : Value.Null);
        TellApart(layers, "reference_time",
            i => messages[i].Reference is { } time ? new StringValue($"{time.UtcDateTime:yyyy-MM-dd'T'HH:mm:ss'Z'}") : Value.Null);
        var (alike, seen) = (Alike(layers), new Dictionary<string, int>());
        if (alike.Count == 0) return layers;
        notes.Add($"messages of {string.Join(", ", alike.Select(group => layers[group[0]].Name).Distinct())} have element, level and time in common, up to "
            + $"{alike.Max(group => group.Count)} each: they lie along the dimension 'message', numbered from 1 in the file's order");
        // Before any is changed: a number belongs to what they have in common.
        var numbers = layers.Select(layer => seen[KeyOf(layer)] = seen.GetValueOrDefault(KeyOf(layer)) + 1).ToList();
        Add(layers, "message", i => new NumberValue(numbers[i]));
        return layers;
    }

    // A further dimension, where it parts some that are alike and all messages say where they are along it.
    static void TellApart(RasterBand[] layers, string dimension, Func<int, Value> labelOf)
    {
        if (Alike(layers).Exists(group => group.Select(labelOf).Distinct().Count() > 1) && !layers.Select((_, i) => labelOf(i)).Contains(Value.Null))
            Add(layers, dimension, labelOf);
    }

    static void Add(RasterBand[] layers, string dimension, Func<int, Value> labelOf)
    {
        for (var i = 0; i < layers.Length; i++) layers[i] = layers[i] with { Places = [.. layers[i].Places, (dimension, labelOf(i))] };
    }

    static List<List<int>> Alike(RasterBand[] layers) =>
        [.. Enumerable.Range(0, layers.Length).GroupBy(i => KeyOf(layers[i])).Where(group => group.Count() > 1).Select(group => group.ToList())];

    static string KeyOf(RasterBand layer) => string.Join('\n', [layer.Name, layer.Time?.Ticks.ToString(CultureInfo.InvariantCulture),
        .. layer.Places.Select(place => RasterLayout.Text(place.Label))]);

    static string? Item(nint band, string name) => LibGdal.GDALGetMetadataItem(band, name, null);

    static int? MemberOf(nint band) => Item(band, "GRIB_PDS_PDTN") is "1" or "11"
        && (Item(band, "GRIB_PDS_TEMPLATE_ASSEMBLED_VALUES") ?? "").Split(' ', StringSplitOptions.RemoveEmptyEntries) is { Length: > MemberAt } values
        && int.TryParse(values[MemberAt], CultureInfo.InvariantCulture, out var member) ? member : null;

    // Seconds since 1970, with a unit behind them.
    static DateTimeOffset? TimeOf(string? text) =>
        long.TryParse(text?.Trim().Split(' ')[0], CultureInfo.InvariantCulture, out var seconds)
        && seconds >= DateTimeOffset.MinValue.ToUnixTimeSeconds() && seconds <= DateTimeOffset.MaxValue.ToUnixTimeSeconds()
        ? DateTimeOffset.FromUnixTimeSeconds(seconds) : null;
}
