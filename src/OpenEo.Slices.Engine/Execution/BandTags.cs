using OpenEo.Slices.Engine.Cubes;
using OpenEo.Slices.Engine.Faults;
using OpenEo.Slices.Engine.Graph;

namespace OpenEo.Slices.Engine.Execution;

/// <summary>What users say of bands and formats have a place for.</summary>
static class BandTags
{
    /// <summary>The cube with the scales, offsets and units that are among the words of its bands. Those words are still there.</summary>
    public static RasterCube Scaled(RasterCube cube, IReadOnlyDictionary<string, IReadOnlyDictionary<string, object>> tags, Output output, IRunLog? log)
    {
        var scales = cube.Schema.Scales.ToDictionary();
        foreach (var (band, facts) in tags)
        {
            var known = scales.GetValueOrDefault(band) ?? new BandScale(1, 0, null);
            var scaled = known with
            {
                Scale = Number(facts, "SCALE", band, known.Scale, output, log), Offset = Number(facts, "OFFSET", band, known.Offset, output, log),
                Unit = facts.Where(fact => IsUnit(fact.Key)).Select(fact => FileTagNames.Text(fact.Value)).FirstOrDefault() ?? known.Unit,
            };
            if (scaled != known) scales[band] = scaled;
        }
        return tags.Count == 0 ? cube : RelabelledCube.Of(cube.Schema with { Scales = scales }, cube);
    }

    /// <summary>The words that have no place of their own in a file.</summary>
    public static IReadOnlyDictionary<string, IReadOnlyDictionary<string, object>> Others(
        IReadOnlyDictionary<string, IReadOnlyDictionary<string, object>> tags) => tags.ToDictionary(band => band.Key,
        band => (IReadOnlyDictionary<string, object>)band.Value
            .Where(fact => !IsUnit(fact.Key) && !Is(fact.Key, "SCALE") && !Is(fact.Key, "OFFSET")).ToDictionary(StringComparer.OrdinalIgnoreCase));

    static double Number(IReadOnlyDictionary<string, object> facts, string name, string band, double otherwise, Output output, IRunLog? log)
    {
        if (facts.FirstOrDefault(fact => Is(fact.Key, name)).Value is not { } given) return otherwise;
        if (given is double number && (number != 0 || name != "SCALE")) return number;
        log?.Log(LogSeverity.Warning, $"{name} of the band '{band}' in 'bands_metadata' is left out: it must be a number"
            + (name == "SCALE" ? " other than 0." : "."), output.Node);
        return otherwise;
    }

    static bool IsUnit(string name) => Is(name, "UNIT") || Is(name, "UNITS") || Is(name, "UNITTYPE");

    static bool Is(string name, string other) => name.Equals(other, StringComparison.OrdinalIgnoreCase);
}
