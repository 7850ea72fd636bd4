using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.Json;
using OpenEo.Slices.Api.Access;
using OpenEo.Slices.Api.Settings;

namespace OpenEo.Slices.Api.Demo;

/// <summary>
/// The verb <c>demo [FOLDER]</c>: the way of a job through the service as a client sees it, from login to the downloaded files. Uses the service that
/// <c>OPENEO_URL</c> names (with <c>OPENEO_USER</c> and <c>OPENEO_PASSWORD</c>), or starts a fresh one and stops it again.
/// </summary>
static class DemoRun
{
    const int BarWidth = 30;

    static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(100), Patience = TimeSpan.FromSeconds(60);

    /// <summary>Runs it; returns the exit code. Files go to the folder, by default <c>data/demo</c>.</summary>
    public static async Task<int> RunAsync(string[] args)
    {
        if (args.Length > 2) throw new SetupException("Use: demo [FOLDER]");
        using var stop = new CancellationTokenSource();
        using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
        using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);
        try
        {
            var given = Environment.GetEnvironmentVariable("OPENEO_URL");
            if (!string.IsNullOrEmpty(given) && !Uri.TryCreate(given, UriKind.Absolute, out _)) throw new SetupException($"OPENEO_URL is no address: {given}");
            var clock = Stopwatch.StartNew();
            await using var own = string.IsNullOrEmpty(given) ? await DemoService.StartAsync(stop.Token) : null;
            if (own is not null) Say(clock, $"A fresh service, with a database of its own, is ready at {own.Url}");
            await RunJobAsync(own?.Url ?? new Uri(given!), args.ElementAtOrDefault(1) ?? Path.Combine("data", "demo"), clock, stop.Token);
            return 0;
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            return 130;
        }
        catch (Exception e) when (e is HttpRequestException or OperationCanceledException)
        {
            throw new SetupException($"The service does not answer: {e.Message}");
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            throw new SetupException($"The service answers in a way that was not expected: {e.Message}");
        }

        void Stop(PosixSignalContext signal)
        {
            // So that what was started is stopped, and what was written is deleted.
            signal.Cancel = true;
            stop.Cancel();
        }
    }

    static async Task RunJobAsync(Uri server, string folder, Stopwatch clock, CancellationToken ct)
    {
        var user = Environment.GetEnvironmentVariable("OPENEO_USER") ?? Users.Demo;
        using var client = await DemoClient.ConnectAsync(server, user, Environment.GetEnvironmentVariable("OPENEO_PASSWORD") ?? Users.Demo, ct);
        Say(clock, $"Logged in as {user} at {client.Url}");
        await WaitForCollectionAsync(client, clock, ct);

        var job = await client.CreateAsync("NDVI, clouds masked, median over the year", DemoGraph.Create(), ct);
        try
        {
            await client.StartAsync(job, ct);
            Say(clock, $"Started batch job {job}");
            var status = await FollowAsync(client, job, clock, ct);
            if (status != "finished") throw new SetupException($"The job's status is {status}; its log says why.");
            var results = await client.GetAsync($"jobs/{job}/results", ct);
            foreach (var asset in results.GetProperty("assets").EnumerateObject())
                Describe(await DemoClient.DownloadAsync(asset.Name, asset.Value, folder, ct), asset.Value);
        }
        finally
        {
            await client.DeleteAsync(job);
        }
    }

    static async Task WaitForCollectionAsync(DemoClient client, Stopwatch clock, CancellationToken ct)
    {
        var waited = Stopwatch.StartNew();
        while (!await client.HasCollectionAsync(DemoCollection.Id, ct))
        {
            if (waited.Elapsed > Patience) throw new SetupException($"The service has no collection {DemoCollection.Id}.");
            await Task.Delay(Poll, ct);
        }
        Say(clock, $"Found the collection {DemoCollection.Id}");
    }

    /// <summary>Shows log entries as they come, and below them how far the job is, until it has ended; returns its last status.</summary>
    static async Task<string> FollowAsync(DemoClient client, string job, Stopwatch clock, CancellationToken ct)
    {
        var offset = "";
        while (true)
        {
            var state = await client.GetAsync($"jobs/{job}", ct);
            var logs = await client.GetAsync($"jobs/{job}/logs?level=info&offset={offset}", ct);
            foreach (var entry in logs.GetProperty("logs").EnumerateArray())
            {
                offset = entry.GetProperty("id").GetString();
                ClearBar();
                Say(clock, $"  {entry.GetProperty("level").GetString()}: {entry.GetProperty("message").GetString()}");
            }
            var status = state.GetProperty("status").GetString();
            if (status is "finished" or "error" or "canceled") return status;
            DrawBar(status!, state.TryGetProperty("progress", out var progress) ? progress.GetDouble() : 0);
            await Task.Delay(Poll, ct);
        }
    }

    // A file or a pipe gets no bar: it cannot take it back.
    static void DrawBar(string status, double percent)
    {
        if (Console.IsOutputRedirected) return;
        var done = (int)(percent / 100 * BarWidth);
        Console.Write(
            string.Create(CultureInfo.InvariantCulture, $"\r[{new string('█', done)}{new string('·', BarWidth - done)}] {percent,5:0.0} % {status}   "));
    }

    static void ClearBar()
    {
        if (!Console.IsOutputRedirected) Console.Write("\r\u001b[K");
    }

    static void Describe(string path, JsonElement asset)
    {
        var type = asset.GetProperty("type").GetString()!;
        var shape = asset.GetProperty("proj:shape");
        var megabytes = asset.GetProperty("file:size").GetInt64() / 1e6;
        Console.WriteLine();
        Console.WriteLine(Path.GetFullPath(path));
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"  {shape[1]} × {shape[0]} pixels, {asset.GetProperty("proj:code").GetString()}, {megabytes:0.00} MB, {type}"));
        // Of a picture they would be those of its colours.
        if (!type.StartsWith("image/tiff", StringComparison.Ordinal)) return;
        foreach (var one in asset.GetProperty("bands")[0].GetProperty("statistics").EnumerateObject())
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  {one.Name,-13} {one.Value.GetDouble():0.####}"));
    }

    static void Say(Stopwatch clock, string text) =>
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{clock.Elapsed.TotalSeconds,6:0.00} s  {text}"));
}
