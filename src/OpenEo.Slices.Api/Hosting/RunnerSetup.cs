using Npgsql;
using OpenEo.Slices.Api.Catalog;
using OpenEo.Slices.Api.Demo;
using OpenEo.Slices.Api.Graphs;
using OpenEo.Slices.Api.Jobs;
using OpenEo.Slices.Api.Postgres;
using OpenEo.Slices.Api.Running;
using OpenEo.Slices.Api.Storage;
using OpenEo.Slices.Api.Worker;
using OpenEo.Slices.Engine.Stac;

namespace OpenEo.Slices.Api.Hosting;

/// <summary>What the service needs to have graphs computed.</summary>
public static class RunnerSetup
{
    /// <summary>Registers the queue, the workers and the runner.</summary>
    public static IServiceCollection AddRunners(this IServiceCollection services, IConfiguration configuration) => services
        .AddLocationPolicy(configuration)
        .AddSingleton(provider => new StacDocuments(provider.GetRequiredService<LocationPolicy>().CreateClient()))
        .AddSingleton<CollectionItems>()
        .AddSingleton<CollectionProbes>()
        .AddSingleton<RemoteProcesses>()
        .AddSingleton<IdempotencyKeys>()
        .AddSingleton<Housekeeping>()
        .AddSingleton<JobSignals>()
        .AddSingleton<JobEvents>()
        .AddSingleton<UserFiles>()
        .AddSingleton<DefaultOptions>()
        .AddSingleton<UserContexts>()
        .AddSingleton<RunQueue>()
        .AddSingleton<RunLedger>()
        .AddSingleton<ResultFiles>()
        .AddSingleton(provider => new WorkerEnvironment(() => WorkerSettings(configuration, provider)))
        .AddSingleton<WorkerPool>()
        .AddSingleton<LocalRunner>()
        .AddSingleton<SyncLane>()
        .AddSingleton<SourceLinks>()
        .AddSingleton<GraphChecker>()
        .AddHostedService<Runner>();

    static Dictionary<string, string> WorkerSettings(IConfiguration configuration, IServiceProvider services)
    {
        var settings = new Dictionary<string, string>();
        foreach (var (key, value) in configuration.AsEnumerable())
            if (value is not null && key.Contains(':')) settings[key.Replace(":", "__", StringComparison.Ordinal)] = value;
        foreach (var key in (string[])["LogLevel"])
            if (configuration[key] is { } value) settings[key] = value;
        var address = configuration.GetConnectionString("OpenEo") ?? services.GetRequiredService<EmbeddedPostgres>().ConnectionString;
        var connection = new NpgsqlConnectionStringBuilder(address) { MaxPoolSize = 4, ApplicationName = "openeo-slices-worker" };
        settings["ConnectionStrings__OpenEo"] = connection.ConnectionString;
        settings["DataFolder"] = Database.DataFolder(configuration);
        // A worker is given a database and could not tell any more that it is the embedded one.
        settings["Demo__Collection"] = DemoCollection.IsWanted(configuration) ? "true" : "false";
        settings["DOTNET_gcServer"] = "0";
        settings["DOTNET_TieredPGO"] = "0";
        return settings;
    }
}
