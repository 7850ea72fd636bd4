using System.IO.Compression;
using System.Net;
using OpenEo.Slices.Api.Web;

namespace OpenEo.Slices.Api.Tests.Web;

public sealed class DocumentTests(ApiFixture api) : IClassFixture<ApiFixture>
{
    [Fact]
    public async Task A_client_that_has_the_document_gets_304_and_no_body()
    {
        var client = api.CreateClient(null);
        var first = await client.GetAsync("processes");
        var request = new HttpRequestMessage(HttpMethod.Get, "processes");
        request.Headers.IfNoneMatch.Add(first.Headers.ETag!);
        var second = await client.SendAsync(request);
        Assert.Equal(HttpStatusCode.NotModified, second.StatusCode);
        Assert.Empty(await second.Content.ReadAsByteArrayAsync());
        Assert.Equal(first.Headers.ETag, second.Headers.ETag);
    }

    [Theory]
    [InlineData("/openeo/v1/")]
    [InlineData("/.well-known/openeo")]
    [InlineData("conformance")]
    [InlineData("file_formats")]
    [InlineData("processes")]
    [InlineData("processes?limit=50")]
    [InlineData("processes?limit=50&after=absolute")]
    [InlineData("collections")]
    public async Task Discovery_is_tagged_and_said_once_only(string path)
    {
        var client = api.CreateClient(null);
        var first = await client.GetAsync(path);
        await first.ShouldBeAsync(200);
        Assert.Equal("application/json", first.Content.Headers.ContentType?.ToString());
        Assert.Contains("Accept-Encoding", first.Headers.Vary);
        var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.TryAddWithoutValidation("If-None-Match", $"\"other\", {first.Headers.ETag}");
        Assert.Equal(HttpStatusCode.NotModified, (await client.SendAsync(request)).StatusCode);
    }

    [Fact]
    public void A_document_is_built_once_and_strangers_cannot_fill_the_memory_with_more()
    {
        var documents = new Documents();
        var built = 0;
        Document Get(string host) => documents.Get("x", new Links(host, "/v1"), 0, () =>
        {
            built++;
            return new string('x', 1 << 20);
        });
        var first = Get("https://eo.example");
        Assert.Same(first, Get("https://eo.example"));
        Assert.Equal(1, built);
        // Far more than may be kept, and what is asked for now is there all the same.
        for (var i = 0; i < 100; i++) Get($"https://made-up-{i}.example");
        Assert.Equal(101, built);
        Assert.NotSame(first, Get("https://eo.example"));
        Assert.Equal(102, built);
    }

    [Theory]
    [InlineData("br", "br")]
    [InlineData("gzip", "gzip")]
    [InlineData("gzip, br", "br")]
    [InlineData("br;q=0, gzip;q=0.5", "gzip")]
    [InlineData("deflate", "")]
    public async Task The_document_is_compressed_as_the_client_likes(string accepted, string expected)
    {
        var client = api.CreateClient(null);
        var plain = await client.GetStringAsync("processes");
        client.DefaultRequestHeaders.TryAddWithoutValidation("Accept-Encoding", accepted);
        var response = await client.GetAsync("processes");
        Assert.Equal(expected, string.Concat(response.Content.Headers.ContentEncoding));
        var body = await response.Content.ReadAsStreamAsync();
        using var reader = new StreamReader(expected switch
        {
            "br" => new BrotliStream(body, CompressionMode.Decompress),
            "gzip" => new GZipStream(body, CompressionMode.Decompress),
            _ => body,
        });
        Assert.Equal(plain, await reader.ReadToEndAsync());
    }
}
