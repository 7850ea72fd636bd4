using OpenEo.Slices.Engine.Cubes;
using OpenEo.Slices.Engine.Values;

namespace OpenEo.Slices.Engine.Execution;

/// <summary>
/// What tells the files of a cube apart, as texts for their names: of times the date where each date has one time at most, else date and time (UTC).
/// </summary>
static class FileLabels
{
    /// <summary>A text for each label of a dimension.</summary>
    public static string[] Of(Dimension dimension)
    {
        string[] labels = [.. Enumerable.Range(0, dimension.Count).Select(i => OutputFormats.Text(dimension.Label(i)))];
        if (dimension.Type != DimensionType.Temporal) return labels;
        var instants = labels.Select(label => Temporal.TryParse(label, out var instant) ? Temporal.Format(instant) : null).ToList();
        string[] dates = [.. labels.Select((label, i) => instants[i]?[.."2000-01-01".Length] ?? label)];
        return dates.Distinct().Count() == dates.Length ? dates : [.. labels.Select((label, i) => instants[i] ?? label)];
    }
}
