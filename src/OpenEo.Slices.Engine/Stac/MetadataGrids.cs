using OpenEo.Slices.Engine.Cubes;
using OpenEo.Slices.Engine.Faults;

namespace OpenEo.Slices.Engine.Stac;

/// <summary>Grids that metadata give in reference systems that nobody knows: then the file is asked.</summary>
static class MetadataGrids
{
    /// <summary>The items with grids in known reference systems, by the codes by which they are known; without a grid where there is none.</summary>
    public static IReadOnlyList<StacItem> Usable(IReadOnlyList<StacItem> items, IRasterLibrary library, IRunLog? log, string? node)
    {
        var codes = items.SelectMany(item => item.Bands).Select(band => band.Grid?.Crs).OfType<string>().Distinct()
            .ToDictionary(crs => crs, crs => CodeOf(crs, library));
        foreach (var crs in codes.Where(code => code.Value is null).Select(code => code.Key))
            log?.Log(LogSeverity.Warning,
                $"The reference system '{(crs.Length > 60 ? crs[..60] + "…" : crs)}' of the metadata is not known: what the files say is taken.", node);
        return codes.All(code => code.Value == code.Key) ? items : [.. items.Select(item => item with
        {
            Bands = [.. item.Bands.Select(band => band.Grid is not { Crs: { } crs } grid || codes[crs] == crs ? band
                : band with { Grid = codes[crs] is { } code ? grid with { Crs = code } : null })],
        })];
    }

    static string? CodeOf(string crs, IRasterLibrary library)
    {
        try
        {
            return library.DescribeCrs(crs).Code ?? crs;
        }
        catch (RasterException)
        {
            return null;
        }
    }
}
