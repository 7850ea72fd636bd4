using OpenEo.Slices.Api.Tests.Running;

namespace OpenEo.Slices.Api.Tests.Features.Jobs;

[Collection("jobs")]
public sealed class UpdateJobTests(JobFixture api)
{
    const string Product = """{"process_graph":{"m":{"process_id":"multiply","arguments":{"x":3,"y":4},"result":true}}}""";

    [Fact]
    public async Task Changes_what_is_given_clears_what_is_null_and_leaves_the_rest()
    {
        using var client = api.CreateClient();
        var id = await client.CreateJobAsync(more: """ "title":"a","description":"b","budget":5,"job_options":{"x":1},"note":"n" """);
        await (await client.PatchTextAsync($"jobs/{id}",
            $$"""{"title":"c","description":null,"budget":null,"log_level":"debug","process":{{Product}},"note":null,"more":[1]}""")).ShouldBeAsync(204);

        var job = await client.GetJsonAsync($"jobs/{id}");
        Assert.Equal("c", job.GetProperty("title").GetString());
        Assert.Equal("debug", job.GetProperty("log_level").GetString());
        Assert.Equal(Product, job.GetProperty("process").GetRawText());
        Assert.Equal("""{"x":1}""", job.GetProperty("job_options").GetRawText());
        Assert.Equal("[1]", job.GetProperty("more").GetRawText());
        foreach (var member in (string[])["description", "budget", "note"]) Assert.False(job.TryGetProperty(member, out _), member);
    }

    [Fact]
    public async Task Nothing_changes_nothing()
    {
        using var client = api.CreateClient();
        var id = await client.CreateJobAsync(more: "\"title\":\"a\"");
        var before = await client.GetJsonAsync($"jobs/{id}");
        await (await client.PatchTextAsync($"jobs/{id}", "{}")).ShouldBeAsync(204);
        Assert.Equal(before.GetRawText(), (await client.GetJsonAsync($"jobs/{id}")).GetRawText());
    }

    [Theory]
    [InlineData("[]", "RequestInvalid")]
    [InlineData("null", "RequestInvalid")]
    [InlineData("{", "RequestInvalid")]
    [InlineData("""{"title":5}""", "RequestInvalid")]
    [InlineData("""{"title":"\ud800"}""", "RequestInvalid")]
    [InlineData("""{"description":"\u0000"}""", "RequestInvalid")]
    [InlineData("""{"status":"finished"}""", "PropertyNotEditable")]
    [InlineData("""{"id":"x"}""", "PropertyNotEditable")]
    [InlineData("""{"log_level":null}""", "RequestInvalid")]
    [InlineData("""{"plan":"gold"}""", "BillingPlanInvalid")]
    [InlineData("""{"budget":"x"}""", "BudgetInvalid")]
    [InlineData("""{"process":null}""", "ProcessInvalid")]
    [InlineData("""{"process":{"process_graph":{"a":{"process_id":"nope","arguments":{},"result":true}}}}""", "ProcessUnsupported")]
    public async Task A_bad_change_is_refused_as_a_whole(string body, string code)
    {
        using var client = api.CreateClient();
        var id = await client.CreateJobAsync(more: "\"title\":\"a\"");
        var before = await client.GetJsonAsync($"jobs/{id}");
        var both = body.StartsWith("{\"", StringComparison.Ordinal) && !body.Contains("title", StringComparison.Ordinal)
            ? "{\"title\":\"b\"," + body[1..] : body;
        await (await client.PatchTextAsync($"jobs/{id}", both)).ShouldBeErrorAsync(400, code);
        Assert.Equal(before.GetRawText(), (await client.GetJsonAsync($"jobs/{id}")).GetRawText());
    }

    [Fact]
    public async Task A_queued_or_running_job_is_locked()
    {
        using var client = api.CreateClient();
        var id = await client.CreateJobAsync(JobFixture.Slow());
        await client.StartJobAsync(id);
        await (await client.PatchTextAsync($"jobs/{id}", "{\"title\":\"x\"}")).ShouldBeErrorAsync(400, "JobLocked");
        await client.WaitForAsync(id, "running");
        await (await client.PatchTextAsync($"jobs/{id}", "{}")).ShouldBeErrorAsync(400, "JobLocked");
        await (await client.DeleteAsync($"jobs/{id}")).ShouldBeAsync(204);
    }
}
