using OpenEo.Slices.Engine.Stac;

namespace OpenEo.Slices.Api.Settings;

/// <summary>
/// The sources of collections: a list of paths and addresses, or of objects with <c>Location</c>, <c>Include</c>, <c>Exclude</c> and <c>Prefix</c>.
/// </summary>
sealed record CollectionSettings
{
    /// <summary>The name of the list.</summary>
    public const string Section = "Collections";

    /// <summary>In the order of the configuration.</summary>
    public IReadOnlyList<CatalogSource> Sources { get; init; } = [];

    /// <summary>Reads the list.</summary>
    /// <exception cref="SetupException">An entry has no location.</exception>
    public static CollectionSettings Read(IConfiguration configuration) =>
        new() { Sources = [.. configuration.GetSection(Section).GetChildren().Select(Read)] };

    /// <summary>Hosts of remote sources: the operator vouches for them, whatever their address.</summary>
    public IEnumerable<string> Hosts() =>
        Sources.Select(source => source.Location).Where(LocationPolicy.IsHttp).Select(location => new Uri(location)).Select(uri => $"{uri.Host}:{uri.Port}")
        .Distinct();

    static CatalogSource Read(IConfigurationSection entry)
    {
        if (!string.IsNullOrEmpty(entry.Value)) return new CatalogSource(entry.Value);
        var options = entry.Get<Entry>() ?? new Entry();
        return new CatalogSource(options.Location ?? throw new SetupException($"{entry.Path} needs a 'Location'."))
        {
            Include = options.Include,
            Exclude = options.Exclude,
            Prefix = options.Prefix,
        };
    }

    sealed class Entry
    {
        public string? Location { get; init; }

        public string[] Include { get; init; } = [];

        public string[] Exclude { get; init; } = [];

        public string Prefix { get; init; } = "";
    }
}
