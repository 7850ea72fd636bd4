using OpenEo.Slices.Api.Catalog;
using OpenEo.Slices.Api.Hosting;
using OpenEo.Slices.Engine.Cubes;
using OpenEo.Slices.Engine.Execution;
using OpenEo.Slices.Engine.Stac;
using OpenEo.Slices.Gdal;

namespace OpenEo.Slices.Api.Worker;

/// <summary>
/// The engine as configured. Only workers have one: the service itself never opens data. <c>Sources:Folders</c> and <c>Sources:Hosts</c> say what users may
/// load beside the collections (default: nothing local, any public host); <c>Engine:MemoryBudget</c> (bytes) and <c>Engine:Threads</c> how much of the
/// machine a run may use.
/// </summary>
public static class EngineSetup
{
    /// <summary>Registers the engine and what it reads with.</summary>
    public static IServiceCollection AddEngine(this IServiceCollection services, IConfiguration configuration) => services
        .AddSingleton<IRasterLibrary>(_ => new GdalLibrary())
        .AddCollections(configuration)
        .AddLocationPolicy(configuration)
        .AddSingleton<CollectionProbe>()
        .AddSingleton(provider => new StacDocuments(provider.GetRequiredService<LocationPolicy>().CreateClient()))
        .AddSingleton(OptionsOf(configuration))
        .AddSingleton<ProcessingEngine>();

    /// <summary>What users may have read: the only part that the service needs too.</summary>
    public static IServiceCollection AddLocationPolicy(this IServiceCollection services, IConfiguration configuration) => services.AddSingleton(_ => new LocationPolicy(
        configuration.GetSection("Sources:Folders").Get<string[]>() ?? [],
        [.. configuration.GetSection("Sources:Hosts").Get<string[]>() ?? ["*"], .. CatalogSources.Hosts(configuration)]));

    static EngineOptions OptionsOf(IConfiguration configuration)
    {
        var defaults = new EngineOptions();
        return new EngineOptions
        {
            MemoryBudget = configuration.GetValue("Engine:MemoryBudget", defaults.MemoryBudget),
            Threads = Math.Max(1, configuration.GetValue("Engine:Threads", defaults.Threads)),
        };
    }
}
