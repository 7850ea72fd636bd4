using OpenEo.Slices.Api.Access;
using OpenEo.Slices.Api.Catalog;
using OpenEo.Slices.Api.Demo;
using OpenEo.Slices.Api.Graphs;
using OpenEo.Slices.Api.Jobs;
using OpenEo.Slices.Api.Postgres;
using OpenEo.Slices.Api.Running;
using OpenEo.Slices.Api.Settings;
using OpenEo.Slices.Api.Storage;
using OpenEo.Slices.Engine.Stac;

namespace OpenEo.Slices.Api.Hosting;

/// <summary>What has graphs computed, and never in its own process: the database, the workers, and what looks after jobs.</summary>
static class RunnerSetup
{
    // What workers need of the configuration; the rest is none of their business.
    static readonly string[] handed = ["Billing", "Collections", "Engine", "Sources"];

    // And of these what is secret.
    const string Secret = "Sources:S3:";

    /// <summary>Registers what one run needs.</summary>
    public static IServiceCollection AddRuns(this IServiceCollection services, IConfiguration configuration) => services
        .AddDatabase(SettingsReader.Read<DataSettings>(configuration))
        .AddSingleton<RemoteProcesses>()
        .AddSingleton<OwnResults>()
        .AddSingleton<UserContexts>()
        .AddSingleton<UserFiles>()
        .AddSingleton<Workspaces>()
        .AddSingleton<SourceLinks>()
        .AddSingleton<WorkspaceExporter>()
        .AddSingleton<ResultFiles>()
        .AddSingleton<RunQueue>()
        .AddSingleton<RunLedger>()
        .AddSingleton<ObjectSigner>()
        .AddSingleton(provider => provider.GetRequiredService<ObjectSigner>().Stores)
        .AddSingleton<Egress>()
        .AddSingleton<WorkerSlots>()
        .AddSingleton(provider => Prepare(configuration, provider))
        .AddSingleton<WorkerPool>()
        .AddSingleton<LocalRunner>()
        .AddSingleton<SingleRun>();

    /// <summary>Registers the runner, which takes runs from the queue, and what clients wait for.</summary>
    public static IServiceCollection AddRunners(this IServiceCollection services, IConfiguration configuration)
    {
        if (DemoCollection.IsWanted(SettingsReader.Read<DemoSettings>(configuration), SettingsReader.Read<DataSettings>(configuration)))
            services.AddHostedService<DemoWriter>();
        return services
            .AddRuns(configuration)
            .AddSingleton<CollectionItems>()
            .AddSingleton<CollectionProbes>()
            .AddSingleton<IdempotencyKeys>()
            .AddSingleton<Housekeeping>()
            .AddSingleton<WriteProbe>()
            .AddSingleton<JobSignals>()
            .AddSingleton<JobEvents>()
            .AddSingleton<DefaultOptions>()
            .AddSingleton<GraphChecker>()
            .AddSingleton<SyncLane>()
            .AddHostedService<Runner>();
    }

    static WorkerEnvironment Prepare(IConfiguration configuration, IServiceProvider services)
    {
        var (data, demo) = (services.GetRequiredService<DataSettings>(), services.GetRequiredService<DemoSettings>());
        var settings = configuration.AsEnumerable()
            .Where(pair => pair.Value is not null && Array.Exists(handed, section => pair.Key.StartsWith(section + ":", StringComparison.OrdinalIgnoreCase))
                && !pair.Key.StartsWith(Secret, StringComparison.OrdinalIgnoreCase))
            .ToDictionary(pair => pair.Key, pair => pair.Value);
        settings[nameof(LogSettings.LogLevel)] = services.GetRequiredService<LogSettings>().LogLevel.ToString();
        settings[nameof(DataSettings.DataFolder)] = data.PathOf();
        settings["Demo:Collection"] = DemoCollection.IsWanted(demo, data) ? "true" : "false";
        var egress = services.GetRequiredService<Egress>();
        var variables = new Dictionary<string, string>
        {
            ["DOTNET_gcServer"] = "0",
            // The first run of a process would spend more than half of its time in code that is not optimised yet: most loops here are long.
            ["DOTNET_TC_QuickJit"] = "0",
            ["DOTNET_TieredPGO"] = "0",
            // Memory that is freed stays in the arena it came from; there would be eight for each core, and threads come and go.
            ["MALLOC_ARENA_MAX"] = Math.Max(2, Environment.ProcessorCount).ToString(System.Globalization.CultureInfo.InvariantCulture),
            ["DOTNET_EnableDiagnostics"] = "0",
        };
        var cage = services.GetRequiredService<WorkerSettings>().Cage == CageMode.Off ? null : Plan(services, egress);
        var signer = services.GetRequiredService<ObjectSigner>();
        return new WorkerEnvironment(new Handover(settings, egress.Address, signer.Stores.Known), cage, variables, signer);
    }

    // What every run may see.
    static CagePlan Plan(IServiceProvider services, Egress egress)
    {
        var data = services.GetRequiredService<DataSettings>();
        // A rule is about a folder that is there.
        var own = Directory.CreateDirectory(data.PathOf("collections")).FullName;
        var collections = services.GetRequiredService<CollectionSettings>().Sources.Select(source => source.Location)
            .Where(location => !LocationPolicy.IsRemote(location)).Select(location => Path.GetDirectoryName(Path.GetFullPath(location))!);
        return new CagePlan([.. collections, .. services.GetRequiredService<SourceSettings>().Folders.Select(Path.GetFullPath), own], [],
            [.. Closed(services, data)], [egress.Port]);
    }

    // The operator's data, wherever he keeps it, and settings, which may hold passwords and lie beside the program.
    static IEnumerable<string> Closed(IServiceProvider services, DataSettings data) =>
        new[]
        {
            data.PathOf(), services.GetRequiredService<ResultSettings>().Folder, services.GetRequiredService<FileSettings>().Folder,
            services.GetRequiredService<SecretSettings>().KeyFile,
        }.Where(path => !string.IsNullOrEmpty(path)).Select(path => Path.TrimEndingDirectorySeparator(Path.GetFullPath(path!)))
            .Concat(new[] { AppContext.BaseDirectory, Environment.CurrentDirectory }.SelectMany(folder => Directory.GetFiles(folder, "appsettings*.json")))
            .Distinct();
}
