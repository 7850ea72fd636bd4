using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using System.Text;
using OpenEo.Slices.Api.Running;
using OpenEo.Slices.Api.Settings;

namespace OpenEo.Slices.Api.Demo;

/// <summary>The service as a child process for one demo run, with a data folder and a port of its own. Both are gone when it is disposed of.</summary>
sealed class DemoService : IAsyncDisposable
{
    const int Terminate = 15;

    static readonly TimeSpan Patience = TimeSpan.FromSeconds(90);

    readonly Process process;
    readonly string folder;
    readonly StringBuilder output = new();

    DemoService(Process process, string folder, Uri url)
    {
        (this.process, this.folder, Url) = (process, folder, url);
        process.OutputDataReceived += (_, line) => Keep(line.Data);
        process.ErrorDataReceived += (_, line) => Keep(line.Data);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
    }

    /// <summary>Where it listens.</summary>
    public Uri Url { get; }

    /// <summary>Starts it and waits until it is ready.</summary>
    /// <exception cref="SetupException">It ended or did not become ready; the message holds what it said.</exception>
    public static async Task<DemoService> StartAsync(CancellationToken ct)
    {
        var folder = Directory.CreateTempSubdirectory("openeo-demo-").FullName;
        // The database of root runs as another user, who must get through.
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(folder, File.GetUnixFileMode(folder) | UnixFileMode.OtherExecute);
        var url = FreeUrl();
        var command = WorkerProcess.Command();
        var start = new ProcessStartInfo(command[0], command[1..]) { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var name in start.Environment.Keys.Where(IsSetting).ToList()) start.Environment.Remove(name);
        start.Environment["ASPNETCORE_URLS"] = url.ToString();
        start.Environment["DataFolder"] = Path.Combine(folder, "data");
        // The working folder may hold settings of another service.
        start.WorkingDirectory = folder;
        var service = new DemoService(Process.Start(start)!, folder, url);
        try
        {
            await service.WaitAsync(ct);
            return service;
        }
        catch
        {
            await service.DisposeAsync();
            throw;
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (!process.HasExited) _ = Kill(process.Id, Terminate);
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        try
        {
            await process.WaitForExitAsync(limit.Token);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
        }
        process.Dispose();
        Directory.Delete(folder, recursive: true);
    }

    async Task WaitAsync(CancellationToken ct)
    {
        using var http = new HttpClient();
        for (var waited = Stopwatch.StartNew(); waited.Elapsed < Patience && !process.HasExited; await Task.Delay(20, ct))
        {
            try
            {
                using var answer = await http.GetAsync(new Uri(Url, "openeo/v1/health/ready"), ct);
                if (answer.IsSuccessStatusCode) return;
            }
            catch (HttpRequestException)
            {
                // It does not listen yet.
            }
        }
        string said;
        lock (output) said = output.ToString();
        throw new SetupException($"The service did not start.\n{said}".TrimEnd());
    }

    void Keep(string? line)
    {
        lock (output) output.AppendLine(line);
    }

    // A fresh service is one without the settings of the shell that it is started from.
    static bool IsSetting(string name) =>
        name.StartsWith("ASPNETCORE_", StringComparison.OrdinalIgnoreCase) || name.StartsWith("ConnectionStrings__", StringComparison.OrdinalIgnoreCase)
        || name.StartsWith("Collections__", StringComparison.OrdinalIgnoreCase) || name.StartsWith("Demo", StringComparison.OrdinalIgnoreCase)
        || name.Equals("PublicUrl", StringComparison.OrdinalIgnoreCase) || name.Equals("BasePath", StringComparison.OrdinalIgnoreCase);

    static Uri FreeUrl()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return new Uri($"http://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}");
    }

    [DllImport("libc", EntryPoint = "kill")]
    static extern int Kill(int pid, int signal);
}
