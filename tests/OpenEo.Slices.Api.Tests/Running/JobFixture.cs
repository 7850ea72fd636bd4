using System.Diagnostics;
using System.Text;
using System.Text.Json;
using OpenEo.Slices.Api.Postgres;
using OpenEo.Slices.Engine.Blocks;
using OpenEo.Slices.Engine.Cubes;
using OpenEo.Slices.Gdal;

namespace OpenEo.Slices.Api.Tests.Running;

/// <summary>A service with a small collection to compute with: three dates of one 256 x 256 scene with bands B04 and B08 whose cells are 100 and 300.</summary>
public class JobFixture : ApiFixture
{
    /// <summary>A process that needs no data and gives 3.</summary>
    public const string Sum = """{"process_graph":{"a":{"process_id":"add","arguments":{"x":1,"y":2},"result":true}}}""";

    /// <summary>A process that gives a file for each of the three dates.</summary>
    public const string Copy = """
        {"process_graph":{
          "load":{"process_id":"load_collection","arguments":{"id":"TINY","spatial_extent":null,"temporal_extent":null}},
          "save":{"process_id":"save_result","arguments":{"data":{"from_node":"load"},"format":"GTiff"},"result":true}}}
        """;

    readonly string catalog = Directory.CreateTempSubdirectory("openeo-catalog-").FullName;

    /// <summary>Settings that a derived fixture adds.</summary>
    protected virtual IReadOnlyList<(string Key, string? Value)> More => [];

    /// <inheritdoc/>
    protected override IReadOnlyDictionary<string, string?> Settings =>
        new Dictionary<string, string?>(More.Select(setting => KeyValuePair.Create(setting.Key, setting.Value)))
    {
        ["Collections:0"] = Path.Combine(catalog, "collection.json"),
        ["Workers:Warm"] = "1",
        ["Jobs:LeaseSeconds"] = "6",
        ["Jobs:DrainSeconds"] = "0.2",
        ["Validation:Seconds"] = "10",
    };

    /// <summary>A process that computes for many seconds, in many windows, at a resolution of this many metres.</summary>
    public static string Slow(string resolution = "0.1") => """
        {"process_graph":{
          "load":{"process_id":"load_collection","arguments":{"id":"TINY","spatial_extent":null,"temporal_extent":["2024-01-01","2024-01-02"],"bands":["B04"]}},
          "finer":{"process_id":"resample_spatial","arguments":{"data":{"from_node":"load"},"resolution":RESOLUTION}},
          "save":{"process_id":"save_result","arguments":{"data":{"from_node":"finer"},"format":"GTiff"},"result":true}}}
        """.Replace("RESOLUTION", resolution, StringComparison.Ordinal);

    /// <inheritdoc/>
    public override async Task InitializeAsync()
    {
        WriteScene(Path.Combine(catalog, "scene.tif"));
        string[] dates = ["2024-01-01", "2024-01-11", "2024-01-21"];
        foreach (var date in dates)
        {
            await File.WriteAllTextAsync(Path.Combine(catalog, $"{date}.json"), """
                {"type":"Feature","stac_version":"1.1.0","id":"TINY_DATE","collection":"TINY","bbox":[11.27,46.5,11.31,46.53],"geometry":null,
                 "properties":{"datetime":"DATET00:00:00Z"},"links":[],
                 "assets":{"data":{"href":"./scene.tif","type":"image/tiff; application=geotiff","roles":["data"],"bands":[{"name":"B04"},{"name":"B08"}]}}}
                """.Replace("DATE", date, StringComparison.Ordinal));
        }
        await File.WriteAllTextAsync(Path.Combine(catalog, "collection.json"), """
            {"type":"Collection","stac_version":"1.1.0","id":"TINY","description":"A small scene","license":"CC-BY-4.0","bands":[{"name":"B04"},{"name":"B08"}],
             "extent":{"spatial":{"bbox":[[11.27,46.5,11.31,46.53]]},"temporal":{"interval":[["2024-01-01T00:00:00Z","2024-01-21T00:00:00Z"]]}},
             "providers":[{"name":"Us","roles":["producer"],"url":"https://us.example"}],
             "links":[{"rel":"license","href":"https://us.example/license"},
              {"rel":"item","href":"./2024-01-01.json"},{"rel":"item","href":"./2024-01-11.json"},{"rel":"item","href":"./2024-01-21.json"}]}
            """);
        await base.InitializeAsync();
    }

    /// <inheritdoc/>
    public override async Task DisposeAsync()
    {
        await base.DisposeAsync();
        Directory.Delete(catalog, recursive: true);
    }

