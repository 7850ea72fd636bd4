using System.Net;

namespace OpenEo.Slices.Api.Tests.Hosting;

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
        foreach (var name in (string[])["Authorization", "Content-Type", "Range", "If-None-Match"]) Assert.Contains(name, Header(response, "Access-Control-Allow-Headers"), StringComparison.Ordinal);
        foreach (var name in (string[])["GET", "POST", "PATCH", "PUT", "DELETE"]) Assert.Contains(name, Header(response, "Access-Control-Allow-Methods"), StringComparison.Ordinal);
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
        foreach (var name in (string[])["OpenEO-Identifier", "OpenEO-Costs", "Location", "Link", "ETag", "Content-Range"])
            Assert.Contains(name, Header(response, "Access-Control-Expose-Headers"), StringComparison.Ordinal);
    }
}
