using System.Text.Json;
using System.Xml;
using OpenEo.Slices.Api.Hosting;
using OpenEo.Slices.Api.Tests.Running;

namespace OpenEo.Slices.Api.Tests.Conformance;

[Collection("jobs")]
public sealed class JobsTests(JobFixture api) : Requirement(api)
{
    const string All = "\"title\":\"T\",\"description\":\"D\",\"plan\":\"free\",\"budget\":5,\"log_level\":\"warning\",\"job_options\":{\"memory\":\"2g\",\"x\":null},\"own\":[1,null]";

    async Task<JsonElement> GetAsync(string id) => await Me.GetJsonAsync($"jobs/{id}");

    async Task<string> PatchedAsync(string body, string member)
    {
        var id = await Me.CreateJobAsync();
        await (await Me.PatchTextAsync($"jobs/{id}", body)).ShouldBeAsync(204);
        return (await GetAsync(id)).GetProperty(member).GetRawText();
    }

    [Fact]
    public async Task L1_700_a_job_goes_through_the_statuses_of_the_API()
    {
        var id = await Me.CreateJobAsync(JobFixture.Slow());
        Assert.Equal("created", await Me.StatusAsync(id));
        await Me.StartJobAsync(id);
        Assert.Contains(await Me.StatusAsync(id), (string[])["queued", "running"]);
        await Me.WaitForAsync(id, "running");
        await (await Me.DeleteAsync($"jobs/{id}/results")).ShouldBeAsync(204);
        Assert.Equal("created", await Me.StatusAsync(id));
        Assert.Equal("finished", await Me.StatusAsync(await FinishedAsync()));
    }

    [Fact]
    public async Task L1_701_data_are_processed() => Assert.Equal("finished", await Me.StatusAsync(await FinishedAsync()));

    [Fact]
    public async Task L2_702_data_are_processed_in_two_ways()
    {
        await FinishedAsync();
        await (await SendAsync(Me, "POST", "result", Wrap(JobFixture.Sum))).ShouldBeAsync(200);
    }

    [Fact]
    public async Task L1B_710_jobs_need_a_login() => await NeedsLoginAsync("GET", "jobs", 200);

    [Fact]
    public async Task L1B_711_jobs_and_links_are_lists()
    {
        var list = await Me.GetJsonAsync("jobs");
        Assert.True(list.GetProperty("jobs").ValueKind is JsonValueKind.Array && list.GetProperty("links").ValueKind is JsonValueKind.Array);
    }

    [Fact]
    public async Task L3_712_jobs_come_in_pages_when_wanted()
    {
        using var client = Api.CreateClient("jobs-pages");
        for (var i = 0; i < 5; i++) await client.CreateJobAsync();
        Assert.Equal(5, (await PagesAsync(client, "jobs", "jobs")).Length);
    }

    [Fact]
    public async Task L1B_713_all_jobs_come_without_a_limit()
    {
        using var client = Api.CreateClient("jobs-many");
        for (var i = 0; i < 120; i++) await client.CreateJobAsync();
        Assert.Equal(120, (await client.GetJsonAsync("jobs")).GetProperty("jobs").GetArrayLength());
    }

    [Fact]
    public async Task L1B_714_jobs_have_id_status_and_time()
    {
        var id = await Me.CreateJobAsync();
        var job = (await Me.GetJsonAsync("jobs")).GetProperty("jobs").EnumerateArray().Single(job => job.GetProperty("id").GetString() == id);
        Assert.Equal("created", job.GetProperty("status").GetString());
        Assert.Equal(DateTimeKind.Utc, job.GetProperty("created").GetDateTime().Kind);
        HasNoNulls(job);
    }

    [Fact]
    public async Task L1B_715_jobs_are_listed_with_their_titles()
    {
        var id = await Me.CreateJobAsync(more: "\"title\":\"listed\"");
        Assert.Equal("listed", (await Me.GetJsonAsync("jobs")).GetProperty("jobs").EnumerateArray().Single(job => job.GetProperty("id").GetString() == id).GetProperty("title").GetString());
    }

