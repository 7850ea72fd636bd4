using System.Net.Http.Headers;

namespace OpenEo.Slices.Api.Tests.Features.Files;

public sealed class GetFileTests(FilesFixture api) : IClassFixture<FilesFixture>
{
    [Fact]
    public async Task Ranges_and_headers_serve_clients_that_read_piecewise()
    {
        using var client = api.CreateClient();
        await (await client.PutFileAsync("folder/scene.tif", [.. Enumerable.Range(0, 200).Select(i => (byte)i)])).ShouldBeAsync(200);
        using var head = await client.SendAsync(new HttpRequestMessage(HttpMethod.Head, "files/folder/scene.tif"));
        Assert.Equal((200L, "image/tiff", "bytes"),
            (head.Content.Headers.ContentLength, head.Content.Headers.ContentType?.MediaType, head.Headers.AcceptRanges.Single()));
        Assert.Equal("nosniff", head.Headers.GetValues("X-Content-Type-Options").Single());
        using var request = new HttpRequestMessage(HttpMethod.Get, "files/folder/scene.tif") { Headers = { Range = new RangeHeaderValue(10, 12) } };
        using var part = await client.SendAsync(request);
        Assert.Equal(206, (int)part.StatusCode);
        Assert.Equal([10, 11, 12], await part.Content.ReadAsByteArrayAsync());
        using var again = new HttpRequestMessage(HttpMethod.Get, "files/folder/scene.tif") { Headers = { IfNoneMatch = { head.Headers.ETag! } } };
        Assert.Equal(304, (int)(await client.SendAsync(again)).StatusCode);
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(5, 5)]
    [InlineData(5, 1000)]
    public async Task A_range_that_a_file_does_not_have_is_an_error_and_says_what_it_has(int size, int from)
    {
        using var client = api.CreateClient();
        await (await client.PutFileAsync($"ranges/{size}.bin", new byte[size])).ShouldBeAsync(200);
        using var request = new HttpRequestMessage(HttpMethod.Get, $"files/ranges/{size}.bin") { Headers = { Range = new RangeHeaderValue(from, null) } };
        using var response = await client.SendAsync(request);
        Assert.Contains($"bytes={from}-", await response.ShouldBeErrorAsync(416, "RangeInvalid"), StringComparison.Ordinal);
        Assert.Equal(size, response.Content.Headers.ContentRange?.Length);
        Assert.Null(response.Content.Headers.ContentDisposition);
    }

    [Fact]
    public async Task Folders_unknown_files_and_other_peoples_files_are_errors()
    {
        using var alice = api.CreateClient();
        await (await alice.PutFileAsync("mine/x.txt", [1])).ShouldBeAsync(200);
        await (await alice.GetAsync("files/mine")).ShouldBeErrorAsync(400, "FileOperationUnsupported");
        await (await alice.GetAsync("files/min")).ShouldBeErrorAsync(404, "FileNotFound");
        using var bob = api.CreateClient("bob");
        await (await bob.GetAsync("files/mine/x.txt")).ShouldBeErrorAsync(404, "FileNotFound");
        using var nobody = api.CreateClient(null);
        await (await nobody.GetAsync("files/mine/x.txt")).ShouldBeErrorAsync(401, "AuthenticationRequired");
    }
}
