using System.Collections.Immutable;
using OpenEo.Slices.Engine.Faults;
using OpenEo.Slices.Engine.Graph;
using OpenEo.Slices.Engine.Stac;
using OpenEo.Slices.Engine.Values;

namespace OpenEo.Slices.Engine.Processes.Import;

/// <summary>load_collection: a cube of a collection that this back-end offers.</summary>
sealed class LoadCollection : Process
{
    /// <summary>The fault of both load processes.</summary>
    internal static readonly ImmutableSortedDictionary<string, string> Faults = ImmutableSortedDictionary<string, string>.Empty
        .Add(FaultCodes.NoDataAvailable, "There is no data available for the given extents.")
        .Add(FaultCodes.TemporalExtentEmpty,
            "The temporal extent is empty. The second instant in time must always be greater/later than the first instant in time.");

    public override ProcessDefinition Definition { get; } = new(
        "load_collection", "Load a collection",
        "Loads data of a collection of this back-end as a cube with the dimensions t, bands, y and x (or as the collection names them). "
        + "The cube keeps the data's own grid, element type and no-data; items of the same instant are mosaicked; bands of another resolution or reference "
        + "system are brought to the finest one's grid, nearest neighbour.",
        ["cubes", "import"],
        [
            new("id", "The collection's id.", Schema.Parse("""{"type":"string","subtype":"collection-id","pattern":"^[\\w\\-\\.~/]+$"}""")),
            StacLoad.SpatialExtent(prefersCubes: true) with { MayBeLeftOut = true },
            StacLoad.TemporalExtent with { MayBeLeftOut = true }, StacLoad.Bands, StacLoad.Properties,
        ],
        new("The data as a cube. Nothing is read before it is needed.", Schema.Cube))
    {
        Exceptions = Faults,
        Examples =
        [
            """
            {"arguments":{"id":"SENTINEL2_L2A","spatial_extent":{"west":16.1,"south":48.1,"east":16.6,"north":48.4},"temporal_extent":["2024-06-01",
              "2024-07-01"],"bands":["B04","B08"],"properties":{"eo:cloud_cover":{"process_graph":{"c":{"process_id":"lte",
              "arguments":{"x":{"from_parameter":"value"},"y":20},"result":true}}}}}}
            """,
        ],
    };

    public override ProcessTraits Traits => ProcessTraits.LoadsExtent;

    public override IReadOnlyDictionary<string, string> IgnoredParameters => StacLoad.Ignored;

    public override async ValueTask<IReadOnlyList<Fault>> CheckAsync(Node call, CallContext context, CancellationToken cancellation)
    {
        if (call.Arguments.GetValueOrDefault("id") is not Argument.Constant { Value: StringValue { Value: var id } }) return [];
        var (known, _) = await context.Collections.ReadAsync(cancellation);
        return known.Any(collection => collection.Id == id) ? [] : [Unknown(id, known)];
    }

    public override Value Invoke(Arguments arguments, Evaluation evaluation)
    {
        var services = evaluation.Services;
        var id = arguments.Text("id")!;
        // The evaluation is synchronous by design: it runs in a worker, which has nothing else to do.
        var (collections, _) = services.Collections.ReadAsync(services.Cancellation).GetAwaiter().GetResult();
        var collection = collections.FirstOrDefault(known => known.Id == id) ?? throw new ProcessGraphException(Unknown(id, collections));
        // The operator vouches for the collection, and so for the files in its folder.
        var policy = LocationPolicy.IsRemote(collection.Location) ? services.Policy
            : services.Policy.WithRoot(Path.GetDirectoryName(Path.GetFullPath(collection.Location))!);
        return StacLoad.Reading(false, "id", () => StacLoad.Cube(collection.Json, collection.Location, "id", policy, arguments, evaluation, id));
    }

    static Fault Unknown(string id, IReadOnlyList<CollectionSource> collections) =>
        new(FaultCodes.CollectionNotFound,
            $"Collection '{id}' does not exist. There are: "
            + $"{string.Join(", ", collections.Take(20).Select(known => known.Id))}{(collections.Count > 20 ? ", …" : "")}.", null, "id")
        {
            Details = new Dictionary<string, string> { ["identifier"] = id },
        };
}