    [Fact]
    public async Task L1B_730_jobs_are_created_with_a_login() => await NeedsLoginAsync("POST", "jobs", 201, Wrap(JobFixture.Sum));

    [Theory]
    [InlineData("{}", "ProcessGraphMissing")]
    [InlineData("""{"process":{}}""", "ProcessGraphMissing")]
    [InlineData("""{"process":{"process_graph":{"a":{"process_id":"nope","arguments":{},"result":true}}}}""", "ProcessUnsupported")]
    public async Task L1B_731_only_valid_processes_are_taken(string body, string code) => await (await SendAsync(Me, "POST", "jobs", body)).ShouldBeErrorAsync(400, code);

    [Fact]
    public async Task L3_732_plan_and_budget_are_kept_and_checked()
    {
        var job = await GetAsync(await Me.CreateJobAsync(more: "\"plan\":\"free\",\"budget\":7"));
        Assert.Equal(("free", 7), (job.GetProperty("plan").GetString(), job.GetProperty("budget").GetInt32()));
        await (await SendAsync(Me, "POST", "jobs", Wrap(JobFixture.Sum, "\"plan\":\"gold\""))).ShouldBeErrorAsync(400, "BillingPlanInvalid");
        await (await SendAsync(Me, "POST", "jobs", Wrap(JobFixture.Sum, "\"budget\":-1"))).ShouldBeErrorAsync(400, "BudgetInvalid");
    }

    [Fact]
    public async Task L3_733_the_log_level_is_kept_and_followed()
    {
        var quiet = await Me.RunJobAsync(more: "\"log_level\":\"error\"");
        Assert.Equal("error", (await GetAsync(quiet)).GetProperty("log_level").GetString());
        Assert.Equal(["Created."], await Me.MessagesAsync(quiet));
    }

    [Fact]
    public async Task L1B_734_title_and_description_are_kept()
    {
        var job = await GetAsync(await Me.CreateJobAsync(more: All));
        Assert.Equal(("T", "D"), (job.GetProperty("title").GetString(), job.GetProperty("description").GetString()));
    }

    [Fact]
    public async Task L3_735_members_that_the_API_does_not_know_are_kept() => Assert.Equal("[1,null]", (await GetAsync(await Me.CreateJobAsync(more: All))).GetProperty("own").GetRawText());

    [Fact]
    public async Task L1B_736_create_returns_201_with_identifier_and_location()
    {
        var response = await SendAsync(Me, "POST", "jobs", Wrap(JobFixture.Sum));
        Assert.Equal(201, (int)response.StatusCode);
        var id = response.Headers.GetValues("OpenEO-Identifier").Single();
        Assert.Equal(new Uri(Api.Host.Root, $"jobs/{id}"), response.Headers.Location);
        Assert.Equal(id, (await Me.GetJsonAsync(response.Headers.Location!.ToString())).GetProperty("id").GetString());
    }

    [Fact]
    public async Task L1B_737_a_new_job_waits_to_be_started()
    {
        var id = await Me.CreateJobAsync();
        await Task.Delay(300);
        Assert.Equal("created", await Me.StatusAsync(id));
    }

    [Fact]
    public async Task L1B_750_one_job_needs_a_login() => await NeedsLoginAsync("GET", $"jobs/{await Me.CreateJobAsync()}", 200);

    [Fact]
    public async Task L1B_751_one_job_has_all_that_is_required()
    {
        var job = await GetAsync(await Me.CreateJobAsync());
        Assert.All((string[])["id", "process", "status", "created"], member => Assert.True(job.TryGetProperty(member, out _), member));
        Assert.Equal(JobFixture.Sum, job.GetProperty("process").GetRawText());
    }

    [Fact]
    public async Task L1B_752_one_job_has_its_title_and_description()
    {
        var job = await GetAsync(await FinishedAsync());
        Assert.Equal(("Copy", "all of it"), (job.GetProperty("title").GetString(), job.GetProperty("description").GetString()));
        Assert.False((await GetAsync(await Me.CreateJobAsync())).TryGetProperty("title", out _));
    }

