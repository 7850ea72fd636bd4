using System.Diagnostics;
using System.Net.Sockets;
using System.Text;
using OpenEo.Slices.Api.Postgres;
using OpenEo.Slices.Api.Tests.Running;

namespace OpenEo.Slices.Api.Tests.Web;

/// <summary>SIGTERM as a gateway, a client in the middle of a request and a running job see it.</summary>
[Collection("jobs")]
public sealed class DrainingTests(JobFixture jobs) : IDisposable
{
    readonly string folder = Directory.CreateTempSubdirectory("openeo-draining-").FullName;
    readonly string url = ServiceProcess.FreeUrl();

    string Api => $"{url}/openeo/v1/";

    public void Dispose() => Directory.Delete(folder, recursive: true);

    async Task<(ServiceProcess Service, string Database)> StartAsync(params (string Name, string Value)[] settings)
    {
        var database = await TestDatabase.CreateAsync();
        var all = new Dictionary<string, string?> { ["Collections__0"] = jobs.With()["Collections:0"], ["Workers__Warm"] = "1" };
        foreach (var (name, value) in settings) all[name] = value;
        return (await ServiceProcess.ServeAsync(url, database, folder, all), database);
    }

    static async Task<int> StatusAsync(HttpClient client, string address)
    {
        try
        {
            return (int)(await client.GetAsync(address)).StatusCode;
        }
        catch (HttpRequestException)
        {
            return 0;   // nobody listens
        }
    }

    // A request whose body is still on its way.
    async Task<(TcpClient Connection, Func<Task<string>> Finish)> BeginRequestAsync()
    {
        const string Body = """{"process_graph":{"a":{"process_id":"add","arguments":{"x":1,"y":2},"result":true}}}""";
        var connection = new TcpClient();
        await connection.ConnectAsync("127.0.0.1", new Uri(url).Port);
        var stream = connection.GetStream();
        await stream.WriteAsync(
            Encoding.ASCII.GetBytes(
                $"POST /openeo/v1/validation HTTP/1.1\r\nHost: h\r\nContent-Type: application/json\r\nContent-Length: {Body.Length}\r\n\r\n{Body[..20]}"));
        return (connection, async () =>
        {
            await stream.WriteAsync(Encoding.ASCII.GetBytes(Body[20..]));
            using var reader = new StreamReader(stream);
            return (await reader.ReadLineAsync())!;
        });
    }

    [Fact]
    public async Task Readiness_ends_at_once_and_service_only_when_gateways_have_noticed()
    {
        var (service, database) = await StartAsync(("Shutdown__DelaySeconds", "4"));
        using var _ = service;
        using var client = new HttpClient();
        var (connection, finish) = await BeginRequestAsync();
        var (slowConnection, finishLate) = await BeginRequestAsync();
        using var __ = connection;
        using var ___ = slowConnection;
        var watch = Stopwatch.StartNew();
        var stopped = service.StopAsync();
        await JobClient.UntilAsync(async () => await StatusAsync(client, $"{Api}health/ready") == 503, "the end of readiness");
        if (watch.Elapsed < TimeSpan.FromSeconds(3))   // on a machine that is not too slow to see it
        {
            var response = await client.GetAsync($"{Api}health/ready");
            await response.ShouldBeErrorAsync(503, "InfrastructureMaintenance");
            Assert.NotNull(response.Headers.RetryAfter);
            Assert.Equal(200, await StatusAsync(client, $"{Api}health/live"));
            Assert.Equal(200, await StatusAsync(client, $"{Api}processes"));
            Assert.Equal("HTTP/1.1 200 OK", await finish());
        }
        await JobClient.UntilAsync(async () => await StatusAsync(client, $"{Api}health/live") == 0, "the end of listening");
        Assert.True(watch.Elapsed > TimeSpan.FromSeconds(4), $"{watch.Elapsed}");
        // Its body was not complete in time: not lost without a word.
        Assert.Equal("HTTP/1.1 503 Service Unavailable", await finishLate());
        var (exitCode, _, error) = await stopped;
        Assert.Equal((0, ""), (exitCode, error));
        await TestDatabase.DropAsync(database);
    }

