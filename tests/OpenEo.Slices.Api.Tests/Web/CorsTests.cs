using System.Net;

namespace OpenEo.Slices.Api.Tests.Web;

public sealed class CorsTests(ApiFixture api) : IClassFixture<ApiFixture>
{
    static string Header(HttpResponseMessage response, string name) =>
        response.Headers.TryGetValues(name, out var values) ? string.Join(", ", values) : "";

    [Theory]
    [InlineData("jobs")]
    [InlineData("no/such/path")]
    [InlineData("/.well-known/openeo")]
    public async Task Options_answers_everywhere(string path)
    {
        var response = await api.CreateClient(null).SendAsync(new HttpRequestMessage(HttpMethod.Options, path));
        Assert.Equal(HttpStatusCode.NoContent, response.StatusCode);
        Assert.Equal("", await response.Content.ReadAsStringAsync());
        Assert.Equal("*", Header(response, "Access-Control-Allow-Origin"));
        foreach (var name in (string[])["Authorization", "Content-Type", "Accept", "Range", "If-Range", "If-Match", "If-None-Match", "If-Modified-Since",
            "Idempotency-Key", "Last-Event-ID"]) Assert.Contains(name, Header(response, "Access-Control-Allow-Headers"), StringComparison.Ordinal);
        foreach (var name in (string[])["OPTIONS", "GET", "HEAD", "POST", "PATCH", "PUT", "DELETE"])
            Assert.Contains(name, Header(response, "Access-Control-Allow-Methods"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_preflight_of_a_browser_is_answered_without_a_login()
    {
        var request = new HttpRequestMessage(HttpMethod.Options, "jobs/j-1/results");
        request.Headers.Add("Origin", "https://editor.example");
        request.Headers.Add("Access-Control-Request-Method", "DELETE");
        request.Headers.Add("Access-Control-Request-Headers", "authorization, content-type, range, if-none-match");
        var response = await api.CreateClient(null).SendAsync(request);
        Assert.Equal(HttpStatusCode.NoContent, response.StatusCode);
        Assert.Equal("*", Header(response, "Access-Control-Allow-Origin"));
        // With "*", browsers refuse everything when this is there.
        Assert.Equal("", Header(response, "Access-Control-Allow-Credentials"));
        Assert.Equal("86400", Header(response, "Access-Control-Max-Age"));
    }

    [Theory]
    [InlineData("processes", 200)]
    [InlineData("nothing", 404)]
    [InlineData("me", 401)]
    public async Task Web_pages_may_read_every_answer(string path, int status)
    {
        var response = await api.CreateClient(null).GetAsync(path);
        Assert.Equal(status, (int)response.StatusCode);
        Assert.Equal("*", Header(response, "Access-Control-Allow-Origin"));
        foreach (var name in (string[])["OpenEO-Identifier", "OpenEO-Costs", "Location", "Link", "ETag", "Content-Range", "Accept-Ranges", "Content-Length",
            "Content-Encoding", "Retry-After"])
            Assert.Contains(name, Header(response, "Access-Control-Expose-Headers"), StringComparison.Ordinal);
    }
}
