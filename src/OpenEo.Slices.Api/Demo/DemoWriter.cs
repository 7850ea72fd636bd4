using System.Diagnostics;
using OpenEo.Slices.Api.Running;
using OpenEo.Slices.Api.Settings;

namespace OpenEo.Slices.Api.Demo;

/// <summary>Has the demo collection written when it is missing: by a process of its own, in the background, while the service answers already.</summary>
sealed class DemoWriter(DataSettings data, ILogger<DemoWriter> log) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await Task.Yield();   // the service starts to answer meanwhile
        var folder = DemoCollection.Folder(data);
        if (File.Exists(DemoCollection.Document(folder))) return;
        log.LogInformation("Writing the demo collection {Id} to {Folder}", DemoCollection.Id, folder);
        try
        {
            var (exitCode, output) = await RunAsync(folder, stoppingToken);
            if (exitCode == 0) log.LogInformation("The demo collection {Id} is ready", DemoCollection.Id);
            else log.LogWarning("The demo collection could not be written: {Reason}", output.Trim());
        }
        catch (Exception e) when (e is IOException or System.ComponentModel.Win32Exception)
        {
            log.LogWarning("The demo collection could not be written: {Reason}", e.Message);
        }
    }

    // The service itself never loads GDAL.
    static async Task<(int ExitCode, string Output)> RunAsync(string folder, CancellationToken ct)
    {
        var command = WorkerProcess.Command();
        var start = new ProcessStartInfo(command[0], [.. command[1..], "demo-collection", folder]) { RedirectStandardOutput = true,
            RedirectStandardError = true };
        using var process = Process.Start(start)!;
        await using var stop = ct.Register(() =>
        {
            if (!process.HasExited) process.Kill(entireProcessTree: true);
        });
        var output = process.StandardOutput.ReadToEndAsync(CancellationToken.None);
        var error = await process.StandardError.ReadToEndAsync(CancellationToken.None);
        await process.WaitForExitAsync(CancellationToken.None);
        ct.ThrowIfCancellationRequested();
        return (process.ExitCode, error.Length > 0 ? error : await output);
    }
}
