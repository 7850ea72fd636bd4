using System.Collections.Concurrent;
using System.Text.Json;
using OpenEo.Slices.Engine.Blocks;
using OpenEo.Slices.Engine.Execution;
using OpenEo.Slices.Engine.Faults;
using OpenEo.Slices.Engine.Graph;
using OpenEo.Slices.Engine.Stac;

namespace OpenEo.Slices.Gdal.Tests;

/// <summary>An item with one file, which the client or the operator names, loaded by the whole engine.</summary>
public abstract class SourceTest : GdalTest, IRunObserver
{
    readonly HttpClient http = new();
    readonly ConcurrentQueue<string> warnings = new();

    private protected FaultServer Server { get; } = new();

    protected string Folder => Path.GetDirectoryName(PathOf("x"))!;

    protected IEnumerable<string> Warnings => warnings;

    public override void Dispose()
    {
        Server.Dispose();
        http.Dispose();
        base.Dispose();
        GC.SuppressFinalize(this);
    }

    void IRunLog.Log(LogSeverity severity, string message, string? node, string? code, string? data)
    {
        if (severity == LogSeverity.Warning) warnings.Enqueue(message);
    }

    void IRunObserver.Progress(int done, int planned)
    {
    }

    void IRunObserver.Completed(OutputFile file)
    {
    }

    /// <summary>A file whose values no compression could make shorter, or as a cell says.</summary>
    protected void WriteTiff(string name, int size = 256, string overviews = "none", Func<int[], double>? cell = null)
    {
        var schema = Schema(ElementType.UInt16, 0, size, size, "amp");
        using var sink = Library.Create(Target(PathOf(name), "GTiff", schema, ("compression", "none"), ("overviews", overviews), ("tile_size", 256)));
        WriteAll(sink, schema, cell ?? (at => (at[1] * 7919 + at[2] * 104729) % 65521 + 1));
        sink.Complete([AnyStatistics]);
    }

    /// <param name="href">The asset's.</param>
    /// <param name="isClients">Whether the client names the item, and not the operator.</param>
    /// <param name="library">Reads; null for the test's own.</param>
    /// <param name="limits">More arguments of what loads, with a comma before.</param>
    /// <param name="then">More nodes, with a comma before, of which one has the result; null when the node <c>l</c> has.</param>
    protected Plan Plan(string href, bool isClients = true, GdalLibrary? library = null, string limits = "", string? then = null)
    {
        var item = PathOf("item.json");
        File.WriteAllText(item, $$"""
            {"type":"Feature","stac_version":"1.1.0","id":"scene","properties":{"datetime":"2024-05-06T07:08:09Z"},"links":[],
             "assets":{"amp":{"href":"{{href}}","type":"image/tiff","roles":["data"]} } }
            """);
        var collection = PathOf("collection.json");
        File.WriteAllText(collection, """{"type":"Collection","stac_version":"1.1.0","id":"C","links":[{"rel":"item","href":"item.json"}]}""");
        var policy = new LocationPolicy(isClients ? [Folder] : [], [new Uri(Server.Address).Authority]);
        var catalog = new CollectionCatalog([new CatalogSource(collection)], new CatalogReader(policy, http), TimeProvider.System, _ => { });
        var engine = new ProcessingEngine(library ?? Library, catalog, new StacDocuments(http), policy, new EngineOptions { Threads = 1 });
        var arguments = isClients ? $$"""{"url":"{{item}}"{{limits}} }""" : """{"id":"C","spatial_extent":null,"temporal_extent":null}""";
        var process = isClients ? "load_stac" : "load_collection";
        var result = then is null ? "true" : "false";
        var graph = $$"""{"process_graph":{"l":{"process_id":"{{process}}","arguments":{{arguments}},"result":{{result}} }{{then}} } }""";
        return engine.Plan(JsonElement.Parse(graph), UserContext.Nobody, this, CancellationToken.None);
    }

    /// <summary>The path of the only file that a plan writes.</summary>
    protected string Run(Plan plan)
    {
        var folder = Directory.CreateDirectory(PathOf("out")).FullName;
        return Path.Combine(folder, Assert.Single(plan.Run(folder, OutputDefaults.Batch, this, CancellationToken.None).Files).Name);
    }

    protected static Fault Fault(Action action) => Assert.Single(Assert.Throws<ProcessGraphException>(action).Faults);
}
