using System.Net;
using OpenEo.Slices.Api.Demo;
using OpenEo.Slices.Api.Jobs;
using OpenEo.Slices.Api.Settings;
using OpenEo.Slices.Engine.Stac;

namespace OpenEo.Slices.Api.Hosting;

/// <summary>What the service and its workers have in common: the collections, where data may be read from, and what it costs.</summary>
static class ComputingSetup
{
    /// <summary>Registers the common parts; settings are registered already.</summary>
    public static IServiceCollection AddComputing(this IServiceCollection services) => services
        .AddSingleton(TimeProvider.System)
        .AddSingleton(provider => Policy(
            provider.GetRequiredService<SourceSettings>(), provider.GetRequiredService<CollectionSettings>(), provider.GetService<WebProxy>(),
            provider.GetRequiredService<ObjectStores>()))
        .AddSingleton(provider => new StacDocuments(provider.GetRequiredService<LocationPolicy>().CreateClient()))
        .AddSingleton(Catalog)
        .AddSingleton<Billing>();

    static LocationPolicy Policy(SourceSettings sources, CollectionSettings collections, WebProxy? wayOut, ObjectStores stores) =>
        new(sources.Folders, [.. sources.Hosts, .. collections.Hosts()]) { Proxy = wayOut, Stores = stores };

    // The configured collections and the demo collection, which may still be written.
    static CollectionCatalog Catalog(IServiceProvider provider)
    {
        var (log, data) = (provider.GetRequiredService<ILogger<CollectionCatalog>>(), provider.GetRequiredService<DataSettings>());
        string[] awaited = DemoCollection.IsWanted(provider.GetRequiredService<DemoSettings>(), data)
            ? [DemoCollection.Document(DemoCollection.Folder(data))] : [];
        var policy = provider.GetRequiredService<LocationPolicy>();
        return new CollectionCatalog(
            [.. provider.GetRequiredService<CollectionSettings>().Sources, .. awaited.Select(path => new CatalogSource(path))],
            new CatalogReader(policy, policy.CreateClient()), provider.GetRequiredService<TimeProvider>(), message => log.LogWarning("{Message}", message))
        {
            Awaited = awaited,
        };
    }
}
