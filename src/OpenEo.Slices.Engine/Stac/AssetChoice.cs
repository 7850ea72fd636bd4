using System.Collections.Concurrent;
using OpenEo.Slices.Engine.Cubes;
using OpenEo.Slices.Engine.Faults;

namespace OpenEo.Slices.Engine.Stac;

/// <summary>
/// Which address of a band's file is read: the asset's own, or the first alternate that can be when that one cannot. What was chosen instead is told.
/// </summary>
/// <param name="library">Opens files.</param>
/// <param name="policy">Which files may be read.</param>
/// <param name="log">Told what is read instead; null for nobody.</param>
sealed class AssetChoice(SourceFiles library, LocationPolicy policy, IRunLog? log)
{
    const int MostTold = 20;

    // Hosts and buckets that files were opened at, and those where it failed, with the reason: thousands of items need not all find out by themselves.
    readonly ConcurrentDictionary<string, bool> good = new();
    readonly ConcurrentDictionary<string, string> bad = new();
    readonly ConcurrentDictionary<(string Item, string Asset), bool> told = new();
    int tellings;

    /// <summary>The address without opening it; null when only opening tells which one it is.</summary>
    /// <exception cref="ProcessGraphException">It may not be read.</exception>
    public RasterLocation? Known(StacBand band, string item)
    {
        if (band.Hrefs.Count < 2) return new RasterLocation(policy.Demand(band.Href), band.MediaType);
        var href = band.Hrefs.FirstOrDefault(href => !IsBad(href));
        if (href is null || !good.ContainsKey(OriginOf(href))) return null;
        if (href != band.Href) Tell(band, item, href, bad[OriginOf(band.Href)]);
        return new RasterLocation(policy.Demand(href), band.MediaType);
    }

    /// <summary>The address, and what the file's header says.</summary>
    /// <exception cref="ProcessGraphException">None can be read, or may be.</exception>
    public (RasterLocation Location, RasterInfo Info) Open(StacBand band, string item)
    {
        var failures = new List<(string Href, ProcessGraphException Reason)>();
        foreach (var href in band.Hrefs.OrderBy(IsBad))
        {
            try
            {
                var location = new RasterLocation(policy.Demand(href), band.MediaType);
                var info = library.Describe(location);
                good[OriginOf(href)] = true;
                if (href != band.Href) Tell(band, item, href, failures.Find(one => one.Href == band.Href).Reason?.Message ?? bad[OriginOf(band.Href)]);
                return (location, info);
            }
            catch (ProcessGraphException e)
            {
                failures.Add((href, e));
                if (!good.ContainsKey(OriginOf(href))) bad.TryAdd(OriginOf(href), e.Message);
            }
        }
        var first = failures.MinBy(one => band.Href == one.Href ? 0 : 1).Reason;
        var others = failures.Where(one => one.Reason != first).Select(one => one.Reason.Message).Distinct().ToList();
        throw others.Count == 0 ? first
            : new ProcessGraphException([.. first.Faults.Select(fault =>
                fault with { Message = $"{fault.Message} Nor can its alternates: {string.Join(" ", others)}" })]);
    }

    /// <summary>Begins to fetch the beginning of the file that <see cref="Open"/> will try first, and does not wait.</summary>
    public void Expect(StacBand band)
    {
        if (band.Hrefs.FirstOrDefault(href => !IsBad(href)) is not { } href || !LocationPolicy.IsRemote(href)) return;
        try
        {
            library.Expect(new RasterLocation(policy.Demand(href), band.MediaType));
        }
        catch (ProcessGraphException)
        {
            // Whoever opens it says so.
        }
    }

    bool IsBad(string href) => bad.ContainsKey(OriginOf(href)) && !good.ContainsKey(OriginOf(href));

    void Tell(StacBand band, string item, string href, string reason)
    {
        if (!told.TryAdd((item, band.Asset), true) || Interlocked.Increment(ref tellings) is var number && number > MostTold) return;
        log?.Log(LogSeverity.Warning, $"{Place(band, item)}'{library.Shown(href)}' is read instead of '{library.Shown(band.Href)}', which cannot be: {reason}"
            + (number == MostTold ? " It is not told of further assets." : ""));
    }

    static string Place(StacBand band, string item) => band.Asset.Length > 0 ? $"Item '{item}', asset '{band.Asset}': " : "";

    // Of a key with escapes nobody knows what it means before it was found.
    static string OriginOf(string href)
    {
        var host = href.IndexOf("://", StringComparison.Ordinal);
        var end = host < 0 ? -1 : href.IndexOf('/', host + 3);
        return (end < 0 ? href : href[..end]) + (href.Contains('%', StringComparison.Ordinal) ? "%" : "");
    }
}
