using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using System.Text;
using OpenEo.Slices.Api.Settings;

namespace OpenEo.Slices.Api.Demo;

/// <summary>The service as a child process on a free port: waited for, and ended as an operator would. The benchmarks compile this file too.</summary>
sealed class ServiceProcess : IAsyncDisposable
{
    const int Terminate = 15;

    static readonly TimeSpan Patience = TimeSpan.FromSeconds(90);

    readonly Process process;
    readonly StringBuilder output = new();

    ServiceProcess(Process process, Uri url)
    {
        (this.process, Url) = (process, url);
        process.OutputDataReceived += (_, line) => Keep(line.Data);
        process.ErrorDataReceived += (_, line) => Keep(line.Data);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
    }

    /// <summary>The root of the server.</summary>
    public Uri Url { get; }

    /// <summary>The process number.</summary>
    public int Pid => process.Id;

    /// <summary>From just before the process was made to the first answer of the awaited path, as a client that asks every 5 ms sees it.</summary>
    public TimeSpan ToFirstAnswer { get; private set; }

    /// <summary>Starts the command on a free port and waits until a path of it answers with success.</summary>
    /// <exception cref="SetupException">It ended or did not answer in time; the message holds what it said.</exception>
    public static async Task<ServiceProcess> StartAsync(ProcessStartInfo start, string awaited, CancellationToken ct)
    {
        var url = FreeUrl();
        (start.RedirectStandardOutput, start.RedirectStandardError) = (true, true);
        start.Environment["ASPNETCORE_URLS"] = url.ToString();
        var watch = Stopwatch.StartNew();
        var service = new ServiceProcess(Process.Start(start)!, url);
        try
        {
            await service.WaitAsync(new Uri(url, awaited), watch, ct);
            return service;
        }
        catch
        {
            await service.DisposeAsync();
            throw;
        }
    }

    /// <summary>Asks it to end, and waits until it has.</summary>
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

    async Task WaitAsync(Uri awaited, Stopwatch watch, CancellationToken ct)
    {
        using var http = new HttpClient();
        for (; watch.Elapsed < Patience && !process.HasExited; await Task.Delay(5, ct))
        {
            try
            {
                using var answer = await http.GetAsync(awaited, ct);
                if (!answer.IsSuccessStatusCode) continue;
                ToFirstAnswer = watch.Elapsed;
                return;
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

    static Uri FreeUrl()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return new Uri($"http://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}");
    }

    [DllImport("libc", EntryPoint = "kill")]
    static extern int Kill(int pid, int signal);
}
