using System.Text.Json;
using OpenEo.Slices.Api.Tests.Running;

namespace OpenEo.Slices.Api.Tests.Features.Jobs;

/// <summary>GET /jobs with the parameters that the API does not know.</summary>
public sealed class JobSearchTests(ApiFixture api) : IClassFixture<ApiFixture>
{
    async Task<HttpClient> PrepareAsync(string user)
    {
        var client = api.CreateClient(user);
        foreach (var title in (string[])["Beta 50%", "alpha", "Gamma_x", "alpha"]) await client.CreateJobAsync(more: $$"""
            "title":"{{title}}","description":"about {{title}}"
            """);
        await client.CreateJobAsync();
        return client;
    }

    static async Task<List<string>> TitlesAsync(HttpClient client, string query) =>
        [.. (await client.GetJsonAsync($"jobs?{query}")).GetProperty("jobs").EnumerateArray()
            .Select(job => job.TryGetProperty("title", out var title) ? title.GetString()! : "")];

    [Fact]
    public async Task Text_is_found_in_any_case_of_letters_and_wildcards_are_letters()
    {
        using var client = await PrepareAsync("search-text");
        Assert.Equal(["alpha", "alpha"], await TitlesAsync(client, "text=ALPHA"));
        Assert.Equal(["Beta 50%"], await TitlesAsync(client, "text=%25"));
        Assert.Equal(["Gamma_x"], await TitlesAsync(client, "text=_"));
        Assert.Empty(await TitlesAsync(client, "text=nothing"));
    }

    [Fact]
    public async Task Status_and_creation_choose_jobs()
    {
        using var client = await PrepareAsync("search-status");
        Assert.Equal(5, (await TitlesAsync(client, "status=created,finished")).Count);
        Assert.Empty(await TitlesAsync(client, "status=finished"));
        Assert.Equal(5, (await TitlesAsync(client, $"created={DateTime.UtcNow.AddHours(-1):O}/..")).Count);
        Assert.Empty(await TitlesAsync(client, "created=../2020-01-01T00:00:00Z"));
        Assert.Equal(["alpha"], await TitlesAsync(client, "status=created&text=alpha&limit=1"));
    }

    [Theory]
    [InlineData("order=created")]
    [InlineData("order=-created")]
    [InlineData("order=updated")]
    [InlineData("order=-updated")]
    [InlineData("order=title")]
    [InlineData("order=-title")]
    [InlineData("order=title&text=a")]
    public async Task Pages_of_every_size_show_each_job_once_and_in_order(string query)
    {
        using var client = await PrepareAsync("search-" + query.Replace("=", "", StringComparison.Ordinal).Replace("&", "", StringComparison.Ordinal));
        var all = (await client.GetJsonAsync($"jobs?{query}")).GetProperty("jobs").EnumerateArray().Select(job => job.GetProperty("id").GetString()).ToList();
        Assert.Equal(query.Contains("text", StringComparison.Ordinal) ? 4 : 5, all.Count);
        for (var size = 1; size <= 6; size++)
        {
            var seen = new List<string?>();
            for (var address = $"jobs?{query}&limit={size}"; address is not null;)
            {
                var page = await client.GetJsonAsync(address);
                seen.AddRange(page.GetProperty("jobs").EnumerateArray().Select(job => job.GetProperty("id").GetString()));
                address = Next(page);
            }
            Assert.Equal(all, seen);
        }
    }

    [Theory]
    [InlineData("status=done")]
    [InlineData("order=color")]
    [InlineData("order=--created")]
    [InlineData("created=yesterday")]
    [InlineData("created=2020-01-01/2021-01-01/2022-01-01")]
    public async Task What_cannot_be_is_told(string query)
    {
        using var client = api.CreateClient("search-bad");
        Assert.Contains(query.Split('=')[0], await (await client.GetAsync($"jobs?{query}")).ShouldBeErrorAsync(400, "RequestInvalid"));
    }

    static string? Next(JsonElement page) =>
        page.GetProperty("links").EnumerateArray().Where(link => link.GetProperty("rel").GetString() == "next")
        .Select(link => link.GetProperty("href").GetString()).SingleOrDefault();
}
