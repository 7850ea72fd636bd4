using System.Text.Json;
using OpenEo.Slices.Api.Tests.Running;

namespace OpenEo.Slices.Api.Tests.Conformance;

/// <summary>Reading and changing jobs.</summary>
[Collection("conformance")]
public sealed class BatchJobsMetadataTests(BackEnd api)
{
    static async Task<JsonElement> UpdateAsync(HttpClient client, string id, string change)
    {
        await (await client.PatchTextAsync($"jobs/{id}", change)).ShouldBeAsync(204);
        return await client.GetJsonAsync($"jobs/{id}");
    }

    static async Task RefusesAsync(HttpClient client, string id, string change, string code)
    {
        var before = await client.GetJsonAsync($"jobs/{id}");
        await (await client.PatchTextAsync($"jobs/{id}", change)).ShouldBeErrorAsync(400, code);
        Assert.Equal(before.GetRawText(), (await client.GetJsonAsync($"jobs/{id}")).GetRawText());
    }

    async Task NeedsALoginAsync(string method)
    {
        using var nobody = api.CreateClient(null);
        await (await nobody.SendAsync(method, "jobs/any")).ShouldBeErrorAsync(401, "AuthenticationRequired");
    }

    [Fact]
    public async Task L1B_750_users_can_read_their_jobs_and_only_theirs()
    {
        using var owner = api.CreateClient("jobs-750");
        using var other = api.CreateClient("jobs-750-other");
        var id = await owner.CreateJobAsync();
        Assert.Equal(id, (await owner.GetJsonAsync($"jobs/{id}")).Text("id"));
        await (await other.GetAsync($"jobs/{id}")).ShouldBeErrorAsync(404, "JobNotFound");
        await NeedsALoginAsync("GET");
    }

    [Fact]
    public async Task L1B_751_a_job_has_id_process_status_and_time()
    {
        using var client = api.CreateClient("jobs-751");
        var id = await client.CreateJobAsync(JobFixture.Copy);
        var job = await client.GetJsonAsync($"jobs/{id}");
        Assert.Equal((id, "created"), (job.Text("id"), job.Text("status")));
        Assert.True(JsonElement.DeepEquals(JsonElement.Parse(JobFixture.Copy), job.GetProperty("process")));
        Assert.InRange(job.GetProperty("created").GetDateTimeOffset(), api.Clock.GetUtcNow().AddMinutes(-5), api.Clock.GetUtcNow());
        Assert.All(job.EnumerateObject(), member => Assert.NotEqual(JsonValueKind.Null, member.Value.ValueKind));
    }

