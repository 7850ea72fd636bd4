using OpenEo.Slices.Api.Running;
using OpenEo.Slices.Api.Settings;
using OpenEo.Slices.Api.Worker;
using OpenEo.Slices.Engine.Cubes;
using OpenEo.Slices.Engine.Execution;
using OpenEo.Slices.Engine.Stac;
using OpenEo.Slices.Gdal;

namespace OpenEo.Slices.Api.Hosting;

/// <summary>
/// The verbs of the worker. <c>worker</c>: requests of the service that started it, line by line, until the input closes. <c>run NUMBER</c>: one queued run,
/// for outer systems; the exit code is 0 when the run has ended in order, whatever came out of it. Only workers have an engine: the service itself never
/// opens data.
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
        await using var services = Compose(configuration, services => services.AddSingleton(Egress.ToProxy(handover.Proxy)), _ => handover.Proxy,
            handover.Gdal);
        return await services.GetRequiredService<RequestLoop>().ServeAsync(output, cage);
    }

    /// <summary>Takes the queued run of this number and does it. Returns the exit code.</summary>
    public static async Task<int> RunAsync(string number)
    {
        if (!long.TryParse(number, out var runId)) throw new SetupException("Use: run NUMBER");
        var configuration = new ConfigurationBuilder().AddEnvironmentVariables().Build();
        // No service is there to be the way out: this process is its own.
        await using var services = Compose(configuration, services => services.AddSingleton<Egress>(),
            provider => provider.GetRequiredService<Egress>().Address, new Dictionary<string, string>());
        return await services.GetRequiredService<SingleRun>().RunAsync(runId);
    }

    static ServiceProvider Compose(IConfiguration configuration, Action<IServiceCollection> addWayOut, Func<IServiceProvider, string> proxy,
        IReadOnlyDictionary<string, string> gdal)
    {
        // Heartbeats and input need threads even while the engine has taken one for each core.
        ThreadPool.SetMinThreads(Environment.ProcessorCount + 8, 8);
        var services = new ServiceCollection();
        addWayOut(services);
        return services
            .AddSettings(configuration)
            .AddLogging(logging => logging.SetMinimumLevel(LogLevel.Warning).AddConsole(console => console.LogToStandardErrorThreshold = LogLevel.Trace))
            .AddComputing(configuration)
            .AddSingleton(provider => new GdalOptions { Proxy = proxy(provider), Settings = gdal })
            .AddSingleton<IRasterLibrary>(provider => new GdalLibrary(provider.GetRequiredService<GdalOptions>()))
            .AddSingleton(provider => OptionsOf(provider.GetRequiredService<EngineSettings>()))
            .AddSingleton<CollectionProbe>()
            .AddSingleton<ProcessingEngine>()
            .AddSingleton<RunJob>()
            .AddSingleton<SyncWork>()
            .AddSingleton<RequestLoop>()
            .AddSingleton<SingleRun>()
            .BuildServiceProvider();
    }

    static EngineOptions OptionsOf(EngineSettings settings)
    {
        var defaults = new EngineOptions();
        return new EngineOptions { MemoryBudget = settings.MemoryBudget ?? defaults.MemoryBudget, Threads = settings.Threads ?? defaults.Threads };
    }
}
