using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using OpenEo.Slices.Api.Postgres;
using OpenEo.Slices.Api.Running;
using OpenEo.Slices.Api.Tests.Running;

namespace OpenEo.Slices.Api.Tests.Storage;

/// <summary>Results of a service that keeps them for ten days, whichever way a job has ended.</summary>
public sealed class ExpiryTests(ExpiryTests.Fixture api) : IClassFixture<ExpiryTests.Fixture>
{
    /// <summary>Keeps results for ten days.</summary>
    public sealed class Fixture : JobFixture
    {
        /// <inheritdoc/>
        protected override IReadOnlyList<(string Key, string? Value)> More => [("Results:Days", "10")];
    }

    const string QuickThenSlow = """
        {"process_graph":{
          "load":{"process_id":"load_collection","arguments":{"id":"TINY","spatial_extent":null,"temporal_extent":null}},
          "a":{"process_id":"save_result","arguments":{"data":{"from_node":"load"},"format":"GTiff"}},
          "one":{"process_id":"filter_temporal","arguments":{"data":{"from_node":"load"},"extent":["2024-01-01","2024-01-02"]}},
          "finer":{"process_id":"resample_spatial","arguments":{"data":{"from_node":"one"},"resolution":0.1}},
          "b":{"process_id":"save_result","arguments":{"data":{"from_node":"finer"},"format":"GTiff"},"result":true}}}
        """;

    static int Assets(JsonElement results) => results.GetProperty("assets").EnumerateObject().Count();

    [Fact]
    public async Task Results_and_partial_results_are_kept_as_long_as_they_say_and_then_deleted()
    {
        using var client = api.CreateClient();
        var finished = await client.RunJobAsync(JobFixture.Copy);
        var failed = await client.RunJobAsync(QuickThenSlow, "error", """
            "job_options":{"max_runtime":5}
            """);
        var canceled = await client.CreateJobAsync(QuickThenSlow);
        await client.StartJobAsync(canceled);
        await client.WaitForAsync(canceled, "running");
        await JobClient.UntilAsync(async () => Assets(await client.GetJsonAsync($"jobs/{canceled}/results?partial=true")) == 3, "three files of a running job");
        await (await client.DeleteAsync($"jobs/{canceled}/results")).ShouldBeAsync(204);

        foreach (var id in (string[])[finished, failed, canceled])
        {
            var results = await client.GetJsonAsync($"jobs/{id}/results?partial=true");
            Assert.Equal(3, Assets(results));
            Assert.Equal(TimeSpan.FromDays(10), results.GetProperty("unpublished").GetDateTime() - results.GetProperty("updated").GetDateTime());
        }
        var housekeeping = api.Host.Services.GetRequiredService<Housekeeping>();
        await housekeeping.SweepAsync(default);
        Assert.Equal(9, await api.Host.Db.FindAsync<long>("SELECT count(*) FROM job_assets", null, default));

        api.Clock.Advance(TimeSpan.FromDays(11));
        await Task.WhenAll(housekeeping.SweepAsync(default), housekeeping.SweepAsync(default));   // as two replicas would
        using var later = api.CreateClient();
        await (await later.GetAsync($"jobs/{finished}/results")).ShouldBeErrorAsync(410, "ResultLinkExpired");
        await (await later.GetAsync($"jobs/{failed}/results")).ShouldBeAsync(424);
        foreach (var id in (string[])[failed, canceled]) Assert.Equal(0, Assets(await later.GetJsonAsync($"jobs/{id}/results?partial=true")));
        foreach (var (id, status) in ((string, string)[])[(finished, "finished"), (failed, "error"), (canceled, "canceled")])
        {
            Assert.Equal(status, await later.StatusAsync(id));
            Assert.Single(await later.MessagesAsync(id), message => message.StartsWith("The results have been deleted", StringComparison.Ordinal));
            await api.UntilFilesAreGoneAsync(id);
        }
        // What follows has a time of its own. Back in the present, because workers have the real time.
        api.Clock.Advance(TimeSpan.FromDays(-11));
        await (await client.PatchTextAsync($"jobs/{failed}", $$"""{"process":{{JobFixture.Sum}},"job_options":null}""")).ShouldBeAsync(204);
        await client.StartJobAsync(failed);
        Assert.False((await client.GetJsonAsync($"jobs/{failed}")).TryGetProperty("unpublished", out var until)
            && until.GetDateTime() < DateTime.UtcNow.AddDays(9));
        var job = await client.WaitForAsync(failed, "finished");
        await housekeeping.SweepAsync(default);
        Assert.Equal(1, Assets(await client.GetJsonAsync($"jobs/{failed}/results")));
        Assert.True(job.GetProperty("unpublished").GetDateTime() > DateTime.UtcNow.AddDays(9));
    }
}
