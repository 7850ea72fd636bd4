using OpenEo.Slices.Api.Catalog;
using OpenEo.Slices.Api.Graphs;
using OpenEo.Slices.Api.Jobs;
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
        .AddSingleton<WorkerPool>()
        .AddSingleton<LocalRunner>()
        .AddSingleton<Instant>()
        .AddSingleton<SourceLinks>()
        .AddSingleton<GraphChecker>()
        .AddHostedService<Runner>();
}
