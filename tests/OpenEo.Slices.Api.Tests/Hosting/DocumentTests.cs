using System.IO.Compression;
using System.Net;

namespace OpenEo.Slices.Api.Tests.Hosting;

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
