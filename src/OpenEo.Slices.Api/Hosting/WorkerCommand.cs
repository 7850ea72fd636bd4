using OpenEo.Slices.Api.Running;
using OpenEo.Slices.Api.Settings;
using OpenEo.Slices.Api.Worker;
using OpenEo.Slices.Engine.Cubes;
using OpenEo.Slices.Engine.Execution;
using OpenEo.Slices.Engine.Stac;
using OpenEo.Slices.Gdal;

namespace OpenEo.Slices.Api.Hosting;

/// <summary>
/// The verbs that compute. <c>worker</c>: requests of the service that started it, line by line, until the input closes. <c>run NUMBER</c>: one queued run,
/// for outer systems, in a worker of its own; the exit code is 0 when the run has ended in order, whatever came out of it. Only workers have an engine: nobody
/// else opens data.
/// </summary>
static class WorkerCommand
{
    /// <summary>Serves requests until the input closes. Returns the exit code.</summary>
    /// <param name="cage">What this process is shut off from.</param>
    public static async Task<int> ServeAsync(CageReport cage)
    {
        // The protocol has standard output for itself.
        var output = Console.Out;
        Console.SetOut(Console.Error);
        if (await Console.In.ReadLineAsync() is not { } line) return 0;
        var handover = WorkerProtocol.TryRead<Handover>(line) ?? throw new SetupException("'worker' is for the service, which says first what it needs.");
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(handover.Settings).Build();
        // Heartbeats and input need threads even while the engine has taken one for each core; many more wait for servers when headers are read.
        ThreadPool.SetMinThreads(Environment.ProcessorCount + 96, 8);
        await using var services = Common(configuration).AddSingleton(Egress.ToProxy(handover.Proxy))
            .AddSingleton<Signatures>()
            .AddSingleton(provider => new ObjectStores(handover.Stores, provider.GetRequiredService<Signatures>().AskAsync,
                provider.GetRequiredService<TimeProvider>()))
            .AddSingleton(provider => GdalOf(provider.GetRequiredService<LocationPolicy>()))
            .AddSingleton<IRasterLibrary>(provider => new GdalLibrary(provider.GetRequiredService<GdalOptions>()))
            .AddSingleton(provider => OptionsOf(provider.GetRequiredService<EngineSettings>()))
            .AddSingleton<CollectionProbe>()
            .AddSingleton<ProcessingEngine>()
            .AddSingleton<MemoryShare>()
            .AddSingleton<BatchWork>()
            .AddSingleton<WarmUp>()
            .AddSingleton<SyncWork>()
            .AddSingleton<Rest>()
            .AddSingleton<RequestLoop>()
            .BuildServiceProvider();
        return await services.GetRequiredService<RequestLoop>().ServeAsync(output, cage);
    }

    /// <summary>Takes the queued run of this number and does it. Returns the exit code.</summary>
    public static async Task<int> RunAsync(string number)
    {
        if (!long.TryParse(number, out var runId)) throw new SetupException("Use: run NUMBER");
        var configuration = new ConfigurationBuilder().AddEnvironmentVariables().Build();
        await using var services = Common(configuration).AddRuns(configuration).BuildServiceProvider();
        return await services.GetRequiredService<SingleRun>().RunAsync(runId);
    }

    static IServiceCollection Common(IConfiguration configuration) => new ServiceCollection()
        .AddSettings(configuration)
        .AddLogging(logging => logging.SetMinimumLevel(LogLevel.Warning).AddConsole(console => console.LogToStandardErrorThreshold = LogLevel.Trace))
        .AddComputing();

    static GdalOptions GdalOf(LocationPolicy policy) => new() { Http = policy.CreateDataClient(), Objects = policy.Stores.OpenAsync };

    static EngineOptions OptionsOf(EngineSettings settings)
    {
        var defaults = new EngineOptions();
        return new EngineOptions { MemoryBudget = settings.MemoryBudget ?? defaults.MemoryBudget, Threads = settings.Threads ?? defaults.Threads };
    }
}
