using OpenEo.Slices.Api.Settings;

namespace OpenEo.Slices.Api.Web;

/// <summary>
/// The time between the wish to stop and the stop: readiness is refused at once and no more runs are taken, but requests are answered for another
/// <c>Shutdown:DelaySeconds</c>, until gateways have noticed. Then no more connections are accepted; requests and runs that are at work have
/// <c>Shutdown:Seconds</c> to end.
/// </summary>
sealed class Draining(IHostApplicationLifetime lifetime, ShutdownSettings settings, ILogger<Draining> log) : IHostedLifecycleService
{
    readonly TimeSpan delay = TimeSpan.FromSeconds(settings.DelaySeconds);

    /// <summary>Whether the service is about to stop.</summary>
    public bool HasBegun => lifetime.ApplicationStopping.IsCancellationRequested;

    /// <summary>How long all of stopping may take before it is cut short.</summary>
    public static TimeSpan Limit(ShutdownSettings settings, JobSettings jobs) =>
        TimeSpan.FromSeconds(settings.DelaySeconds + Math.Max(settings.Seconds, jobs.DrainSeconds + 10));

    public async Task StoppingAsync(CancellationToken cancellationToken)
    {
        lifetime.StopApplication();   // said already, unless somebody stops the host without a signal
        if (delay == TimeSpan.Zero) return;
        log.LogInformation("Stopping: not ready any more, and no new connections in {Seconds} s", delay.TotalSeconds);
        await Task.Delay(delay, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
