using System.Collections.Concurrent;
using System.Text.Json;
using OpenEo.Slices.Engine.Execution;
using OpenEo.Slices.Engine.Faults;
using OpenEo.Slices.Engine.Graph;
using OpenEo.Slices.Engine.Stac;

namespace OpenEo.Slices.Gdal.Tests;

/// <summary>Process graphs over GDAL, from STAC documents to files, without a service.</summary>
sealed class GraphRun(GdalLibrary library, string folder, EngineOptions? options = null) : IRunObserver, IDisposable
{
    readonly HttpClient http = new();
    int runs;

    /// <summary>What the runs have told.</summary>
    public ConcurrentQueue<string> Told { get; } = [];

    /// <summary>Runs the nodes of a graph; gives the paths of its files.</summary>
    public IReadOnlyList<string> Run(string nodes) =>
        Run(nodes, Directory.CreateDirectory(Path.Combine(folder, $"run{Interlocked.Increment(ref runs)}")).FullName);

    /// <summary>The same into a folder that is there.</summary>
    public IReadOnlyList<string> Run(string nodes, string target, KeptWindows? kept = null)
    {
        var policy = new LocationPolicy([folder], ["127.0.0.1"]);
        var collections = new CollectionCatalog([], new CatalogReader(policy, http), TimeProvider.System, _ => { });
        var engine = new ProcessingEngine(library, collections, new StacDocuments(http), policy, options ?? new EngineOptions());
        var plan = engine.Plan(JsonElement.Parse("{\"process_graph\": " + nodes + "}"), UserContext.Nobody, this, CancellationToken.None);
        return [.. plan.Run(target, OutputDefaults.Batch, this, CancellationToken.None, kept).Files.Select(file => Path.Combine(target, file.Name))];
    }

    public void Log(LogSeverity severity, string message, string? node = null, string? code = null, string? data = null) => Told.Enqueue(message);

    public void Progress(int done, int planned)
    {
    }

    public void Completed(OutputFile file)
    {
    }

    public void Dispose() => http.Dispose();
}
