using System.Diagnostics;
using OpenEo.Slices.Api.Postgres;
using OpenEo.Slices.Api.Tests.Running;

namespace OpenEo.Slices.Api.Tests.Features.Jobs;

[Collection("jobs")]
public sealed class CancelJobTests(JobFixture api)
{
    [Fact]
    public async Task A_running_job_without_results_becomes_created_and_its_worker_stops_within_a_second()
    {
        using var client = api.CreateClient();
        var id = await client.CreateJobAsync(JobFixture.Slow());
        await client.StartJobAsync(id);
        await api.Host.WorkerOfAsync(id);
        Assert.NotEmpty(Unfinished());

        var time = Stopwatch.StartNew();
        await (await client.DeleteAsync($"jobs/{id}/results")).ShouldBeAsync(204);
        Assert.Equal("created", await client.StatusAsync(id));
        // What the worker has written goes when it has stopped.
        await JobClient.UntilAsync(() => Task.FromResult(Unfinished().Length == 0), "the worker's end");
        Assert.InRange(time.Elapsed.TotalSeconds, 0, 2.5);
        Assert.Contains("Canceled by the user.", await client.MessagesAsync(id));
        await (await client.GetAsync($"jobs/{id}/results")).ShouldBeErrorAsync(400, "JobNotStarted");

        // But for the locks of workers that live.
        string[] Unfinished() => [.. Directory.GetFiles(Path.Combine(api.DataFolder, "results", ".workers"), "*", SearchOption.AllDirectories)
            .Where(file => !file.EndsWith(".lock", StringComparison.Ordinal))];
    }

    [Fact]
    public async Task A_running_job_with_earlier_results_becomes_canceled_and_keeps_them()
    {
        using var client = api.CreateClient();
        var id = await client.RunJobAsync(JobFixture.Copy);
        await (await client.PatchTextAsync($"jobs/{id}", $$"""{"process":{{JobFixture.Slow()}}}""")).ShouldBeAsync(204);
        await client.StartJobAsync(id);
        await client.WaitForAsync(id, "running");
        await (await client.DeleteAsync($"jobs/{id}/results")).ShouldBeAsync(204);
        Assert.Equal("canceled", await client.StatusAsync(id));
        var results = await client.GetJsonAsync($"jobs/{id}/results");
        Assert.Equal(3, results.GetProperty("assets").EnumerateObject().Count());
        Assert.Equal("canceled", results.GetProperty("openeo:status").GetString());
        await client.StartJobAsync(id);
        await client.WaitForAsync(id, "queued", "running");
        await (await client.DeleteAsync($"jobs/{id}")).ShouldBeAsync(204);
    }

    [Fact]
    public async Task A_queued_job_becomes_created_and_never_runs()
    {
        using var client = api.CreateClient("queuer");
        var first = await client.CreateJobAsync(JobFixture.Slow());
        var second = await client.CreateJobAsync(JobFixture.Slow());
        var third = await client.CreateJobAsync();
        foreach (var id in (string[])[first, second, third]) await client.StartJobAsync(id);
        await client.WaitForAsync(second, "running");
        Assert.Equal("queued", await client.StatusAsync(third));
        await (await client.DeleteAsync($"jobs/{third}/results")).ShouldBeAsync(204);
        Assert.Equal("created", await client.StatusAsync(third));
        Assert.Equal("canceled", await api.Host.Db.FindAsync<string>("SELECT state FROM job_runs WHERE job_id = @third", new { third }, default));
        foreach (var id in (string[])[first, second]) await (await client.DeleteAsync($"jobs/{id}")).ShouldBeAsync(204);
        Assert.Equal("created", await client.StatusAsync(third));
    }

    [Fact]
    public async Task Has_no_effect_on_jobs_that_neither_wait_nor_run()
    {
        using var client = api.CreateClient();
        var created = await client.CreateJobAsync();
        var finished = await client.RunJobAsync();
        foreach (var (id, status) in ((string, string)[])[(created, "created"), (finished, "finished")])
        {
            await (await client.DeleteAsync($"jobs/{id}/results")).ShouldBeAsync(204);
            Assert.Equal(status, await client.StatusAsync(id));
        }
    }

    [Fact]
    public async Task Starts_and_cancels_in_any_order_leave_the_job_and_its_runs_in_agreement()
    {
        using var client = api.CreateClient();
        var id = await client.CreateJobAsync();
        for (var round = 0; round < 5; round++)
        {
            await Task.WhenAll(Enumerable.Range(0, 10).Select(async i =>
                await (i % 2 == 0 ? client.PostAsync($"jobs/{id}/results", null) : client.DeleteAsync($"jobs/{id}/results"))));
        }
        await JobClient.UntilAsync(async () => await client.StatusAsync(id) is "created" or "finished" or "canceled", "the end");
        Assert.Equal(0,
            await api.Host.Db.FindAsync<long>("SELECT count(*) FROM job_runs WHERE job_id = @id AND state IN ('queued', 'running')", new { id }, default));
        await client.StartJobAsync(id);
        await client.WaitForAsync(id, "finished");
    }
}
