using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;
using OpenEo.Slices.Api.Tests.Running;

namespace OpenEo.Slices.Api.Tests.Features.Files;

/// <summary>A service whose users may store 200 MiB.</summary>
public sealed class FilesFixture : ApiFixture
{
    public const long Quota = 200 << 20;

    /// <inheritdoc/>
    protected override IReadOnlyDictionary<string, string?> Settings => new Dictionary<string, string?> { ["Files:Quota"] = $"{Quota}" };

    /// <summary>Names of all contents on disk.</summary>
    public List<string> Contents => Directory.Exists(Path.Combine(DataFolder, "files"))
        ? [.. Directory.EnumerateFiles(Path.Combine(DataFolder, "files"), "*", SearchOption.AllDirectories)] : [];
}

/// <summary>What tests do with files.</summary>
public static class FileClient
{
    public static Task<HttpResponseMessage> PutFileAsync(this HttpClient client, string path, byte[] content) =>
        client.PutAsync($"files/{path}", new ByteArrayContent(content));

    public static async Task<List<string>> ListFilesAsync(this HttpClient client) =>
        [.. (await client.GetJsonAsync("files")).GetProperty("files").EnumerateArray().Select(file => file.GetProperty("path").GetString()!)];

    /// <summary>A request as it stands on the wire, which no HTTP library would send; the answer's first line and body.</summary>
    public static async Task<string> RawAsync(this ApiHost host, string request)
    {
        using var socket = new TcpClient();
        await socket.ConnectAsync(IPAddress.Loopback, host.Root.Port);
        await using var stream = socket.GetStream();
        await stream.WriteAsync(Encoding.UTF8.GetBytes(request));
        using var reader = new StreamReader(stream);
        return await reader.ReadToEndAsync();
    }
}

public sealed class PutFileTests(FilesFixture api) : IClassFixture<FilesFixture>
{
    [Theory]
    [InlineData("plain.bin", "plain.bin")]
    [InlineData("folder/sub/a%20b%2Bc%25.txt", "folder/sub/a b+c%.txt")]
    [InlineData("%C3%B6sterreich/m%C3%BCnster.shp", "österreich/münster.shp")]
    [InlineData("encoded%2Fslash.txt", "encoded/slash.txt")]
    [InlineData("twice%252Fencoded.txt", "twice%2Fencoded.txt")]
    [InlineData("smile%F0%9F%98%80.txt", "smile😀.txt")]
    public async Task What_is_stored_comes_back_byte_by_byte(string address, string path)
    {
        using var client = api.CreateClient("put-bytes");
        var content = RandomNumberGenerator.GetBytes(100_000);
        var stored = await (await client.PutFileAsync(address, content)).ShouldBeAsync(200);
        Assert.Equal((path, 100_000), (stored.GetProperty("path").GetString(), stored.GetProperty("size").GetInt32()));
        Assert.Contains(path, await client.ListFilesAsync());
        Assert.Equal(content, await client.GetByteArrayAsync($"files/{address}"));
    }

    [Fact]
    public async Task An_empty_file_is_a_file()
    {
        using var client = api.CreateClient("put-empty");
        await (await client.PutFileAsync("empty", [])).ShouldBeAsync(200);
        Assert.Empty(await client.GetByteArrayAsync("files/empty"));
    }

    [Fact]
    public async Task Replacing_leaves_one_file_and_one_content()
    {
        using var client = api.CreateClient("put-replace");
        var before = api.Contents.Count;
        for (var version = 0; version < 3; version++) await (await client.PutFileAsync("same.txt", [(byte)version])).ShouldBeAsync(200);
        Assert.Equal([2], await client.GetByteArrayAsync("files/same.txt"));
        Assert.Equal(["same.txt"], await client.ListFilesAsync());
        Assert.Equal(before + 1, api.Contents.Count);
    }

    [Fact]
    public async Task Of_uploads_at_the_same_time_one_wins_wholly()
    {
        using var client = api.CreateClient("put-race");
        await Task.WhenAll(Enumerable.Range(0, 8)
            .Select(async number => await (await client.PutFileAsync("race", [.. Enumerable.Repeat((byte)number, 300_000)])).ShouldBeAsync(200)));
        var content = await client.GetByteArrayAsync("files/race");
        Assert.Equal(300_000, content.Length);
        Assert.Single(content.Distinct());
    }

    [Fact]
    public async Task A_large_upload_needs_no_memory()
    {
        // A process of its own: in this one, other tests allocate meanwhile.
        var url = ServiceProcess.FreeUrl();
        using var service = await ServiceProcess.ServeAsync(url, api.ConnectionString, api.DataFolder, api.With(("Jobs:Parallel", "0"), ("Workers:Warm", "0")));
        using var client = api.CreateClient("put-large");
        client.BaseAddress = new Uri($"{url}/openeo/v1/");
        const int size = 120 << 20;
        await (await client.PutAsync("files/large.bin", new StreamContent(new Zeros(1 << 20), 1 << 16))).ShouldBeAsync(200);
        var before = service.PeakMemory;
        using var content = new StreamContent(new Zeros(size), 1 << 16);
        await (await client.PutAsync("files/large.bin", content)).ShouldBeAsync(200);
        Assert.InRange(service.PeakMemory - before, 0, size / 2);
        using var head = await client.SendAsync(new HttpRequestMessage(HttpMethod.Head, "files/large.bin"));
        Assert.Equal(size, head.Content.Headers.ContentLength);
        await (await client.DeleteAsync("files/large.bin")).ShouldBeAsync(204);
        await service.StopAsync();
    }

