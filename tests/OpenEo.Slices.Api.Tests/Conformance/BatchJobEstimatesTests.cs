using System.Text.Json;
using OpenEo.Slices.Api.Tests.Running;

namespace OpenEo.Slices.Api.Tests.Conformance;

[Collection("conformance")]
public sealed class BatchJobEstimatesTests(BackEnd api)
{
    // After a job has run, so that rates are known.
    async Task<JsonElement> EstimateAsync(string plan = "free")
    {
        await api.FinishedAsync();
        using var client = api.CreateClient();
        return await client.GetJsonAsync($"jobs/{await client.CreateJobAsync(JobFixture.Copy, $"\"plan\":\"{plan}\"")}/estimate");
    }

    [Fact]
    public async Task L3_820_users_can_ask_what_their_jobs_would_take()
    {
        (await EstimateAsync()).ShouldHave("costs", "duration", "size");
        using var bob = api.CreateClient("bob");
        using var nobody = api.CreateClient(null);
        var path = $"jobs/{await api.FinishedAsync()}/estimate";
        await (await bob.GetAsync(path)).ShouldBeErrorAsync(404, "JobNotFound");
        await (await nobody.GetAsync(path)).ShouldBeErrorAsync(401, "AuthenticationRequired");
    }

    [Fact]
    public async Task L3_821_costs_are_those_of_the_plan()
    {
        Assert.Equal(0, (await EstimateAsync()).GetProperty("costs").GetDouble());
        Assert.Equal(BackEnd.Price, (await EstimateAsync("Pro")).GetProperty("costs").GetDouble());
    }

    [Fact]
    public async Task L4_822_the_duration_is_by_experience() =>
        Assert.InRange(System.Xml.XmlConvert.ToTimeSpan((await EstimateAsync()).Text("duration")), TimeSpan.FromMilliseconds(1), TimeSpan.FromMinutes(5));

    [Fact]
    public async Task L4_823_the_size_is_that_of_the_cells() => Assert.Equal(3 * 2 * 256 * 256 * 2, (await EstimateAsync()).GetProperty("size").GetInt64());

    [Fact]
    public async Task L3_824_full_downloads_are_included()
    {
        // As many as anybody wants.
        Assert.Equal(JsonValueKind.Null, (await EstimateAsync()).GetProperty("downloads_included").ValueKind);
        // And they are: a download costs nothing.
        using var client = api.CreateClient();
        using var results = await client.GetAsync($"jobs/{await api.FinishedAsync()}/results");
        Assert.Equal("0", results.Header("OpenEO-Costs"));
    }

    [Fact]
    public async Task L3_825_an_estimate_holds_for_some_time() =>
    Assert.True((await EstimateAsync()).GetProperty("expires").GetDateTimeOffset() > api.Clock.GetUtcNow().AddMinutes(1));

    [Fact]
    public async Task L3_826_what_cannot_be_estimated_is_an_error_of_its_own()
    {
        await using var hasty = api.Start(("Estimates:Seconds", "0.001"));
        using var client = hasty.CreateClient("alice");
        var id = await client.CreateJobAsync(JobFixture.Copy);
        await (await client.GetAsync($"jobs/{id}/estimate")).ShouldBeErrorAsync(500, "EstimateComplexity");
        using var patient = api.CreateClient();
        await (await patient.GetAsync($"jobs/{id}/estimate")).ShouldBeAsync(200);
    }
}
