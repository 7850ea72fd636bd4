using OpenEo.Slices.Api.Tests.Running;

namespace OpenEo.Slices.Api.Tests.Features.Jobs;

[Collection("jobs")]
public sealed class GetJobTests(JobFixture api)
{
    [Fact]
    public async Task A_new_job_has_no_member_without_a_value()
    {
        using var client = api.CreateClient();
        var id = await client.CreateJobAsync();
        var job = await client.GetJsonAsync($"jobs/{id}");
        Assert.Equal(["id", "process", "status", "created", "updated", "log_level", "links"], job.EnumerateObject().Select(member => member.Name));
        Assert.Equal(["monitor"], job.GetProperty("links").EnumerateArray().Select(link => link.GetProperty("rel").GetString()));
    }

    [Fact]
    public async Task A_finished_job_tells_progress_usage_costs_and_where_its_results_are()
    {
        using var client = api.CreateClient();
        var id = await client.RunJobAsync(JobFixture.Copy);
        var job = await client.GetJsonAsync($"jobs/{id}");

        Assert.Equal(100, job.GetProperty("progress").GetDouble());
        Assert.Equal(0, job.GetProperty("costs").GetDouble());
        var usage = job.GetProperty("usage");
        Assert.Equal("cpu-seconds", usage.GetProperty("cpu").GetProperty("unit").GetString());
        Assert.Equal("mb-seconds", usage.GetProperty("memory").GetProperty("unit").GetString());
        Assert.True(usage.GetProperty("duration").GetProperty("value").GetDouble() > 0);
        Assert.InRange(usage.GetProperty("max_memory").GetProperty("value").GetDouble(), 10, 10_000);
        Assert.Equal(3 * 2 * 256 * 256 / 1e6, usage.GetProperty("input_pixel").GetProperty("value").GetDouble(), 6);
        Assert.True(job.GetProperty("queued").GetDateTime() <= job.GetProperty("started").GetDateTime());
        Assert.Contains(job.GetProperty("links").EnumerateArray(), link => link.GetProperty("rel").GetString() == "result");
    }

    [Theory]
    [InlineData("GET", "")]
    [InlineData("PATCH", "")]
    [InlineData("DELETE", "")]
    [InlineData("GET", "/logs")]
    [InlineData("GET", "/estimate")]
    [InlineData("GET", "/results")]
    [InlineData("POST", "/results")]
    [InlineData("DELETE", "/results")]
    public async Task Nobody_sees_or_touches_anybody_elses_job_nor_one_that_is_not_there(string method, string path)
    {
        using var alice = api.CreateClient();
        using var bob = api.CreateClient("bob");
        var id = await alice.CreateJobAsync(more: "\"title\":\"mine\"");

        foreach (var other in (string[])[id, "j-00000000000000000000000000000000", "x"])
        {
            using var request = new HttpRequestMessage(new HttpMethod(method), $"jobs/{other}{path}");
            if (method == "PATCH") request.Content = new StringContent("{\"title\":\"stolen\"}", System.Text.Encoding.UTF8, "application/json");
            await (await bob.SendAsync(request)).ShouldBeErrorAsync(404, "JobNotFound");
        }
        var job = await alice.GetJsonAsync($"jobs/{id}");
        Assert.Equal("mine", job.GetProperty("title").GetString());
        Assert.Equal("created", job.GetProperty("status").GetString());
    }
}