    [Fact]
    public async Task L3_753_one_job_tells_costs_and_usage()
    {
        var job = await GetAsync(await FinishedAsync());
        Assert.Equal(0, job.GetProperty("costs").GetDouble());
        foreach (var metric in (string[])["cpu", "memory", "duration", "storage", "input_pixel"])
            Assert.True(job.GetProperty("usage").GetProperty(metric).GetProperty("value").GetDouble() > 0 && job.GetProperty("usage").GetProperty(metric).GetProperty("unit").GetString()!.Length > 0, metric);
    }

    [Fact]
    public async Task L1B_754_status_and_progress_are_told()
    {
        var job = await GetAsync(await FinishedAsync());
        Assert.Equal(("finished", 100), (job.GetProperty("status").GetString(), job.GetProperty("progress").GetInt32()));
    }

    [Fact]
    public async Task L3_755_members_that_the_API_does_not_know_come_back()
    {
        var id = await Me.CreateJobAsync(more: All);
        Assert.Equal("""{"memory":"2g","x":null}""", (await GetAsync(id)).GetProperty("job_options").GetRawText());
        await (await Me.PatchTextAsync($"jobs/{id}", """{"own":{"b":2}}""")).ShouldBeAsync(204);
        Assert.Equal("""{"b":2}""", (await GetAsync(id)).GetProperty("own").GetRawText());
    }

    [Fact]
    public async Task L3_760_jobs_are_updated_with_a_login() => await NeedsLoginAsync("PATCH", $"jobs/{await Me.CreateJobAsync()}", 204, """{"title":"new"}""");

    [Fact]
    public async Task L4_761_the_process_is_replaced_by_a_valid_one_only()
    {
        var id = await Me.CreateJobAsync();
        await (await Me.PatchTextAsync($"jobs/{id}", $$"""{"process":{{Unknown}}}""")).ShouldBeErrorAsync(400, "ProcessUnsupported");
        Assert.Equal(JobFixture.Sum, (await GetAsync(id)).GetProperty("process").GetRawText());
        await (await Me.PatchTextAsync($"jobs/{id}", $$"""{"process":{{JobFixture.Copy}}}""")).ShouldBeAsync(204);
        Assert.True((await GetAsync(id)).GetProperty("process").GetProperty("process_graph").TryGetProperty("load", out _));
    }

    [Fact]
    public async Task L4_762_plan_and_budget_are_updated()
    {
        Assert.Equal("9", await PatchedAsync("""{"budget":9,"plan":"free"}""", "budget"));
        await (await Me.PatchTextAsync($"jobs/{await Me.CreateJobAsync()}", """{"plan":"gold"}""")).ShouldBeErrorAsync(400, "BillingPlanInvalid");
    }

    [Fact]
    public async Task L4_763_the_log_level_is_updated()
    {
        Assert.Equal("\"debug\"", await PatchedAsync("""{"log_level":"debug"}""", "log_level"));
        await (await Me.PatchTextAsync($"jobs/{await Me.CreateJobAsync()}", """{"log_level":"loud"}""")).ShouldBeErrorAsync(400, "RequestInvalid");
    }

    [Fact]
    public async Task L3_764_title_and_description_are_updated()
    {
        Assert.Equal("\"b\"", await PatchedAsync("""{"title":"b","description":"c"}""", "title"));
        var id = await Me.CreateJobAsync(more: All);
        await (await Me.PatchTextAsync($"jobs/{id}", """{"title":null}""")).ShouldBeAsync(204);
        Assert.False((await GetAsync(id)).TryGetProperty("title", out _));
        await (await Me.PatchTextAsync($"jobs/{id}", "{}")).ShouldBeAsync(204);
    }

    [Fact]
    public async Task L4_765_members_that_the_API_does_not_know_are_updated() => Assert.Equal("7", await PatchedAsync("""{"own":7}""", "own"));