    [Fact]
    public async Task Without_a_delay_the_service_stops_at_once()
    {
        var (service, database) = await StartAsync();
        using var _ = service;
        var watch = Stopwatch.StartNew();
        Assert.Equal(0, (await service.StopAsync()).ExitCode);
        Assert.True(watch.Elapsed < TimeSpan.FromSeconds(20), $"{watch.Elapsed}");
        await TestDatabase.DropAsync(database);
    }

    [Fact]
    public async Task A_running_job_has_its_time_and_a_queued_one_waits_for_another_service()
    {
        var (service, database) = await StartAsync(("Shutdown__DelaySeconds", "1"), ("Jobs__DrainSeconds", "60"), ("Jobs__Parallel", "1"));
        using var _ = service;
        var token = await LogInAsync(database);
        using var client = new HttpClient { BaseAddress = new Uri(Api) };
        client.DefaultRequestHeaders.Add("Authorization", $"Bearer {token}");
        var first = await client.CreateJobAsync(JobFixture.Slow("1"));
        var second = await client.CreateJobAsync();
        await client.StartJobAsync(first);
        await client.WaitForAsync(first, "running");
        await client.StartJobAsync(second);
        await using var db = Database.Open(database);
        string? worker = null;
        await JobClient.UntilAsync(async () =>
            (worker = await db.FindAsync<string>("SELECT reference FROM job_runs WHERE job_id = @first", new { first }, default)) is not null, "a worker");
        // A service manager that tells all processes at once: the worker leaves it to the service.
        using (var kill = Process.Start("sh", ["-c", $"kill -TERM {worker}"])) await kill.WaitForExitAsync();
        Assert.Equal(0, (await service.StopAsync()).ExitCode);
        Assert.Equal("finished", await db.FindAsync<string>("SELECT status FROM jobs WHERE id = @first", new { first }, default));
        Assert.Equal("queued", await db.FindAsync<string>("SELECT status FROM jobs WHERE id = @second", new { second }, default));
        await TestDatabase.DropAsync(database);
    }

    [Fact]
    public async Task A_computation_that_a_client_waits_for_comes_to_its_end()
    {
        var (service, database) = await StartAsync(("Shutdown__Seconds", "120"));
        using var _ = service;
        using HttpClient client = new() { BaseAddress = new Uri(Api) }, other = new();
        client.DefaultRequestHeaders.Add("Authorization", $"Bearer {await LogInAsync(database)}");
        var result = client.PostTextAsync("result", $$"""{"process":{{JobFixture.Slow("0.3")}}}""");
        await JobClient.UntilAsync(() => Task.FromResult(Directory.EnumerateFiles(folder, "*.tif*", SearchOption.AllDirectories).Any()), "the first window");
        var stopped = service.StopAsync();
        await JobClient.UntilAsync(async () => await StatusAsync(other, $"{Api}health/live") == 0, "the end of listening");
        Assert.Equal(200, (int)(await result).StatusCode);
        Assert.Equal(0, (await stopped).ExitCode);
        await TestDatabase.DropAsync(database);
    }

    [Fact]
    public async Task A_computation_that_takes_too_long_does_not_keep_the_service_from_stopping()
    {
        var (service, database) = await StartAsync(("Shutdown__Seconds", "1"), ("Jobs__DrainSeconds", "0"), ("Sync__MaxPixels", "1000000000000"),
            ("Sync__MaxBytes", "1000000000000"));
        using var _ = service;
        using HttpClient client = new() { BaseAddress = new Uri(Api) };
        client.DefaultRequestHeaders.Add("Authorization", $"Bearer {await LogInAsync(database)}");
        var result = client.PostTextAsync("result", $$"""{"process":{{JobFixture.Slow("0.02")}}}""");
        await JobClient.UntilAsync(() => Task.FromResult(Directory.EnumerateFiles(folder, "*.tif*", SearchOption.AllDirectories).Any()), "the first window");
        var (exitCode, _, error) = await service.StopAsync();
        Assert.Equal((0, ""), (exitCode, error));
        var answer = await result.ContinueWith(task => task.IsFaulted ? 0 : (int)task.Result.StatusCode, TaskScheduler.Default);
        Assert.Contains(answer, (int[])[0, 503]);
        await TestDatabase.DropAsync(database);
    }

    // A token that the process accepts: its key is in the database.
    async Task<string> LogInAsync(string database)
    {
        await using var host = new ApiHost(database, folder, new Dictionary<string, string?> { ["Jobs:Parallel"] = "0" });
        return host.TokenOf("alice");
    }
}
