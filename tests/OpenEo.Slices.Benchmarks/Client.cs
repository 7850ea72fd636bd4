using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json.Nodes;

namespace OpenEo.Slices.Benchmarks;

/// <summary>
/// A logged-in openEO client with no more than the benchmarks need. Every call fails with <see cref="BenchmarkException"/> on an error response.
/// </summary>
public sealed class Client : IDisposable
{
    static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(20);

    readonly HttpClient http;

    Client(string url) => http = new HttpClient { BaseAddress = new Uri(url), Timeout = TimeSpan.FromMinutes(5) };

    /// <summary>The token of every request, in openEO's form.</summary>
    public string Token => http.DefaultRequestHeaders.Authorization!.Parameter!;

    /// <summary>Logs the demo user in.</summary>
    public static async Task<Client> LogInAsync(RunningService service, CancellationToken ct)
    {
        var client = new Client(service.Url);
        var basic = Convert.ToBase64String(Encoding.UTF8.GetBytes("demo:demo"));
        client.http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Basic", basic);
        var token = (await client.GetAsync("credentials/basic", ct))["access_token"]!.GetValue<string>();
        client.http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", $"basic//{token}");
        return client;
    }

    /// <summary>A document of the API.</summary>
    public async Task<JsonNode> GetAsync(string path, CancellationToken ct)
    {
        using var response = await http.GetAsync(path, ct);
        await CheckAsync(response, ct);
        return (await response.Content.ReadFromJsonAsync<JsonNode>(ct))!;
    }

    /// <summary>True when the API has the document.</summary>
    public async Task<bool> ExistsAsync(string path, CancellationToken ct)
    {
        using var response = await http.GetAsync(path, ct);
        if (response.StatusCode == HttpStatusCode.NotFound) return false;
        await CheckAsync(response, ct);
        return true;
    }

    /// <summary>POST /jobs: the new job's id.</summary>
    public async Task<string> CreateAsync(string graph, CancellationToken ct)
    {
        using var content = new StringContent("{\"process\": {\"process_graph\": " + graph + "}}", Encoding.UTF8, "application/json");
        using var response = await http.PostAsync("jobs", content, ct);
        await CheckAsync(response, ct);
        return response.Headers.GetValues("OpenEO-Identifier").Single();
    }

    /// <summary>POST /jobs/{id}/results.</summary>
    public async Task StartAsync(string id, CancellationToken ct)
    {
        using var response = await http.PostAsync($"jobs/{id}/results", null, ct);
        await CheckAsync(response, ct);
    }

    /// <summary>Asks for the job every 20 ms until it has finished; its last state. Fails when the job does.</summary>
    public async Task<JsonNode> FinishAsync(string id, CancellationToken ct)
    {
        while (true)
        {
            var job = await GetAsync($"jobs/{id}", ct);
            switch (job["status"]!.GetValue<string>())
            {
                case "finished":
                    return job;
                case "error" or "canceled":
                    var logs = await GetAsync($"jobs/{id}/logs?level=error", ct);
                    throw new BenchmarkException($"Job {id} failed: {logs["logs"]!.ToJsonString()}");
            }
            await Task.Delay(Poll, ct);
        }
    }

    /// <summary>POST /result: the bytes of the result.</summary>
    public async Task<byte[]> ComputeAsync(string graph, CancellationToken ct)
    {
        using var content = new StringContent("{\"process\": {\"process_graph\": " + graph + "}}", Encoding.UTF8, "application/json");
        using var response = await http.PostAsync("result", content, ct);
        await CheckAsync(response, ct);
        return await response.Content.ReadAsByteArrayAsync(ct);
    }

    /// <summary>PUT /files/{path}.</summary>
    public async Task UploadAsync(string path, string file, CancellationToken ct)
    {
        using var content = new StreamContent(File.OpenRead(file));
        using var response = await http.PutAsync($"files/{path}", content, ct);
        await CheckAsync(response, ct);
    }

    /// <summary>Downloads the only file of an extension of a job's results into a file.</summary>
    public async Task DownloadAsync(string id, string file, CancellationToken ct, string extension = ".tif")
    {
        var results = await GetAsync($"jobs/{id}/results", ct);
        var links = results["assets"]!.AsObject().Select(asset => asset.Value!["href"]!.GetValue<string>());
        var href = links.Single(link => new Uri(link).AbsolutePath.EndsWith(extension, StringComparison.Ordinal));
        await using var source = await http.GetStreamAsync(href, ct);
        await using var target = File.Create(file);
        await source.CopyToAsync(target, ct);
    }

    /// <inheritdoc/>
    public void Dispose() => http.Dispose();

    static async Task CheckAsync(HttpResponseMessage response, CancellationToken ct)
    {
        if (response.IsSuccessStatusCode) return;
        var request = response.RequestMessage!;
        var answer = await response.Content.ReadAsStringAsync(ct);
        throw new BenchmarkException($"{request.Method} {request.RequestUri} answered {(int)response.StatusCode}: {answer}");
    }
}