    [Fact]
    public async Task L1B_780_jobs_are_deleted_with_a_login() => await NeedsLoginAsync("DELETE", $"jobs/{await Me.CreateJobAsync()}", 204);

    [Fact]
    public async Task L1B_781_what_was_deleted_is_gone()
    {
        var id = await Me.CreateJobAsync();
        await (await Me.DeleteAsync($"jobs/{id}")).ShouldBeAsync(204);
        await (await Me.DeleteAsync($"jobs/{id}")).ShouldBeErrorAsync(404, "JobNotFound");
        await (await Me.GetAsync($"jobs/{id}")).ShouldBeErrorAsync(404, "JobNotFound");
    }

    [Fact]
    public async Task L3_820_estimates_need_a_login_and_say_something() => await NeedsLoginAsync("GET", $"jobs/{await FinishedAsync()}/estimate", 200);

    [Fact]
    public async Task L3_821_costs_are_estimated() => Assert.Equal(0, (await Me.GetJsonAsync($"jobs/{await FinishedAsync()}/estimate")).GetProperty("costs").GetDouble());

    [Fact]
    public async Task L4_822_the_duration_is_estimated() => Assert.InRange(XmlConvert.ToTimeSpan((await Me.GetJsonAsync($"jobs/{await FinishedAsync()}/estimate")).GetProperty("duration").GetString()!).TotalSeconds, 0.1, 100);

    [Fact]
    public async Task L4_823_the_size_is_estimated() => Assert.Equal(3 * 2 * 256 * 256 * 2, (await Me.GetJsonAsync($"jobs/{await FinishedAsync()}/estimate")).GetProperty("size").GetInt64());

    [Fact]
    public async Task L3_824_included_downloads_are_told() => Assert.True((await Me.GetJsonAsync($"jobs/{await FinishedAsync()}/estimate")).GetProperty("downloads_included").GetInt32() > 0);

    [Fact]
    public async Task L3_825_an_estimate_says_how_long_it_holds() => Assert.True((await Me.GetJsonAsync($"jobs/{await FinishedAsync()}/estimate")).GetProperty("expires").GetDateTime() > DateTime.UtcNow);

    [Fact]
    public async Task L3_826_what_cannot_be_estimated_is_told()
    {
        await using var host = Api.StartHost(Api.With(("Estimates:Seconds", "0.000001"), ("Jobs:Parallel", "0")));
        using var client = host.CreateClient(GetType().Name);
        await (await client.GetAsync($"jobs/{await FinishedAsync()}/estimate")).ShouldBeErrorAsync(500, "EstimateComplexity");
    }

    [Fact]
    public async Task L1B_850_jobs_are_started_with_a_login() => await NeedsLoginAsync("POST", $"jobs/{await Me.CreateJobAsync()}/results", 202);

    [Fact]
    public async Task L1B_851_starting_queues_a_job_and_starting_again_changes_nothing()
    {
        var id = await Me.CreateJobAsync(JobFixture.Slow());
        await Me.StartJobAsync(id);
        var queued = (await GetAsync(id)).GetProperty("queued").GetString();
        await Me.StartJobAsync(id);
        Assert.Equal(queued, (await GetAsync(id)).GetProperty("queued").GetString());
        await (await Me.DeleteAsync($"jobs/{id}")).ShouldBeAsync(204);
    }

    [Fact]
    public async Task L1B_852_without_credit_nothing_is_queued()
    {
        await using var host = Api.StartHost(Api.With(("Billing:Currency", "EUR"), ("Jobs:Parallel", "0")));
        using var client = host.CreateClient("no-credit");
        await host.Db.ExecuteAsync("UPDATE users SET credit = 0 WHERE id = 'u-no-credit'", null, default);
        var id = await client.CreateJobAsync();
        await (await client.PostAsync($"jobs/{id}/results", null)).ShouldBeErrorAsync(402, "PaymentRequired");
        Assert.Equal("created", await client.StatusAsync(id));
    }
}
