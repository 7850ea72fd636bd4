using System.IO.Compression;
using OpenEo.Slices.Api.Postgres;
using OpenEo.Slices.Api.Tests.Running;

namespace OpenEo.Slices.Api.Tests.Web;

public sealed class CompressionTests(ApiFixture api) : IClassFixture<ApiFixture>
{
    static async Task<(HttpResponseMessage Response, string Text)> GetAsync(HttpClient client, string path, string encoding)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.TryAddWithoutValidation("Accept-Encoding", encoding);
        var response = await client.SendAsync(request);
        var body = await response.Content.ReadAsStreamAsync();
        using var reader = new StreamReader(string.Concat(response.Content.Headers.ContentEncoding) switch
        {
            "br" => new BrotliStream(body, CompressionMode.Decompress),
            "gzip" => new GZipStream(body, CompressionMode.Decompress),
            _ => body,
        });
        return (response, await reader.ReadToEndAsync());
    }

    [Theory]
    [InlineData("gzip, deflate, br", "br")]
    [InlineData("gzip", "gzip")]
    [InlineData("identity", "")]
    public async Task Lists_are_compressed_as_the_client_likes(string accepted, string expected)
    {
        var client = api.CreateClient();
        var id = await client.CreateJobAsync();
        foreach (var path in (string[])["jobs", $"jobs/{id}/logs"])
        {
            var plain = await client.GetStringAsync(path);
            var (response, text) = await GetAsync(client, path, accepted);
            Assert.Equal(expected, string.Concat(response.Content.Headers.ContentEncoding));
            Assert.Contains("Accept-Encoding", string.Join(", ", response.Headers.Vary), StringComparison.Ordinal);
            Assert.Equal(plain, text);
        }
    }

    [Theory]
    [InlineData("me")]
    [InlineData("conformance")]
    [InlineData("health/live")]
    public async Task What_fits_into_a_packet_is_sent_as_it_is(string path) =>
        Assert.Empty((await GetAsync(api.CreateClient(), path, "gzip, br")).Response.Content.Headers.ContentEncoding);

    [Fact]
    public async Task An_error_of_a_compressed_endpoint_is_an_error_all_the_same()
    {
        var (response, text) = await GetAsync(api.CreateClient(), "jobs/j-none/logs", "br");
        Assert.Equal(404, (int)response.StatusCode);
        Assert.Contains("JobNotFound", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_long_list_arrives_while_it_is_still_being_read()
    {
        var client = api.CreateClient("longlist");
        var id = await client.CreateJobAsync();
        // Far more than all buffers on the way hold, and not compressible to nothing.
        await api.Host.Db.ExecuteAsync("""
            INSERT INTO job_logs (job_id, time, level, message)
            SELECT @id, now(), 3, string_agg(md5(random()::text || n::text), '')
            FROM generate_series(1, 20000) AS n, generate_series(1, 20) AS part
            GROUP BY n
            """, new { id }, default);
        var request = new HttpRequestMessage(HttpMethod.Get, $"jobs/{id}/logs");
        request.Headers.TryAddWithoutValidation("Accept-Encoding", "br");
        using var response = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        Assert.Equal("br", string.Concat(response.Content.Headers.ContentEncoding));
        Assert.Null(response.Content.Headers.ContentLength);
        using var body = new BrotliStream(await response.Content.ReadAsStreamAsync(), CompressionMode.Decompress);
        var start = new byte[1000];
        await body.ReadExactlyAsync(start);
        // The statement that feeds the list has not come to its end, because nobody reads on.
        var busy = await api.Host.Db.FindAsync<long>(
            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND state = 'active' AND query LIKE '%job_logs l%' AND pid <> "
            + "pg_backend_pid()", null, default);
        Assert.Equal(1, busy);
    }
}
