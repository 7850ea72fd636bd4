using OpenEo.Slices.Engine.Faults;

namespace OpenEo.Slices.Engine.Stac;

/// <summary>
/// Finds the bands that a user means, in items that may have each of them in another asset. A name is, in this order, that of a band, the key of an asset, a
/// common name (of all bands that have it), or the name of a band that is not offered, such as a quality band.
/// </summary>
/// <param name="items">The items.</param>
/// <param name="order">Band names in the collection's order; may be empty.</param>
sealed class BandSearch(IReadOnlyList<StacItem> items, IReadOnlyList<string> order)
{
    readonly IReadOnlyList<StacBand>[] offered = [.. items.Select(item => item.Offered)];

    /// <summary>A band of the cube: its label, and what it is in each item (null where it is missing).</summary>
    public sealed record Found(string Name, StacBand?[] Bands);

    /// <summary>The bands of the cube in the order of the request, or all that are offered.</summary>
    /// <exception cref="ProcessGraphException">A name means nothing.</exception>
    public List<Found> Find(IReadOnlyList<string>? wanted, Func<string, string, ProcessGraphException> invalid)
    {
        var known = order.Concat(offered.SelectMany(bands => bands).Select(band => band.Name).Except(order)).Distinct().ToList();
        if (wanted is null) return [.. known.Select(Named).Where(found => found.Bands.Any(band => band is not null))];
        var all = new List<Found>();
        foreach (var name in wanted)
        {
            var found = Meaning(name, known);
            if (found.Count == 0) throw invalid("bands", $"there is no band '{name}'; there are {string.Join(", ", known)}");
            all.AddRange(found.Where(one => !all.Exists(other => other.Name == one.Name)));
        }
        return all;
    }

    List<Found> Meaning(string name, List<string> known)
    {
        if (known.Contains(name)) return [Named(name)];
        var inAsset = Names(band => band.Asset == name);
        if (inAsset.Count == 1) return [Of(name, band => band.Asset == name)];
        if (inAsset.Count > 1) return [.. inAsset.Select(each => Of(each, band => band.Asset == name && band.Name == each))];
        var common = offered.SelectMany(bands => bands).Where(band => band.CommonName == name).Select(band => band.Name).Distinct().ToList();
        if (common.Count > 0) return [.. known.Where(common.Contains).Select(Named)];
        return Names(band => band.Name == name).Count > 0 ? [Of(name, band => band.Name == name)]
            : [.. Names(band => band.CommonName == name).Select(each => Of(each, band => band.Name == each))];
    }

    List<string> Names(Func<StacBand, bool> which) => [.. items.SelectMany(item => item.Bands).Where(which).Select(band => band.Name).Distinct()];

    Found Named(string name) => new(name, [.. offered.Select(bands => bands.FirstOrDefault(band => band.Name == name))]);

    Found Of(string label, Func<StacBand, bool> which) => new(label, [.. items.Select(item => item.Bands.FirstOrDefault(which))]);
}
