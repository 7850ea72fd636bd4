using OpenEo.Slices.Api.Tests.Running;

namespace OpenEo.Slices.Api.Tests.Features.Jobs;

[Collection("jobs")]
public sealed class EstimateJobTests(JobFixture api)
{
    [Fact]
    public async Task Tells_the_size_before_compression_the_costs_and_after_a_run_the_duration()
    {
        using var client = api.CreateClient();
        var id = await client.RunJobAsync(JobFixture.Copy);
        var estimate = await client.GetJsonAsync($"jobs/{id}/estimate");
        Assert.Equal(3L * 2 * 256 * 256 * 2, estimate.GetProperty("size").GetInt64());
        Assert.Equal(0, estimate.GetProperty("costs").GetDouble());
        Assert.InRange(System.Xml.XmlConvert.ToTimeSpan(estimate.GetProperty("duration").GetString()!).TotalSeconds, 1, 120);
        Assert.Contains("finished runs", estimate.GetProperty("basis").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_job_that_could_not_run_says_why()
    {
        using var client = api.CreateClient();
        var id = await client.CreateJobAsync("""
            {"process_graph":{"load":{"process_id":"load_collection","arguments":{"id":"TINY","spatial_extent":null,"temporal_extent":null,"bands":["B99"]},
             "result":true}}}
            """);
        var message = await (await client.GetAsync($"jobs/{id}/estimate")).ShouldBeErrorAsync(400, "ProcessParameterInvalid");
        Assert.Contains("B99", message, StringComparison.Ordinal);
    }
}
