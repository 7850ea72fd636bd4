using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using System.Text;

namespace OpenEo.Slices.Benchmarks;

/// <summary>The built service as a process of its own, with an embedded database in a given folder.</summary>
public sealed partial class RunningService : IAsyncDisposable
{
    const int Terminate = 15;

    static readonly TimeSpan Patience = TimeSpan.FromSeconds(90);

    readonly Process process;
    readonly StringBuilder output = new();

    RunningService(Process process, string url, string folder)
    {
        (this.process, Url, Folder) = (process, url, folder);
        process.OutputDataReceived += (_, line) => Keep(line.Data);
        process.ErrorDataReceived += (_, line) => Keep(line.Data);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
    }

    /// <summary>The built service.</summary>
    public static string Binary => Path.GetFullPath(".artifacts/bin/OpenEo.Slices.Api/release/OpenEo.Slices.dll");

    /// <summary>The root of the API.</summary>
    public string Url { get; }

    /// <summary>The service's data folder.</summary>
    public string Folder { get; }

    /// <summary>The service's process number.</summary>
    public int Pid => process.Id;

    /// <summary>From just before the process was made to the first answer of <c>GET /</c>, as a client that asks every 5 ms sees it.</summary>
    public TimeSpan ToFirstAnswer { get; private set; }

    /// <summary>Starts the service on a free port and waits for its first answer.</summary>
    public static async Task<RunningService> StartAsync(string folder, CancellationToken ct, string? collection = null, bool limitRates = true)
    {
        if (!File.Exists(Binary)) throw new BenchmarkException($"{Binary} is missing: run script/bench, which builds it.");
        var address = $"http://127.0.0.1:{FreePort()}";
        var start = new ProcessStartInfo("dotnet", [Binary]) { RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment.Remove("ConnectionStrings__OpenEo");
        start.Environment["ASPNETCORE_URLS"] = address;
        start.Environment["DataFolder"] = folder;
        if (!limitRates) start.Environment["RateLimits__Enabled"] = "false";
        if (collection is not null) start.Environment["Collections__0"] = collection;

        var watch = Stopwatch.StartNew();
        var service = new RunningService(Tool.Start(start), $"{address}/openeo/v1/", folder);
        try
        {
            await service.AnswerAsync(watch, ct);
            return service;
        }
        catch
        {
            await service.DisposeAsync();
            throw;
        }
    }

    /// <summary>Asks the service to end, as an operator would, and waits for it.</summary>
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
    }

    async Task AnswerAsync(Stopwatch watch, CancellationToken ct)
    {
        using var http = new HttpClient();
        while (true)
        {
            try
            {
                using var response = await http.GetAsync(Url, ct);
                response.EnsureSuccessStatusCode();
                await response.Content.ReadAsByteArrayAsync(ct);
                ToFirstAnswer = watch.Elapsed;
                return;
            }
            catch (HttpRequestException e) when (!process.HasExited && watch.Elapsed < Patience)
            {
                if (e.StatusCode is not null) throw new BenchmarkException($"{Url} answered {e.StatusCode}.");
            }
            catch (HttpRequestException e)
            {
                throw new BenchmarkException($"The service does not answer: {e.Message}\n{Output()}");
            }
            await Task.Delay(5, ct);
        }
    }

    string Output()
    {
        lock (output) return output.ToString();
    }

    void Keep(string? line)
    {
        lock (output) output.AppendLine(line);
    }

    static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    [LibraryImport("libc", EntryPoint = "kill")]
    private static partial int Kill(int pid, int signal);
}
