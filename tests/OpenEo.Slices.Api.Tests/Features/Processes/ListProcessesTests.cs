using OpenEo.Slices.Engine.Graph;

namespace OpenEo.Slices.Api.Tests.Features.Processes;

public sealed class ListProcessesTests(ApiFixture api) : IClassFixture<ApiFixture>
{
    [Fact]
    public async Task Lists_every_process_with_what_clients_need()
    {
        var processes = (await api.CreateClient(null).GetJsonAsync("processes")).GetProperty("processes").EnumerateArray().ToList();
        Assert.NotEmpty(processes);
        Assert.Equal(ProcessCatalog.Definitions.Select(d => d.Id), processes.Select(p => p.GetProperty("id").GetString()));
        Assert.All(processes, process =>
        {
            Assert.NotEqual("", process.GetProperty("description").GetString());
            Assert.True(process.GetProperty("returns").TryGetProperty("schema", out _));
            Assert.All(process.GetProperty("parameters").EnumerateArray(), parameter => Assert.True(parameter.TryGetProperty("schema", out _)));
        });
    }

    [Theory]
    [InlineData(50)]
    [InlineData(1000)]
    public async Task Who_asks_for_fifty_gets_all(int limit)
    {
        var page = await api.CreateClient(null).GetJsonAsync($"processes?limit={limit}");

        Assert.Equal(ProcessCatalog.Definitions.Select(d => d.Id), page.GetProperty("processes").EnumerateArray().Select(p => p.GetProperty("id").GetString()));
        Assert.DoesNotContain(page.GetProperty("links").EnumerateArray(), link => link.GetProperty("rel").GetString() == "next");
    }

    [Theory]
    [InlineData("services")]
    [InlineData("service_types")]
    [InlineData("services/abc")]
    [InlineData("udf_runtimes")]
    public async Task Parts_of_the_API_that_are_not_offered_say_so(string path) =>
        await (await api.CreateClient(null).GetAsync(path)).ShouldBeErrorAsync(501, "FeatureUnsupported");

    [Fact]
    public async Task Slashes_count_once_and_JSON_has_no_charset()
    {
        using var client = api.CreateClient(null);
        using var response = await client.GetAsync("/openeo/v1//processes");

        await response.ShouldBeAsync(200);
        Assert.Equal("application/json", response.Content.Headers.ContentType!.ToString());
        Assert.Equal("application/json", (await client.GetAsync("nowhere")).Content.Headers.ContentType!.ToString());
    }

    [Fact]
    public async Task Pages_cover_the_list()
    {
        var client = api.CreateClient(null);
        var (next, seen) = ("processes?limit=7", new List<string>());
        while (next is not null)
        {
            var page = await client.GetJsonAsync(next);
            seen.AddRange(page.GetProperty("processes").EnumerateArray().Select(p => p.GetProperty("id").GetString()!));
            Assert.InRange(page.GetProperty("processes").GetArrayLength(), 1, 7);
            next = page.GetProperty("links").EnumerateArray().Where(l => l.GetProperty("rel").GetString() == "next")
                .Select(l => l.GetProperty("href").GetString()).FirstOrDefault();
        }
        Assert.Equal(ProcessCatalog.Definitions.Select(d => d.Id), seen);
    }

    [Theory]
    [InlineData("0")]
    [InlineData("-1")]
    [InlineData("many")]
    public async Task A_limit_that_is_none_is_refused(string limit)
    {
        var message = await (await api.CreateClient(null).GetAsync($"processes?limit={limit}")).ShouldBeErrorAsync(400, "RequestInvalid");
        Assert.Contains("limit", message, StringComparison.Ordinal);
    }
}
