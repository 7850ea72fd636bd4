using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text.Json.Nodes;

namespace OpenEo.Slices.Benchmarks;

/// <summary>The shared folder's <c>lag.mjs</c>: a folder over http, with a fixed delay for each request, as object storage has it. It sends no ETags.</summary>
public sealed class LagServer : IDisposable
{
    readonly HttpClient http = new();
    readonly Process process;

    LagServer(Process process, string address) => (this.process, Address) = (process, address);

    /// <summary>With a slash at the end.</summary>
    public string Address { get; }

    /// <summary>Serves a folder from a free port, and waits until it does.</summary>
    public static async Task<LagServer> StartAsync(string folder, int milliseconds, CancellationToken ct)
    {
        int port;
        using (var probe = new TcpListener(IPAddress.Loopback, 0))
        {
            probe.Start();
            port = ((IPEndPoint)probe.LocalEndpoint).Port;
        }
        var script = Path.Combine(Tool.Shared, "bench", "lag.mjs");
        if (!File.Exists(script)) throw new BenchmarkException($"{script} is missing: set OPENEO_SHARED to the folder that holds it.");
        string[] arguments = [script, folder, port.ToString(CultureInfo.InvariantCulture), milliseconds.ToString(CultureInfo.InvariantCulture)];
        var server = new LagServer(Tool.Start(new ProcessStartInfo("node", arguments)), $"http://127.0.0.1:{port}/");
        for (var waited = Stopwatch.StartNew(); ; await Task.Delay(20, ct))
        {
            try
            {
                await server.CountsAsync(ct);
                return server;
            }
            catch (HttpRequestException) when (waited.Elapsed < TimeSpan.FromSeconds(10))
            {
                // It does not listen yet.
            }
        }
    }

    /// <summary>Requests, bytes and the most requests at one time since this was last asked.</summary>
    public async Task<Counts> CountsAsync(CancellationToken ct)
    {
        var stats = JsonNode.Parse(await http.GetStringAsync(new Uri(Address + "stats"), ct))!;
        return new Counts(stats["n"]!.GetValue<int>(), stats["bytes"]!.GetValue<long>(), stats["peak"]!.GetValue<int>());
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        process.Kill();
        process.Dispose();
        http.Dispose();
    }

    /// <summary>What the server was asked for.</summary>
    /// <param name="Requests">How often.</param>
    /// <param name="Bytes">Bytes of bodies.</param>
    /// <param name="Peak">The most at one time.</param>
    public readonly record struct Counts(int Requests, long Bytes, int Peak)
    {
        /// <summary>In words.</summary>
        public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Requests} requests, {Bytes / 1e6:0} MB, {Peak} at once");
    }
}
