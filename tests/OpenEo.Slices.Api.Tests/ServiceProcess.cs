using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using OpenEo.Slices.Api.Hosting;

namespace OpenEo.Slices.Api.Tests;

/// <summary>The service's own binary as a process of its own, for what only a real process can show: exit codes, signals, crashes.</summary>
public sealed class ServiceProcess : IDisposable
{
    readonly Process process;
    readonly Task<string> output;
    readonly Task<string> error;

    /// <summary>
    /// Starts the binary with these arguments and settings (in the environment's spelling); configuration of the test run itself is not inherited.
    /// </summary>
    public ServiceProcess(IEnumerable<string> arguments, IReadOnlyDictionary<string, string>? settings = null, string input = "")
    {
        var binary = Path.ChangeExtension(typeof(Service).Assembly.Location, ".dll");
        var start = new ProcessStartInfo("dotnet", [binary, .. arguments]) { RedirectStandardOutput = true, RedirectStandardError = true,
            RedirectStandardInput = true };
        foreach (var name in (string[])["ConnectionStrings__OpenEo", "ASPNETCORE_URLS", "DataFolder", "OPENEO_URL", "OPENEO_USER", "OPENEO_PASSWORD"])
            start.Environment.Remove(name);
        foreach (var (name, value) in settings ?? new Dictionary<string, string>()) start.Environment[name] = value;
        process = Process.Start(start)!;
        output = process.StandardOutput.ReadToEndAsync();
        error = process.StandardError.ReadToEndAsync();
        process.StandardInput.Write(input);
        process.StandardInput.Close();
    }

    /// <summary>Serves at this address with a database and a folder of the caller's; settings in either spelling. Returns when it is ready.</summary>
    public static async Task<ServiceProcess> ServeAsync(string url, string database, string folder, IReadOnlyDictionary<string, string?> settings)
    {
        var environment = settings.ToDictionary(setting => setting.Key.Replace(":", "__", StringComparison.Ordinal), setting => setting.Value!);
        (environment["ConnectionStrings__OpenEo"], environment["DataFolder"], environment["ASPNETCORE_URLS"]) = (database, folder, url);
        var service = new ServiceProcess(["serve"], environment);
        await service.WaitReadyAsync(url);
        return service;
    }

    /// <summary>The most memory that it has had, in bytes.</summary>
    public long PeakMemory
    {
        get
        {
            process.Refresh();
            return process.PeakWorkingSet64;
        }
    }

    /// <summary>An address on this machine where nothing listens.</summary>
    public static string FreeUrl() => $"http://127.0.0.1:{FreePort()}";

    /// <summary>A port that nobody listens on.</summary>
    public static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    /// <summary>Waits until the service at this address is ready.</summary>
    public async Task WaitReadyAsync(string url)
    {
        using var client = new HttpClient();
        for (var waited = Stopwatch.StartNew(); waited.Elapsed < TimeSpan.FromSeconds(60); await Task.Delay(20))
        {
            Assert.False(process.HasExited, $"the service ended with {(process.HasExited ? process.ExitCode : 0)}");
            try
            {
                if ((await client.GetAsync($"{url}/openeo/v1/health/ready")).IsSuccessStatusCode) return;
            }
            catch (HttpRequestException)
            {
                // not listening yet
            }
        }
        Assert.Fail("the service did not become ready");
    }

    /// <summary>Kills it without warning, as a crash would.</summary>
    public void Crash()
    {
        process.Kill();
        process.WaitForExit();
    }

    /// <summary>Asks it to stop, as Ctrl+C or a container engine would.</summary>
    public async Task<(int ExitCode, string Output, string Error)> StopAsync()
    {
        using (var kill = Process.Start("sh", ["-c", $"kill -TERM {process.Id}"])) await kill.WaitForExitAsync();
        return await EndAsync();
    }

    /// <summary>Waits for its end.</summary>
    public async Task<(int ExitCode, string Output, string Error)> EndAsync()
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        await process.WaitForExitAsync(limit.Token);
        return (process.ExitCode, await output, await error);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (!process.HasExited) Crash();
        process.Dispose();
    }
}