    [Fact]
    public async Task What_exceeds_the_quota_is_refused_and_leaves_nothing()
    {
        using var client = api.CreateClient("put-quota");
        var before = api.Contents.Count;
        using var chunked = new HttpRequestMessage(HttpMethod.Put, "files/chunked") { Content = new StreamContent(new Zeros((int)FilesFixture.Quota + 1)),
            Headers = { TransferEncodingChunked = true } };
        await (await client.SendAsync(chunked)).ShouldBeErrorAsync(400, "StorageQuotaExceeded");
        using var announced = new HttpRequestMessage(HttpMethod.Put, "files/announced") { Content = new StreamContent(new Zeros((int)FilesFixture.Quota + 1)),
            Headers = { ExpectContinue = true } };
        await (await client.SendAsync(announced)).ShouldBeErrorAsync(400, "StorageQuotaExceeded");
        Assert.Empty(await client.ListFilesAsync());
        Assert.Equal(before, api.Contents.Count);
    }

    [Fact]
    public async Task Uploads_together_cannot_exceed_what_each_alone_would_not()
    {
        using var client = api.CreateClient("put-quota-race");
        const int size = 90 << 20;
        var statuses = await Task.WhenAll(
            Enumerable.Range(0, 4).Select(async number => (int)(await client.PutAsync($"files/{number}", new StreamContent(new Zeros(size)))).StatusCode));
        Assert.Equal(2, statuses.Count(status => status == 200));
        var storage = (await client.GetJsonAsync("me")).GetProperty("storage");
        Assert.Equal(FilesFixture.Quota - 2 * size, storage.GetProperty("free").GetInt64());
        foreach (var path in await client.ListFilesAsync()) await (await client.DeleteAsync($"files/{path}")).ShouldBeAsync(204);
        Assert.Equal(FilesFixture.Quota, (await client.GetJsonAsync("me")).GetProperty("storage").GetProperty("free").GetInt64());
    }

    [Fact]
    public async Task A_client_that_goes_away_leaves_nothing()
    {
        using var client = api.CreateClient("put-abort");
        var before = api.Contents.Count;
        using var stop = new CancellationTokenSource(TimeSpan.FromMilliseconds(300));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => client.PutAsync("files/aborted", new StreamContent(new Zeros(100 << 20, slow: true)), stop.Token));
        await JobClient.UntilAsync(() => Task.FromResult(api.Contents.Count == before), "the removal of the part");
        Assert.Empty(await client.ListFilesAsync());
    }

    [Theory]
    [InlineData("a/../b")]
    [InlineData("../x")]
    [InlineData("%2e%2e/x")]
    [InlineData("..%2F..%2Fetc%2Fpasswd")]
    [InlineData("a//b")]
    [InlineData("a/")]
    [InlineData("/etc/passwd")]
    [InlineData("a%5Cb")]
    [InlineData("c:x")]
    [InlineData("a%0Ab")]
    [InlineData("a%22b")]
    [InlineData(".")]
    [InlineData("")]
    public async Task Paths_that_lead_elsewhere_are_refused(string path)
    {
        var answer = await api.Host.RawAsync(
            $"PUT /openeo/v1/files/{path} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {api.Host.TokenOf("put-paths")}\r\nContent-Length: 1\r\nConnection: "
            + $"close\r\n\r\nx");
        Assert.StartsWith("HTTP/1.1 4", answer);
        using var client = api.CreateClient("put-paths");
        Assert.Empty(await client.ListFilesAsync());
    }

    [Fact]
    public async Task Nothing_is_file_and_folder_at_once()
    {
        using var client = api.CreateClient("put-both");
        await (await client.PutFileAsync("a/b", [1])).ShouldBeAsync(200);
        await (await client.PutFileAsync("a", [1])).ShouldBeErrorAsync(400, "FilePathInvalid");
        await (await client.PutFileAsync("a/b/c", [1])).ShouldBeErrorAsync(400, "FilePathInvalid");
        await (await client.PutFileAsync("ab", [1])).ShouldBeAsync(200);
        Assert.Equal(["a/b", "ab"], await client.ListFilesAsync());
    }

    [Fact]
    public async Task It_needs_a_login()
    {
        using var client = api.CreateClient(null);
        await (await client.PutFileAsync("x", [1])).ShouldBeErrorAsync(401, "AuthenticationRequired");
    }

    /// <summary>So many zeros, read slowly when wanted.</summary>
    sealed class Zeros(int length, bool slow = false) : Stream
    {
        int left = length;

        public override int Read(byte[] buffer, int offset, int count)
        {
            if (slow) Thread.Sleep(20);
            var read = Math.Min(count, left);
            Array.Clear(buffer, offset, read);
            left -= read;
            return read;
        }

        public override bool CanRead => true;
        public override bool CanSeek => false;
        public override bool CanWrite => false;
        public override long Length => throw new InvalidOperationException();
        public override long Position { get => throw new InvalidOperationException(); set => throw new InvalidOperationException(); }
        public override void Flush() => throw new InvalidOperationException();
        public override long Seek(long offset, SeekOrigin origin) => throw new InvalidOperationException();
        public override void SetLength(long value) => throw new InvalidOperationException();
        public override void Write(byte[] buffer, int offset, int count) => throw new InvalidOperationException();
    }
}
