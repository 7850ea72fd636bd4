using Npgsql;
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
            .AddSingleton(provider => new WorkerEnvironment(() => Prepare(configuration, provider)))
            .AddSingleton<Egress>()
            .AddSingleton<WorkerPool>()
            .AddSingleton<LocalRunner>()
            .AddSingleton<SyncLane>()
            .AddHostedService<Runner>();
    }

    static (Handover, CagePlan?, IReadOnlyDictionary<string, string>) Prepare(IConfiguration configuration, IServiceProvider services)
    {
        var (data, demo) = (services.GetRequiredService<DataSettings>(), services.GetRequiredService<DemoSettings>());
        var settings = configuration.AsEnumerable().Where(pair => pair.Value is not null && pair.Key.Contains(':'))
            .ToDictionary(pair => pair.Key, pair => pair.Value);
        settings[nameof(LogSettings.LogLevel)] = services.GetRequiredService<LogSettings>().LogLevel.ToString();
        var database = new NpgsqlConnectionStringBuilder(data.Database ?? services.GetRequiredService<EmbeddedPostgres>().ConnectionString)
        {
            MaxPoolSize = 4,
            ApplicationName = "openeo-slices-worker",
        };
        settings["ConnectionStrings:OpenEo"] = database.ConnectionString;
        settings[nameof(DataSettings.DataFolder)] = data.PathOf();
        // A worker is given a database and could not tell any more that it is the embedded one.
        settings["Demo:Collection"] = DemoCollection.IsWanted(demo, data) ? "true" : "false";
        var gdal = Environment.GetEnvironmentVariables().Cast<System.Collections.DictionaryEntry>()
            .Where(variable => WorkerEnvironment.IsSecret((string)variable.Key))
            .ToDictionary(variable => (string)variable.Key, variable => (string)variable.Value!);
        var egress = services.GetRequiredService<Egress>();
        // Also without a cage: it is where temporary files go.
        var scratch = Directory.CreateDirectory(data.PathOf("scratch")).FullName;
        var variables = new Dictionary<string, string>
        {
            ["DOTNET_gcServer"] = "0",
            ["DOTNET_TieredPGO"] = "0",
            ["DOTNET_EnableDiagnostics"] = "0",
            ["TMPDIR"] = scratch,
        };
        return (new Handover(settings, egress.Address, gdal), services.GetRequiredService<WorkerSettings>().Cage == CageMode.Off ? null
            : Plan(services, scratch, database, egress), variables);
    }

    static CagePlan Plan(IServiceProvider services, string scratch, NpgsqlConnectionStringBuilder database, Egress egress)
    {
        var data = services.GetRequiredService<DataSettings>();
        var results = services.GetRequiredService<ResultFiles>();
        string[] own = [data.PathOf("collections"), services.GetRequiredService<UserFiles>().Root], write = [results.Root, results.SyncRoot, scratch];
        // A rule is about a folder that is there.
        foreach (var folder in own.Concat(write)) Directory.CreateDirectory(folder);
        var collections = services.GetRequiredService<CollectionSettings>().Sources.Select(source => source.Location)
            .Where(location => !LocationPolicy.IsHttp(location)).Select(location => Path.GetDirectoryName(Path.GetFullPath(location))!);
        string[] read = [.. collections, .. services.GetRequiredService<SourceSettings>().Folders.Select(Path.GetFullPath), .. own];
        return new CagePlan(read, write, [data.PathOf()], [egress.Port, .. PortsOf(database)], IsLocal(database));
    }

    static bool IsLocal(NpgsqlConnectionStringBuilder database) => database.Host is null or "" or ['/' or '@', ..];

    // One for each of several hosts, where they say their own.
    static IEnumerable<int> PortsOf(NpgsqlConnectionStringBuilder database) => IsLocal(database) ? []
        : database.Host!.Split(',')
            .Select(host => host.LastIndexOf(':') is > 0 and var colon && int.TryParse(host.AsSpan(colon + 1), out var port) ? port : database.Port)
            .Append(database.Port).Distinct();
}
