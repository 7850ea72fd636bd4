using OpenEo.Slices.Api.Tests.Running;

namespace OpenEo.Slices.Api.Tests.Conformance;

[Collection("conformance")]
public sealed class DataProcessingTests(BackEnd api)
{
    [Fact]
    public async Task L1_700_jobs_change_their_status_as_the_API_says()
    {
        using var client = api.CreateClient("status");
        var id = await client.CreateJobAsync(Graph.QuickThenSlow);
        Assert.Equal("created", await client.StatusAsync(id));
        await client.StartJobAsync(id);
        Assert.Contains(await client.StatusAsync(id), (string[])["queued", "running"]);
        await client.WaitForAsync(id, "running");
        await JobClient.UntilAsync(async () => (await client.GetJsonAsync($"jobs/{id}/results?partial=true")).GetProperty("assets").EnumerateObject().Any(),
            "a first file");
        await (await client.DeleteAsync($"jobs/{id}/results")).ShouldBeAsync(204);
        Assert.Equal("canceled", await client.StatusAsync(id));   // with results
        await (await client.PatchTextAsync($"jobs/{id}", Graph.Request(JobFixture.Slow()))).ShouldBeAsync(204);
        await client.StartJobAsync(id);
        await client.WaitForAsync(id, "running");
        await (await client.DeleteAsync($"jobs/{id}/results")).ShouldBeAsync(204);
        Assert.Equal("created", await client.StatusAsync(id));   // without
        foreach (var (process, status) in ((string, string)[])[(Graph.Nothing, "error"), (JobFixture.Sum, "finished")])
        {
            await (await client.PatchTextAsync($"jobs/{id}", Graph.Request(process))).ShouldBeAsync(204);
            await client.StartJobAsync(id);
            await client.WaitForAsync(id, status);
        }
    }

    [Fact]
    public async Task L1_701_there_are_batch_jobs()
    {
        using var client = api.CreateClient();
        Assert.Equal("finished", await client.StatusAsync(await api.FinishedAsync()));
        Assert.Contains("/jobs/{job_id}/results", (await client.GetJsonAsync("")).Texts("endpoints", "path"));
    }

    [Fact]
    public async Task L2_702_there_are_batch_jobs_and_synchronous_results_and_both_give_the_same()
    {
        using var client = api.CreateClient();
        using var now = await client.ComputeAsync(Graph.OneDate("GTiff"));
        var id = await client.RunJobAsync(Graph.OneDate("GTiff"));
        var asset = (await client.GetJsonAsync($"jobs/{id}/results")).GetProperty("assets").EnumerateObject().Single().Value;
        Assert.Equal(await client.GetByteArrayAsync(asset.Text("href")), await now.Content.ReadAsByteArrayAsync());
    }
}
