using System.Diagnostics;
using OpenEo.Slices.Api.Running;
using OpenEo.Slices.Api.Settings;

namespace OpenEo.Slices.Api.Demo;

/// <summary>The service for one demo run, with a data folder and a port of its own. Both are gone when it is disposed of.</summary>
sealed class DemoService : IAsyncDisposable
{
    readonly ServiceProcess process;
    readonly string folder;

    DemoService(ServiceProcess process, string folder) => (this.process, this.folder) = (process, folder);

    /// <summary>The root of the server.</summary>
    public Uri Url => process.Url;

    /// <summary>Starts the service and waits until it is ready.</summary>
    /// <exception cref="SetupException">It ended or did not become ready; the message holds what it said.</exception>
    public static async Task<DemoService> StartAsync(CancellationToken ct)
    {
        var folder = Directory.CreateTempSubdirectory("openeo-demo-").FullName;
        try
        {
            // The database of root runs as another user, who must get through.
            if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(folder, File.GetUnixFileMode(folder) | UnixFileMode.OtherExecute);
            var command = WorkerProcess.Command();
            // The working folder may hold settings of another service.
            var start = new ProcessStartInfo(command[0], command[1..]) { WorkingDirectory = folder };
            foreach (var name in start.Environment.Keys.Where(IsSetting).ToList()) start.Environment.Remove(name);
            start.Environment["DataFolder"] = Path.Combine(folder, "data");
            return new DemoService(await ServiceProcess.StartAsync(start, "openeo/v1/health/ready", ct), folder);
        }
        catch
        {
            Directory.Delete(folder, recursive: true);
            throw;
        }
    }

    /// <summary>Ends the service and deletes its folder.</summary>
    public async ValueTask DisposeAsync()
    {
        await process.DisposeAsync();
        Directory.Delete(folder, recursive: true);
    }

    // A fresh service is one without the settings of the shell that it is started from.
    static bool IsSetting(string name) =>
        name.StartsWith("ASPNETCORE_", StringComparison.OrdinalIgnoreCase) || name.StartsWith("ConnectionStrings__", StringComparison.OrdinalIgnoreCase)
        || name.StartsWith("Collections__", StringComparison.OrdinalIgnoreCase) || name.StartsWith("Demo", StringComparison.OrdinalIgnoreCase)
        || name.Equals("PublicUrl", StringComparison.OrdinalIgnoreCase) || name.Equals("BasePath", StringComparison.OrdinalIgnoreCase);
}
