using System.Text.Json;
using OpenEo.Slices.Api.Tests.Running;

namespace OpenEo.Slices.Api.Tests.Features.Jobs;

[Collection("jobs")]
public sealed class ListJobsTests(JobFixture api)
{
    [Fact]
    public async Task Without_limit_all_of_the_users_jobs_come_newest_first_and_without_their_processes()
    {
        using var client = api.CreateClient("lister");
        var ids = new List<string>();
        for (var i = 0; i < 25; i++) ids.Insert(0, await client.CreateJobAsync(more: $"\"title\":\"{i}\",\"job_options\":{{\"a\":1}}"));

        foreach (var path in (string[])["jobs", "jobs?limit="])
        {
            var list = await client.GetJsonAsync(path);
            Assert.Equal(ids, Ids(list));
            Assert.DoesNotContain(list.GetProperty("links").EnumerateArray(), link => link.GetProperty("rel").GetString() == "next");
            Assert.All(list.GetProperty("jobs").EnumerateArray(), job => Assert.False(job.TryGetProperty("process", out _)));
        }
    }

    [Fact]
    public async Task With_limit_the_next_links_lead_through_every_job_once_even_when_new_ones_come()
    {
        using var client = api.CreateClient("pager");
        var ids = new List<string>();
        for (var i = 0; i < 7; i++) ids.Insert(0, await client.CreateJobAsync());

        var seen = new List<string>();
        for (var next = "jobs?limit=3"; next is not null;)
        {
            var page = await client.GetJsonAsync(next);
            Assert.InRange(page.GetProperty("jobs").GetArrayLength(), 1, 3);
            seen.AddRange(Ids(page));
            next = page.GetProperty("links").EnumerateArray().Where(link => link.GetProperty("rel").GetString() == "next")
                .Select(link => link.GetProperty("href").GetString()).SingleOrDefault();
            await client.CreateJobAsync();
        }
        Assert.Equal(ids, seen);
    }

    [Theory]
    [InlineData("0")]
    [InlineData("-1")]
    [InlineData("many")]
    public async Task A_limit_that_is_no_positive_number_is_refused(string limit)
    {
        using var client = api.CreateClient();
        await (await client.GetAsync($"jobs?limit={limit}")).ShouldBeErrorAsync(400, "RequestInvalid");
    }

    [Fact]
    public async Task Users_see_their_own_jobs_only()
    {
        using var carol = api.CreateClient("carol");
        using var dave = api.CreateClient("dave");
        var id = await carol.CreateJobAsync();
        Assert.Equal([id], Ids(await carol.GetJsonAsync("jobs")));
        Assert.Empty(Ids(await dave.GetJsonAsync("jobs")));
        Assert.Empty(Ids(await dave.GetJsonAsync("jobs?limit=5")));
    }

    static IEnumerable<string> Ids(JsonElement list) => list.GetProperty("jobs").EnumerateArray().Select(job => job.GetProperty("id").GetString()!);
}
