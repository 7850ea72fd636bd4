namespace OpenEo.Slices.Api.Web;

/// <summary>
/// The time between the wish to stop and the stop: readiness is refused at once and no more runs are taken, but requests are answered for another
/// <c>Shutdown:DelaySeconds</c> (default 0), until gateways have noticed. Then no more connections are accepted; requests and runs that are at work have
/// <c>Shutdown:Seconds</c> (default 30) to end.
/// </summary>
public sealed class Draining(IHostApplicationLifetime lifetime, IConfiguration configuration, ILogger<Draining> log) : IHostedLifecycleService
{
    readonly TimeSpan delay = Delay(configuration);

    /// <summary>Whether the service is about to stop.</summary>
    public bool HasBegun => lifetime.ApplicationStopping.IsCancellationRequested;

    /// <summary>How long all of stopping may take before it is cut short.</summary>
    public static TimeSpan Limit(IConfiguration configuration) =>
        Delay(configuration) + TimeSpan.FromSeconds(Math.Max(configuration.GetValue("Shutdown:Seconds", 30.0), configuration.GetValue("Jobs:DrainSeconds", 5.0) + 10));

    /// <inheritdoc/>
    public async Task StoppingAsync(CancellationToken cancellationToken)
    {
        lifetime.StopApplication();   // said already, unless somebody stops the host without a signal
        if (delay == TimeSpan.Zero) return;
        log.LogInformation("Stopping: not ready any more, and no new connections in {Seconds} s", delay.TotalSeconds);
        await Task.Delay(delay, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    /// <inheritdoc/>
    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    static TimeSpan Delay(IConfiguration configuration) => TimeSpan.FromSeconds(Math.Max(0, configuration.GetValue("Shutdown:DelaySeconds", 0.0)));
}
