using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using OpenEo.Slices.Api.Web;
using OpenEo.Slices.Engine.Cubes;
using OpenEo.Slices.Engine.Stac;

namespace OpenEo.Slices.Api.Storage;

/// <summary>What results say of the data that they were made of: which items, under which licence, by whom.</summary>
/// <param name="linkOf">The link to a source item; null when it must not be shown.</param>
/// <param name="collectionOf">The collection that it was loaded of; null when it is none of this service's.</param>
sealed partial class ResultSources(Func<SourceItem, Link?> linkOf, Func<SourceItem, CollectionSource?> collectionOf)
{
    /// <summary>STAC's word for licences that have no identifier, or are several.</summary>
    const string OtherLicence = "other";

    /// <summary>Says nothing.</summary>
    public static ResultSources None { get; } = new(_ => null, _ => null);

    /// <summary>A link to each source item, called by its id.</summary>
    public IEnumerable<Link> DerivedFrom(IEnumerable<SourceItem> items) => items.Distinct().Select(linkOf).OfType<Link>().Distinct();

    /// <summary>
    /// The licence that all data are under, else <c>other</c>; the providers of all data; and the collections' links to their licences.
    /// </summary>
    public (string Licence, JsonArray Providers, IReadOnlyList<Link> Links) TermsOf(IEnumerable<SourceItem> items)
    {
        var sources = items.Select(collectionOf).Distinct().ToList();
        var collections = sources.OfType<CollectionSource>().Select(source => CollectionMetadata.Describe(source)).ToList();
        var licences = collections.Select(collection => Text(collection["license"])).Distinct().ToList();
        var licence = licences is [{ } only] && !sources.Contains(null) && Identifier().IsMatch(only) ? only : OtherLicence;
        var providers = collections.SelectMany(collection => collection["providers"] as JsonArray ?? []).OfType<JsonObject>()
            .Where(provider => Text(provider["name"]) is not null).DistinctBy(provider => provider.ToJsonString());
        var links =
            from collection in collections
            from link in (collection["links"] as JsonArray ?? []).OfType<JsonObject>()
            where Text(link["rel"]) == "license"
            let address = Text(link["href"])
            where address is not null
            select new Link("license", address, Text(link["type"]), Text(link["title"]) ?? $"Licence of {Text(collection["title"])}");
        return (licence, new JsonArray([.. providers.Select(provider => provider.DeepClone())]), [.. links.DistinctBy(link => link.Href)]);
    }

    static string? Text(JsonNode? node) => node is JsonValue value && value.TryGetValue<string>(out var text) && text.Length > 0 ? text : null;

    // As STAC has it: an SPDX identifier, or one of STAC's own words.
    [GeneratedRegex(@"^[\w.+-]+$")]
    private static partial Regex Identifier();
}
