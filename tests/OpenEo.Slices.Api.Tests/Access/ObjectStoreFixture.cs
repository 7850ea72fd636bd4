using System.Diagnostics;
using System.Net;
using System.Text.Json;
using OpenEo.Slices.Api.Tests.Running;

namespace OpenEo.Slices.Api.Tests.Access;

/// <summary>
/// A service that reads from a real S3 server (tests/s3) on this machine: the bucket <c>open</c> without key, <c>closed</c> with one, <c>mistyped</c> with a
/// wrong key and <c>unknown</c> with one that the server does not know. In each are a scene and an item of it.
/// </summary>
public class ObjectStoreFixture : JobFixture
{
    /// <summary>Keys, of which nobody may hear.</summary>
    public const string Secret = "ye7Secret+/of=the_store", Mistyped = "ye7Secret+/of=another";

    /// <summary>Where the scene is in each bucket, below the item.</summary>
    public const string Scene = "a b/größe+100%25#1.tif";

    static readonly string folder = NodeServer.FolderOf("s3");

    readonly int port = ServiceProcess.FreePort();
    readonly string keyFile = Path.GetTempFileName();
    readonly List<string> asked = [];
    Process? store;

    /// <summary>Why the server does not run; null when it does.</summary>
    public string? Missing { get; private set; }

    /// <summary>The server's address, with a slash at the end.</summary>
    public string Address => $"http://127.0.0.1:{port}/";

    /// <inheritdoc/>
    protected override IReadOnlyList<(string Key, string? Value)> More =>
    [
        ("Sources:Hosts:0", $"127.0.0.1:{port}"),
        .. Store(0, "open", null),
        .. Store(1, "closed", "reader"), ("Sources:S3:1:SecretKeyFile", keyFile),
        .. Store(2, "mistyped", "reader"), ("Sources:S3:2:SecretKey", Mistyped),
        .. Store(3, "unknown", "nobody"), ("Sources:S3:3:SecretKey", Secret),
    ];

    /// <summary>The GET requests since this was last asked: address and range.</summary>
    public IReadOnlyList<(string Url, string? Range)> TakeRequests()
    {
        lock (asked)
        {
            var lines = asked.Select(line => JsonElement.Parse(line))
                .Select(line => (line.GetProperty("url").GetString()!, line.GetProperty("range").GetString())).ToList();
            asked.Clear();
            return lines;
        }
    }

    /// <inheritdoc/>
    public override async Task InitializeAsync()
    {
        await File.WriteAllTextAsync(keyFile, Secret + "\n");
        try
        {
            await NodeServer.InstallAsync(folder);
            await StartAsync();
        }
        catch (System.ComponentModel.Win32Exception e)
        {
            Missing = e.Message;
        }
        if (Missing is null) await FillAsync();
        await base.InitializeAsync();
    }

    /// <inheritdoc/>
    public override async Task DisposeAsync()
    {
        await base.DisposeAsync();
        if (store is not null)
        {
            store.StandardInput.Close();
            if (!store.WaitForExit(5000)) store.Kill();
            store.Dispose();
        }
        File.Delete(keyFile);
    }

    /// <summary>Puts an object into a bucket.</summary>
    public async Task PutAsync(string bucket, string key, byte[] content)
    {
        using var http = new HttpClient();
        var path = string.Join('/', key.Split('/').Select(Uri.EscapeDataString));
        using var response = await http.PutAsync(new Uri($"{Address}{bucket}/{path}"), new ByteArrayContent(content));
        response.EnsureSuccessStatusCode();
    }

    /// <summary>A STAC item with one asset.</summary>
    public static string Item(string id, object asset) => JsonSerializer.Serialize(new
    {
        type = "Feature",
        stac_version = "1.1.0",
        id,
        bbox = new[] { 11.27, 46.5, 11.31, 46.53 },
        geometry = (object?)null,
        properties = new { datetime = "2024-01-01T00:00:00Z" },
        links = Array.Empty<object>(),
        assets = new { data = asset },
    });

    async Task FillAsync()
    {
        var path = Path.GetTempFileName();
        WriteScene(path);
        var scene = await File.ReadAllBytesAsync(path);
        File.Delete(path);
        foreach (var bucket in (string[])["open", "closed", "mistyped", "unknown"])
        {
            await PutAsync(bucket, $"items/{Scene}", scene);
            await PutAsync(bucket, "items/item.json", System.Text.Encoding.UTF8.GetBytes(Item(bucket, new { href = $"./{Scene}", roles = (string[])["data"],
                type = "image/tiff; application=geotiff" })));
            // In the open: only the file needs a key.
            await PutAsync("open", $"{bucket}.json", System.Text.Encoding.UTF8.GetBytes(Item(bucket, new { href = $"s3://{bucket}/items/{Scene}",
                roles = (string[])["data"], type = "image/tiff; application=geotiff" })));
        }
    }

    async Task StartAsync()
    {
        var start = new ProcessStartInfo("node", ["server.mjs"])
        {
            WorkingDirectory = folder, RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true,
        };
        (start.Environment["PORT"], start.Environment["KEY"], start.Environment["SECRET"]) = ($"{port}", "reader", Secret);
        store = Process.Start(start)!;
        var errors = store.StandardError.ReadToEndAsync();
        if (await store.StandardOutput.ReadLineAsync() != "ready")
        {
            Missing = $"the S3 server does not start: {await errors}";
            return;
        }
        _ = ListenAsync(store.StandardOutput);
    }

    async Task ListenAsync(StreamReader output)
    {
        while (await output.ReadLineAsync() is { } line)
            lock (asked) asked.Add(line);
    }

    (string Key, string? Value)[] Store(int number, string bucket, string? key) =>
    [
        ($"Sources:S3:{number}:Endpoint", Address), ($"Sources:S3:{number}:PathStyle", "true"), ($"Sources:S3:{number}:Buckets:0", bucket),
        ($"Sources:S3:{number}:AccessKey", key),
    ];
}
