using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using OpenEo.Slices.Api.Settings;
using OpenEo.Slices.Engine.Execution;

namespace OpenEo.Slices.Api.Demo;

/// <summary>What the demo run asks of an openEO service; as plain as a client can be. Errors of the service are <see cref="SetupException"/>.</summary>
sealed class DemoClient : IDisposable
{
    readonly HttpClient http;

    DemoClient(Uri root) => http = new HttpClient { BaseAddress = root };

    /// <summary>The root of the API.</summary>
    public Uri Url => http.BaseAddress!;

    /// <summary>Finds the newest API of a server and logs in.</summary>
    public static async Task<DemoClient> ConnectAsync(Uri server, string user, string password, CancellationToken ct)
    {
        var client = new DemoClient(await FindAsync(server, ct));
        client.http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Basic",
            Convert.ToBase64String(Encoding.UTF8.GetBytes($"{user}:{password}")));
        var login = await client.GetAsync("credentials/basic", ct);
        client.http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", $"basic//{login.GetProperty("access_token").GetString()}");
        return client;
    }

    /// <summary>Whether a collection is there.</summary>
    public async Task<bool> HasCollectionAsync(string id, CancellationToken ct)
    {
        using var response = await http.GetAsync($"collections/{id}", ct);
        return response.IsSuccessStatusCode;
    }

    /// <summary>Stores a job; returns its id.</summary>
    public async Task<string> CreateAsync(string title, JsonObject graph, CancellationToken ct)
    {
        using var response = await http.PostAsJsonAsync("jobs",
            new JsonObject { ["title"] = title, ["process"] = new JsonObject { ["process_graph"] = graph } }, ct);
        await ReadAsync(response, ct);
        return response.Headers.GetValues("OpenEO-Identifier").Single();
    }

    /// <summary>Starts a job.</summary>
    public async Task StartAsync(string job, CancellationToken ct)
    {
        using var response = await http.PostAsync($"jobs/{job}/results", null, ct);
        await ReadAsync(response, ct);
    }

    /// <summary>Deletes a job, whatever its state, and its results; does nothing when the service is gone.</summary>
    public async Task DeleteAsync(string job)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(10));
        try
        {
            using var response = await http.DeleteAsync($"jobs/{job}", limit.Token);
        }
        catch (Exception e) when (e is HttpRequestException or OperationCanceledException)
        {
            // There is nobody left to clean up for.
        }
    }

    /// <summary>A document of the API.</summary>
    public async Task<JsonElement> GetAsync(string path, CancellationToken ct)
    {
        using var response = await http.GetAsync(path, ct);
        return await ReadAsync(response, ct);
    }

    /// <summary>Downloads an asset of job results into a folder, checks size and checksum, and returns the file's path.</summary>
    public static async Task<string> DownloadAsync(string name, JsonElement asset, string folder, CancellationToken ct)
    {
        // Signed links need no login, so none is sent.
        using var anonymous = new HttpClient();
        var bytes = await anonymous.GetByteArrayAsync(asset.GetProperty("href").GetString(), ct);
        // A multihash: 12 for SHA-256, 20 for its 32 bytes.
        var checksum = Multihash.Of(bytes);
        if (bytes.LongLength != asset.GetProperty("file:size").GetInt64() || checksum != asset.GetProperty("file:checksum").GetString())
            throw new SetupException($"{name} did not arrive as it was published.");
        var path = Path.Combine(Directory.CreateDirectory(folder).FullName, Path.GetFileName(name));
        await File.WriteAllBytesAsync(path, bytes, ct);
        return path;
    }

    public void Dispose() => http.Dispose();

    static async Task<Uri> FindAsync(Uri server, CancellationToken ct)
    {
        using var anonymous = new DemoClient(server);
        var versions = (await anonymous.GetAsync("/.well-known/openeo", ct)).GetProperty("versions").EnumerateArray();
        var newest = versions.MaxBy(one => Version.Parse(one.GetProperty("api_version").GetString()!));
        return new Uri(newest.GetProperty("url").GetString()!.TrimEnd('/') + "/");
    }

    static async Task<JsonElement> ReadAsync(HttpResponseMessage response, CancellationToken ct)
    {
        var text = await response.Content.ReadAsStringAsync(ct);
        if (!response.IsSuccessStatusCode)
            throw new SetupException(
                $"{response.RequestMessage?.Method} {response.RequestMessage?.RequestUri?.AbsolutePath} answered {(int)response.StatusCode}: {text}");
        return text.Length == 0 ? default : JsonElement.Parse(text);
    }
}
