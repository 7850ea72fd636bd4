using System.Runtime.InteropServices;
using OpenEo.Slices.Api.Settings;

namespace OpenEo.Slices.Api.Running;

/// <summary>One queued run, in a process that an outer system has started for it: it looks after a worker like the service does.</summary>
sealed class SingleRun(RunQueue queue, LocalRunner runner)
{
    /// <summary>Takes the run and does it. Returns the exit code: 0 when it has ended in order, 1 when this process was told to stop before.</summary>
    /// <exception cref="SetupException">The run is not queued.</exception>
    public async Task<int> RunAsync(long runId)
    {
        var run = await queue.TakeAsync(runId, "command", CancellationToken.None) ?? throw new SetupException($"Run {runId} is not queued.");
        using var stop = new CancellationTokenSource();
        using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, signal =>
        {
            signal.Cancel = true;
            stop.Cancel();
        });
        await runner.RunAsync(run, stop.Token);
        return stop.IsCancellationRequested ? 1 : 0;
    }
}
