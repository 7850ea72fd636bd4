using System.Text.Json;
using OpenEo.Slices.Engine.Graph;
using OpenEo.Slices.Engine.Stac;
using OpenEo.Slices.Engine.Values;

namespace OpenEo.Slices.Engine.Processes.Import;

/// <summary>load_stac: a cube of any STAC item, collection, catalog or items endpoint.</summary>
sealed class LoadStac : Process
{
    public override ProcessDefinition Definition { get; } = new(
        "load_stac", "Load data by a STAC address",
        "Loads data that a STAC item, collection, catalog or the items endpoint of a STAC API describes. Works as `load_collection` once the items are found. "
        + "Which hosts and folders may be read is the operator's choice.",
        ["cubes", "import"],
        [
            new("url", "Address of the STAC document.", Schema.Parse("""{"title":"URL","type":"string","format":"uri","subtype":"uri"}""")),
            StacLoad.SpatialExtent(prefersCubes: false).OrNull(), StacLoad.TemporalExtent.OrNull(), StacLoad.Bands, StacLoad.Properties,
        ],
        new("The data as a cube. Nothing is read before it is needed.", Schema.Cube))
    {
        Exceptions = LoadCollection.Faults,
        Experimental = true,
        Examples = ["""{"arguments":{"url":"https://example.com/catalog/collection.json","temporal_extent":["2024-06-01","2024-07-01"]}}"""],
    };

    public override ProcessTraits Traits => ProcessTraits.LoadsExtent;

    public override IReadOnlyDictionary<string, string> IgnoredParameters => StacLoad.Ignored;

    public override Value Invoke(Arguments arguments, Evaluation evaluation)
    {
        var services = evaluation.Services;
        var url = arguments.Text("url")!;
        if (services.User.Results.TryGetValue(url, out var own)) return Own(own, arguments, evaluation);
        var location = url.StartsWith("file://", StringComparison.OrdinalIgnoreCase) && Uri.TryCreate(url, UriKind.Absolute, out var uri) ? uri.LocalPath
            : ObjectAddress.Public(url);
        if (!LocationPolicy.IsRemote(location) && !Path.IsPathRooted(location))
            throw arguments.Invalid("url",
                ObjectAddress.Unclear(url) ?? "expected an absolute http(s) or s3 address, or file:// and a path that the operator has opened");
        return StacLoad.Reading(true, "url", () =>
        {
            var (place, document) = services.Documents.Read(location, services.Policy, services.Cancellation);
            return StacLoad.Cube(document, place, "url", services.Policy, arguments, evaluation, collection: null);
        });
    }

    // Results of the user's own jobs are files here: whatever hosts may be read, and without asking oneself.
    static Value Own(JsonElement items, Arguments arguments, Evaluation evaluation)
    {
        var folders = items.Items("features").Where(item => item.TryGetProperty("assets", out _)).SelectMany(item =>
            item.GetProperty("assets").EnumerateObject())
            .Select(asset => Path.GetDirectoryName(asset.Value.Text("href"))).OfType<string>().Distinct();
        var policy = evaluation.Services.Policy;
        return StacLoad.Cube(items, "/results.json", "url", policy with { LocalRoots = [.. policy.LocalRoots, .. folders] }, arguments, evaluation, null);
    }
}
