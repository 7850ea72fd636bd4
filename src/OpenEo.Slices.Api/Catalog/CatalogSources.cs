using OpenEo.Slices.Api.Web;
using OpenEo.Slices.Engine.Stac;

namespace OpenEo.Slices.Api.Catalog;

/// <summary>The setting <c>Collections</c>: a list of paths and addresses, or of objects with <c>Location</c>, <c>Include</c>, <c>Exclude</c> and <c>Prefix</c>.</summary>
public static class CatalogSources
{
    /// <summary>Reads it. Fails with <see cref="SetupException"/> when an entry has no location.</summary>
    public static IReadOnlyList<CatalogSource> Read(IConfiguration configuration) => [.. configuration.GetSection("Collections").GetChildren().Select(Read)];

    /// <summary>Hosts of remote sources: the operator vouches for them, whatever their address.</summary>
    public static IEnumerable<string> Hosts(IConfiguration configuration) =>
        Read(configuration).Select(source => source.Location).Where(LocationPolicy.IsHttp).Select(location => new Uri(location)).Select(uri => $"{uri.Host}:{uri.Port}").Distinct();

    static CatalogSource Read(IConfigurationSection entry)
    {
        if (!string.IsNullOrEmpty(entry.Value)) return new CatalogSource(entry.Value);
        var options = entry.Get<Entry>() ?? new Entry();
        return new CatalogSource(options.Location ?? throw new SetupException($"{entry.Path} needs a 'Location'.")) { Include = options.Include, Exclude = options.Exclude, Prefix = options.Prefix };
    }

    sealed class Entry
    {
        public string? Location { get; init; }
        public string[] Include { get; init; } = [];
        public string[] Exclude { get; init; } = [];
        public string Prefix { get; init; } = "";
    }
}
