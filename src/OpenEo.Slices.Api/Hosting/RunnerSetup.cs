using Npgsql;
using OpenEo.Slices.Api.Catalog;
using OpenEo.Slices.Api.Demo;
using OpenEo.Slices.Api.Graphs;
using OpenEo.Slices.Api.Jobs;
using OpenEo.Slices.Api.Postgres;
using OpenEo.Slices.Api.Running;
using OpenEo.Slices.Api.Settings;
using OpenEo.Slices.Api.Storage;

namespace OpenEo.Slices.Api.Hosting;

/// <summary>What only the service needs to have graphs computed: the runner, its workers, and what looks after jobs.</summary>
static class RunnerSetup
{
    /// <summary>Registers the runner and what it uses.</summary>
    public static IServiceCollection AddRunners(this IServiceCollection services, IConfiguration configuration)
    {
        if (DemoCollection.IsWanted(SettingsReader.Read<DemoSettings>(configuration), SettingsReader.Read<DataSettings>(configuration)))
            services.AddHostedService<DemoWriter>();
        return services
            .AddSingleton<CollectionItems>()
            .AddSingleton<CollectionProbes>()
            .AddSingleton<IdempotencyKeys>()
            .AddSingleton<Housekeeping>()
            .AddSingleton<JobSignals>()
            .AddSingleton<JobEvents>()
            .AddSingleton<DefaultOptions>()
            .AddSingleton<GraphChecker>()
            .AddSingleton<SourceLinks>()
            .AddSingleton(provider => new WorkerEnvironment(() => Variables(configuration, provider)))
            .AddSingleton<WorkerPool>()
            .AddSingleton<LocalRunner>()
            .AddSingleton<SyncLane>()
            .AddHostedService<Runner>();
    }

    static Dictionary<string, string> Variables(IConfiguration configuration, IServiceProvider services)
    {
        var (data, demo) = (services.GetRequiredService<DataSettings>(), services.GetRequiredService<DemoSettings>());
        var variables = new Dictionary<string, string>();
        foreach (var (key, value) in configuration.AsEnumerable())
            if (value is not null && key.Contains(':')) variables[key.Replace(":", "__", StringComparison.Ordinal)] = value;
        variables[nameof(LogSettings.LogLevel)] = services.GetRequiredService<LogSettings>().LogLevel.ToString();
        var address = data.Database ?? services.GetRequiredService<EmbeddedPostgres>().ConnectionString;
        variables["ConnectionStrings__OpenEo"] = new NpgsqlConnectionStringBuilder(address) { MaxPoolSize = 4,
            ApplicationName = "openeo-slices-worker" }.ConnectionString;
        variables[nameof(DataSettings.DataFolder)] = data.PathOf();
        // A worker is given a database and could not tell any more that it is the embedded one.
        variables["Demo__Collection"] = DemoCollection.IsWanted(demo, data) ? "true" : "false";
        variables["DOTNET_gcServer"] = "0";
        variables["DOTNET_TieredPGO"] = "0";
        return variables;
    }
}
