using System.Collections.Concurrent;
using System.Text.Json;
using OpenEo.Slices.Engine.Blocks;
using OpenEo.Slices.Engine.Cubes;
using OpenEo.Slices.Engine.Execution;
using OpenEo.Slices.Engine.Faults;
using OpenEo.Slices.Engine.Graph;
using OpenEo.Slices.Engine.Stac;

namespace OpenEo.Slices.Engine.Tests.Stac;

/// <summary>A folder of STAC documents, files that only the fake reader knows, and a service that loads them.</summary>
sealed class StacScene : IDisposable, IRunObserver
{
    readonly ConcurrentQueue<(LogSeverity Severity, string Message)> entries = new();
    readonly HttpClient http = new();

    public StacScene() => Grid = new Grid("EPSG:32632", 500_000, 5_000_000, 10, -10, 4, 3);

    /// <summary>Where documents and files are.</summary>
    public string Folder { get; } = Directory.CreateTempSubdirectory("openeo-scene-").FullName;

    /// <summary>Twelve pixels.</summary>
    public Grid Grid { get; }

    public FakeReader Reader { get; } = new();

    /// <summary>Warnings of the last plan and run.</summary>
    public IEnumerable<string> Warnings => entries.Where(entry => entry.Severity == LogSeverity.Warning).Select(entry => entry.Message);

    public string PathOf(string name) => Path.Combine(Folder, name);

    /// <summary>A file of one value.</summary>
    public StacScene File(string name, double value, Grid? grid = null)
    {
        grid ??= Grid;
        Reader.With(PathOf(name), grid, ElementType.Float32, double.NaN, [.. Enumerable.Repeat(value, grid.Width * grid.Height)]);
        return this;
    }

    public string Document(string name, string json)
    {
        System.IO.File.WriteAllText(PathOf(name), json);
        return PathOf(name);
    }

    /// <summary>Items in one list.</summary>
    public string List(params string[] items) => Document("list.json", $$"""{"type":"FeatureCollection","features":[{{string.Join(',', items)}}]}""");

    /// <summary>An item with one asset.</summary>
    public static string Item(string id, string? time, string href) => $$"""
        {"type":"Feature","stac_version":"1.1.0","id":"{{id}}","geometry":null,
         "properties":{"datetime":{{(time is null ? "null" : $"\"{time}\"")}} },"links":[],
         "assets":{"data":{"href":"{{href}}","type":"image/tiff; application=geotiff","roles":["data"],"bands":[{"name":"v"}]} } }
        """;

    public Plan Plan(string location, string limits = "") => PlanOf(
        $$"""{"l":{"process_id":"load_stac","arguments":{"url":{{JsonSerializer.Serialize(location)}}{{limits}} },"result":true} }""", Engine());

    /// <summary>The plan for a collection that the operator has configured.</summary>
    public Plan PlanCollection(string location, string id) => PlanOf(
        $$"""{"l":{"process_id":"load_collection","arguments":{"id":"{{id}}","spatial_extent":null,"temporal_extent":null},"result":true} }""",
        Engine(new CatalogSource(location)));

    /// <summary>The files of a plan and their cells.</summary>
    public Dictionary<string, double[]> Run(Plan plan)
    {
        var folder = Directory.CreateDirectory(PathOf("out")).FullName;
        return plan.Run(folder, OutputDefaults.Batch, this, CancellationToken.None).Files.ToDictionary(file => file.Name, file => Reader.Written[file.Name]);
    }

    public void Dispose()
    {
        http.Dispose();
        Directory.Delete(Folder, recursive: true);
    }

    public void Log(LogSeverity severity, string message, string? node = null, string? code = null, string? data = null) =>
        entries.Enqueue((severity, message));

    public void Progress(int done, int planned)
    {
    }

    public void Completed(OutputFile file)
    {
    }

    Plan PlanOf(string graph, ProcessingEngine engine)
    {
        entries.Clear();
        return engine.Plan(JsonElement.Parse($$"""{"process_graph":{{graph}} }"""), UserContext.Nobody, this, CancellationToken.None);
    }

    ProcessingEngine Engine(params CatalogSource[] sources)
    {
        var policy = new LocationPolicy([Folder], []);
        var catalog = new CollectionCatalog(sources, new CatalogReader(policy, http), TimeProvider.System, _ => { });
        return new ProcessingEngine(Reader, catalog, new StacDocuments(http), policy, new EngineOptions { Threads = 2 });
    }
}