    [Fact]
    public async Task L1B_752_a_job_has_title_and_description_when_its_owner_gave_them()
    {
        using var client = api.CreateClient("jobs-752");
        var named = await client.GetJsonAsync($"jobs/{await client.CreateJobAsync(more: "\"title\":\"T\",\"description\":\"D\"")}");
        var plain = await client.GetJsonAsync($"jobs/{await client.CreateJobAsync()}");
        Assert.Equal(("T", "D"), (named.Text("title"), named.Text("description")));
        Assert.False(plain.Has("title") || plain.Has("description"));
    }

    [Fact]
    public async Task L3_753_a_job_has_plan_budget_costs_and_usage()
    {
        using var client = api.CreateClient("jobs-753");
        var job = await client.GetJsonAsync($"jobs/{await client.RunJobAsync(JobFixture.Copy, more: "\"plan\":\"Pro\",\"budget\":5")}");
        Assert.Equal(("Pro", 5.0, BackEnd.Price), (job.Text("plan"), job.GetProperty("budget").GetDouble(), job.GetProperty("costs").GetDouble()));
        foreach (var (metric, unit) in ((string, string)[])[("cpu", "cpu-seconds"), ("duration", "seconds"), ("memory", "mb-seconds"), ("storage", "mb"),
            ("input_pixel", "mega-pixel")])
        {
            Assert.Equal(unit, job.GetProperty("usage").GetProperty(metric).Text("unit"));
            Assert.True(job.GetProperty("usage").GetProperty(metric).GetProperty("value").GetDouble() >= 0, metric);
        }
        Assert.Equal(0.393216, job.GetProperty("usage").GetProperty("input_pixel").GetProperty("value").GetDouble(), 6);
    }

    [Fact]
    public async Task L1B_754_status_and_progress_follow_the_work()
    {
        using var client = api.CreateClient("jobs-754");
        var id = await client.CreateJobAsync(JobFixture.Slow());
        Assert.False((await client.GetJsonAsync($"jobs/{id}")).Has("progress"));
        await client.StartJobAsync(id);
        await client.WaitForAsync(id, "running");
        var seen = new List<double>();
        await JobClient.UntilAsync(async () =>
        {
            if ((await client.GetJsonAsync($"jobs/{id}")).TryGetProperty("progress", out var progress)) seen.Add(progress.GetDouble());
            return seen.Count > 1 && seen[^1] > seen[0];
        }, "progress");
        Assert.Equal(seen.Order(), seen);
        Assert.All(seen, progress => Assert.InRange(progress, 0, 100));
        await (await client.DeleteAsync($"jobs/{id}")).ShouldBeAsync(204);
        using var alice = api.CreateClient();
        var finished = await alice.GetJsonAsync($"jobs/{await api.FinishedAsync()}");
        Assert.Equal(("finished", 100), (finished.Text("status"), finished.GetProperty("progress").GetInt32()));
        Assert.Equal("error", await alice.StatusAsync(await api.FailedAsync()));
    }

    [Fact]
    public async Task L3_755_further_members_come_back_as_they_were_given()
    {
        using var client = api.CreateClient("jobs-755");
        var id = await client.CreateJobAsync(more: """
            "job_options":{"driver-memory":"2g","n":1.50},"x-note":[{"a":"ö"},null]
            """);
        var job = await client.GetJsonAsync($"jobs/{id}");
        Assert.Equal("""{"driver-memory":"2g","n":1.50}""", job.GetProperty("job_options").GetRawText());
        Assert.True(JsonElement.DeepEquals(JsonElement.Parse("""[{"a":"ö"},null]"""), job.GetProperty("x-note")));
        Assert.Equal(7, (await UpdateAsync(client, id, """{"x-note":7}""")).GetProperty("x-note").GetInt32());
    }

    [Fact]
    public async Task L3_760_users_can_change_their_jobs_and_only_theirs()
    {
        using var owner = api.CreateClient("jobs-760");
        using var other = api.CreateClient("jobs-760-other");
        var id = await owner.CreateJobAsync();
        await (await other.PatchTextAsync($"jobs/{id}", """{"title":"stolen"}""")).ShouldBeErrorAsync(404, "JobNotFound");
        Assert.Equal("mine", (await UpdateAsync(owner, id, """{"title":"mine"}""")).Text("title"));
        await RefusesAsync(owner, id, """{"status":"finished"}""", "PropertyNotEditable");
        await (await owner.PatchTextAsync($"jobs/{id}", Graph.Request(JobFixture.Slow()))).ShouldBeAsync(204);
        await owner.StartJobAsync(id);
        await (await owner.PatchTextAsync($"jobs/{id}", """{"title":"late"}""")).ShouldBeErrorAsync(400, "JobLocked");
        await (await owner.DeleteAsync($"jobs/{id}")).ShouldBeAsync(204);
        await NeedsALoginAsync("PATCH");
    }

    [Fact]
    public async Task L4_761_the_process_can_be_changed_to_a_valid_one()
    {
        using var client = api.CreateClient("jobs-761");
        var id = await client.CreateJobAsync();
        await RefusesAsync(client, id, Graph.Request(Graph.Unknown), "ProcessUnsupported");
        await RefusesAsync(client, id, """{"title":"t","process":{"process_graph":{}}}""", "ProcessGraphInvalid");
        await UpdateAsync(client, id, Graph.Request(Graph.Call("multiply", """{"x":6,"y":7}""")));
        await client.StartJobAsync(id);
        await client.WaitForAsync(id, "finished");
        var asset = (await client.GetJsonAsync($"jobs/{id}/results")).GetProperty("assets").EnumerateObject().Single().Value;
        Assert.Equal("42", await client.GetStringAsync(asset.Text("href")));
    }

    [Fact]
    public async Task L4_762_plan_and_budget_can_be_changed()
    {
        using var client = api.CreateClient("jobs-762");
        var id = await client.CreateJobAsync(more: "\"plan\":\"free\",\"budget\":1");
        var changed = await UpdateAsync(client, id, """{"plan":"Pro","budget":9.5}""");
        Assert.Equal(("Pro", 9.5), (changed.Text("plan"), changed.GetProperty("budget").GetDouble()));
        await RefusesAsync(client, id, """{"plan":"gold"}""", "BillingPlanInvalid");
        await RefusesAsync(client, id, """{"budget":-1}""", "BudgetInvalid");
        Assert.False((await UpdateAsync(client, id, """{"budget":null}""")).Has("budget"));
    }

    [Fact]
    public async Task L4_763_what_is_logged_can_be_changed()
    {
        using var client = api.CreateClient("jobs-763");
        var id = await client.CreateJobAsync(more: "\"log_level\":\"error\"");
        Assert.Equal("debug", (await UpdateAsync(client, id, """{"log_level":"debug"}""")).Text("log_level"));
        await RefusesAsync(client, id, """{"log_level":"loud"}""", "RequestInvalid");
        var before = (await client.MessagesAsync(id)).Count;
        await client.StartJobAsync(id);
        await client.WaitForAsync(id, "finished");
        Assert.True((await client.MessagesAsync(id)).Count > before + 1);
    }

    [Fact]
    public async Task L3_764_title_and_description_can_be_changed_and_removed()
    {
        using var client = api.CreateClient("jobs-764");
        var id = await client.CreateJobAsync(more: "\"title\":\"a\",\"description\":\"b\"");
        var changed = await UpdateAsync(client, id, """{"title":"c"}""");
        Assert.Equal(("c", "b"), (changed.Text("title"), changed.Text("description")));
        Assert.False((await UpdateAsync(client, id, """{"description":null}""")).Has("description"));
        Assert.Equal("c", (await UpdateAsync(client, id, "{}")).Text("title"));
    }

    [Fact]
    public async Task L4_765_further_members_can_be_changed()
    {
        using var client = api.CreateClient("jobs-765");
        var id = await client.CreateJobAsync(Graph.OneDate("GTiff"), """
            "job_options":{"output_file_prefix":"old-"},"x-note":1
            """);
        var changed = await UpdateAsync(client, id, """{"job_options":{"output_file_prefix":"new-"},"x-more":[2]}""");
        Assert.Equal(("""{"output_file_prefix":"new-"}""", "1", "[2]"),
            (changed.GetProperty("job_options").GetRawText(), changed.GetProperty("x-note").GetRawText(), changed.GetProperty("x-more").GetRawText()));
        await client.StartJobAsync(id);
        await client.WaitForAsync(id, "finished");
        Assert.StartsWith("new-", (await client.GetJsonAsync($"jobs/{id}/results")).GetProperty("assets").EnumerateObject().Single().Name);
    }
}