    internal static void WriteScene(string path)
    {
        using var library = new GdalLibrary();
        using var pool = new BlockPool();
        var schema = new CubeSchema(
            [
                LabelledDimension.Of("bands", DimensionType.Bands, ["B04", "B08"]),
                new SpatialDimension("y", 'y', 5_154_955, -10, 256, "EPSG:32632"),
                new SpatialDimension("x", 'x', 674_995, 10, 256, "EPSG:32632"),
            ], ElementType.UInt16, 0);
        using var sink = library.Create(new RasterTarget(path, "GTiff", schema, new Dictionary<string, object?>()));
        using (var block = pool.Rent(schema.Element, schema.Shape))
        {
            BlockCopy.Fill(block.Slice(schema.Full.With(0, 0, 1)), 100);
            BlockCopy.Fill(block.Slice(schema.Full.With(0, 1, 1)), 300);
            sink.Write(schema.Full, block);
        }
        sink.Complete([new(100, 100, 100, 0, 100), new(300, 300, 300, 0, 100)]);
    }
}

/// <summary>Tests that compute share one service, one after the other: the machine has only so many cores.</summary>
[CollectionDefinition("jobs")]
#pragma warning disable CA1711 // xunit calls it a collection
public sealed class JobCollection : ICollectionFixture<JobFixture>;
#pragma warning restore CA1711

/// <summary>What clients do with jobs.</summary>
public static class JobClient
{
    /// <summary>POST of JSON text.</summary>
    public static Task<HttpResponseMessage> PostTextAsync(this HttpClient client, string path, string json) =>
        client.PostAsync(path, new StringContent(json, Encoding.UTF8, "application/json"));

    /// <summary>PATCH of JSON text.</summary>
    public static Task<HttpResponseMessage> PatchTextAsync(this HttpClient client, string path, string json) =>
        client.PatchAsync(path, new StringContent(json, Encoding.UTF8, "application/json"));

    /// <summary>Creates a job and returns its id; <paramref name="more"/> are further members, such as <c>"title":"x"</c>.</summary>
    public static async Task<string> CreateJobAsync(this HttpClient client, string process = JobFixture.Sum, string more = "")
    {
        var response = await client.PostTextAsync("jobs", $$"""{"process":{{process}}{{(more.Length > 0 ? "," : "")}}{{more}}}""");
        await response.ShouldBeAsync(201);
        return response.Headers.GetValues("OpenEO-Identifier").Single();
    }

    /// <summary>Starts a job.</summary>
    public static async Task StartJobAsync(this HttpClient client, string id) => await (await client.PostAsync($"jobs/{id}/results", null)).ShouldBeAsync(202);

    /// <summary>Creates and starts a job and waits until it has ended, in this status.</summary>
    public static async Task<string> RunJobAsync(this HttpClient client, string process = JobFixture.Sum, string status = "finished", string more = "")
    {
        var id = await client.CreateJobAsync(process, more);
        await client.StartJobAsync(id);
        await client.WaitForAsync(id, status);
        return id;
    }

    /// <summary>Status of a job.</summary>
    public static async Task<string> StatusAsync(this HttpClient client, string id) =>
        (await client.GetJsonAsync($"jobs/{id}")).GetProperty("status").GetString()!;

    /// <summary>Waits until the job has one of these statuses; fails when it ends otherwise. Returns the job.</summary>
    public static async Task<JsonElement> WaitForAsync(this HttpClient client, string id, params string[] statuses)
    {
        for (var waited = Stopwatch.StartNew(); waited.Elapsed < TimeSpan.FromSeconds(90); await Task.Delay(20))
        {
            var job = await client.GetJsonAsync($"jobs/{id}");
            var status = job.GetProperty("status").GetString()!;
            if (statuses.Contains(status)) return job;
            if (status is "finished" or "error" or "canceled") Assert.Fail($"the job is {status}\n{await client.GetJsonAsync($"jobs/{id}/logs")}");
        }
        throw new TimeoutException($"Job {id} did not become {string.Join(" or ", statuses)}: {await client.GetJsonAsync($"jobs/{id}")}");
    }

    /// <summary>Messages of a job's log entries.</summary>
    public static async Task<List<string>> MessagesAsync(this HttpClient client, string id, string query = "") =>
        [.. (await client.GetJsonAsync($"jobs/{id}/logs{query}")).GetProperty("logs").EnumerateArray()
            .Select(entry => entry.GetProperty("message").GetString()!)];

    /// <summary>Waits until something is so.</summary>
    public static async Task UntilAsync(Func<Task<bool>> condition, string what, double seconds = 30)
    {
        for (var waited = Stopwatch.StartNew(); waited.Elapsed < TimeSpan.FromSeconds(seconds); await Task.Delay(20))
            if (await condition()) return;
        Assert.Fail($"{what} did not happen within {seconds} s");
    }

    /// <summary>The worker process that does the job, once it has one.</summary>
    public static async Task<int> WorkerOfAsync(this ApiHost host, string id)
    {
        string? pid = null;
        await UntilAsync(async () => (pid = await host.Db.FindAsync<string>(
            "SELECT reference FROM job_runs r JOIN jobs j ON j.current_run = r.id WHERE j.id = @id AND r.windows_planned IS NOT NULL", new { id },
            default)) is not null, "a worker for the job");
        return int.Parse(pid!);
    }
}
