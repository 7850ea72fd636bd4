using OpenEo.Slices.Api.Postgres;
using OpenEo.Slices.Api.Tests.Running;

namespace OpenEo.Slices.Api.Tests.Features.Jobs;

[Collection("jobs")]
public sealed class StartJobTests(JobFixture api)
{
    [Fact]
    public async Task A_started_job_runs_and_finishes_and_may_be_started_with_a_body()
    {
        using var client = api.CreateClient();
        var id = await client.CreateJobAsync();
        await (await client.PostTextAsync($"jobs/{id}/results", "{}")).ShouldBeAsync(202);
        await client.WaitForAsync(id, "finished");
        Assert.Equal(["Created.", "Queued.", "Started, try 1."], (await client.MessagesAsync(id)).Take(3));
    }

    [Fact]
    public async Task Starting_twice_at_once_makes_one_run()
    {
        using var client = api.CreateClient();
        // One that is still at work when the last start comes: a job that has finished may be started again.
        var id = await client.CreateJobAsync(JobFixture.Slow());
        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => client.StartJobAsync(id)));
        await (await client.DeleteAsync($"jobs/{id}/results")).ShouldBeAsync(204);
        Assert.Equal(1, await api.Host.Db.FindAsync<long>("SELECT count(*) FROM job_runs WHERE job_id = @id", new { id }, default));
    }

    [Fact]
    public async Task A_start_is_noticed_at_once_and_not_at_the_next_look_into_the_queue()
    {
        using var client = api.CreateClient();
        var waits = new List<TimeSpan>();
        for (var i = 0; i < 5; i++)
        {
            var job = await client.GetJsonAsync($"jobs/{await client.RunJobAsync()}");
            waits.Add(job.GetProperty("started").GetDateTime() - job.GetProperty("queued").GetDateTime());
        }
        // The queue is looked at every two seconds: without a call the middle one of five would have waited a second.
        Assert.InRange(waits.Order().ElementAt(2).TotalMilliseconds, 0, 300);
    }

    [Fact]
    public async Task A_restart_that_fails_keeps_the_results_of_the_run_before()
    {
        using var client = api.CreateClient();
        using var anonymous = api.CreateClient(null);
        var id = await client.RunJobAsync(JobFixture.Copy);
        var link = (await client.GetJsonAsync($"jobs/{id}/results")).GetProperty("assets").EnumerateObject().First().Value.GetProperty("href").GetString();
        const string Nineties = "\"temporal_extent\":[\"1999-01-01\",\"1999-02-01\"]";
        await (await client.PatchTextAsync($"jobs/{id}",
            $$"""{"process":{{JobFixture.Copy.Replace("\"temporal_extent\":null", Nineties, StringComparison.Ordinal)}}}""")).ShouldBeAsync(204);
        await client.StartJobAsync(id);
        await client.WaitForAsync(id, "error");
        await (await anonymous.GetAsync(link)).ShouldBeAsync(200);
        await UntilFolders(id, 1);
    }

    [Fact]
    public async Task A_restart_that_succeeds_replaces_the_results_of_the_run_before()
    {
        using var client = api.CreateClient();
        using var anonymous = api.CreateClient(null);
        var id = await client.RunJobAsync(JobFixture.Copy);
        var old = (await client.GetJsonAsync($"jobs/{id}/results")).GetProperty("assets").EnumerateObject().First().Value.GetProperty("href").GetString();
        await (await client.PatchTextAsync($"jobs/{id}", $$"""{"process":{{JobFixture.Sum}}}""")).ShouldBeAsync(204);
        await client.StartJobAsync(id);
        await client.WaitForAsync(id, "finished");
        Assert.Equal(["result.json"], (await client.GetJsonAsync($"jobs/{id}/results")).GetProperty("assets").EnumerateObject().Select(asset => asset.Name));
        await (await anonymous.GetAsync(old)).ShouldBeErrorAsync(404, "FileNotFound");
        await UntilFolders(id, 1);
    }

    Task UntilFolders(string id, int count) =>
        JobClient.UntilAsync(() => Task.FromResult(Directory.GetDirectories(Path.Combine(api.DataFolder, "results", id)).Length == count),
            "the deletion of old files");
}
