using System.Text.Json;
using OpenEo.Slices.Api.Tests.Running;

namespace OpenEo.Slices.Api.Tests.Conformance;

/// <summary>Listing, creating and deleting jobs; reading and changing them is in <see cref="BatchJobsMetadataTests"/>.</summary>
[Collection("conformance")]
public sealed class BatchJobsTests(BackEnd api)
{
    static readonly string[] Statuses = ["created", "queued", "running", "canceled", "finished", "error"];

    async Task NeedsALoginAsync(string method, string path)
    {
        using var nobody = api.CreateClient(null);
        await (await nobody.SendAsync(method, path, Graph.Request(JobFixture.Sum))).ShouldBeErrorAsync(401, "AuthenticationRequired");
    }

    [Fact]
    public async Task L1B_710_users_can_list_their_jobs_and_only_theirs()
    {
        using var owner = api.CreateClient("jobs-710");
        using var other = api.CreateClient("jobs-710-other");
        var id = await owner.CreateJobAsync();
        await other.CreateJobAsync();
        Assert.Equal([id], (await owner.GetJsonAsync("jobs")).Texts("jobs", "id"));
        await NeedsALoginAsync("GET", "jobs");
    }

    [Fact]
    public async Task L1B_711_jobs_and_links_are_lists()
    {
        using var client = api.CreateClient("jobs-711");
        var document = await client.GetJsonAsync("jobs");
        Assert.Empty(document.List("jobs"));
        Assert.Equal(JsonValueKind.Array, document.GetProperty("links").ValueKind);
    }

    [Fact]
    public async Task L3_712_pages_have_the_length_asked_for_and_cover_the_list()
    {
        using var client = api.CreateClient("jobs-712");
        for (var i = 0; i < 5; i++) await client.CreateJobAsync();
        Assert.Equal((await client.GetJsonAsync("jobs")).Texts("jobs", "id"), (await client.PagesAsync("jobs", "jobs", 2)).Select(job => job.Text("id")));
        await (await client.GetAsync("jobs?limit=0")).ShouldBeErrorAsync(400, "RequestInvalid");
    }

    [Fact]
    public async Task L1B_713_without_a_limit_all_come_at_once()
    {
        using var client = api.CreateClient("jobs-713");
        var ids = new List<string>();
        for (var i = 0; i < 60; i++) ids.Add(await client.CreateJobAsync());
        var document = await client.GetJsonAsync("jobs");
        Assert.Equal(ids.Order(), document.Texts("jobs", "id").Order());
        Assert.Empty(document.Links("next"));
    }

    [Fact]
    public async Task L1B_714_listed_jobs_have_id_status_and_time_and_no_null()
    {
        await api.FinishedAsync();
        await api.FailedAsync();
        using var client = api.CreateClient();
        var document = await client.GetJsonAsync("jobs");
        Assert.Empty(document.Nulls());
        Assert.All(document.List("jobs"), job =>
        {
            Assert.Matches(@"^[\w\-\.~]+$", job.Text("id"));
            Assert.Contains(job.Text("status"), Statuses);
            Assert.Matches(@"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$", job.Text("created"));
            Assert.False(job.Has("process"));
        });
    }

    [Fact]
    public async Task L1B_715_listed_jobs_have_the_title_that_their_owner_gave()
    {
        using var client = api.CreateClient("jobs-715");
        await client.CreateJobAsync(more: "\"title\":\"Named\"");
        await client.CreateJobAsync();
        var jobs = (await client.GetJsonAsync("jobs")).List("jobs");
        Assert.Equal("Named", Assert.Single(jobs, job => job.Has("title")).Text("title"));
    }

    [Fact]
    public async Task L1B_730_jobs_can_be_created()
    {
        using var client = api.CreateClient("jobs-730");
        var id = await client.CreateJobAsync();
        Assert.Equal([id], (await client.GetJsonAsync("jobs")).Texts("jobs", "id"));
        await NeedsALoginAsync("POST", "jobs");
    }

    [Theory]
    [InlineData("{}", "ProcessGraphMissing")]
    [InlineData("""{"process":{}}""", "ProcessGraphMissing")]
    [InlineData("""{"process":{"process_graph":{}}}""", "ProcessGraphInvalid")]
    [InlineData("""{"process":{"process_graph":{"a":{"process_id":"no_such_process","arguments":{},"result":true}}}}""", "ProcessUnsupported")]
    [InlineData("""{"process":{"process_graph":{"a":{"process_id":"add","arguments":{"x":1},"result":true}}}}""", "ProcessParameterRequired")]
    [InlineData("""{"process":{"process_graph":{"a":{"process_id":"add","arguments":{"x":1,"y":"two"},"result":true}}}}""", "ProcessParameterInvalid")]
    [InlineData("""{"process":{"process_graph":{"a":{"process_id":"e","arguments":{}},"b":{"process_id":"pi","arguments":{}}}}}""", "ProcessGraphInvalid")]
    public async Task L1B_731_only_valid_processes_become_jobs(string body, string code)
    {
        using var client = api.CreateClient("jobs-731");
        await (await client.PostTextAsync("jobs", body)).ShouldBeErrorAsync(400, code);
        Assert.Empty((await client.GetJsonAsync("jobs")).List("jobs"));
    }

    [Fact]
    public async Task L3_732_a_job_may_have_a_plan_and_a_budget()
    {
        using var client = api.CreateClient("jobs-732");
        var job = await client.GetJsonAsync($"jobs/{await client.CreateJobAsync(more: "\"plan\":\"pro\",\"budget\":7.5")}");
        Assert.Equal(("Pro", 7.5), (job.Text("plan"), job.GetProperty("budget").GetDouble()));
        await (await client.PostTextAsync("jobs", Graph.Request(JobFixture.Sum, "\"plan\":\"gold\""))).ShouldBeErrorAsync(400, "BillingPlanInvalid");
        await (await client.PostTextAsync("jobs", Graph.Request(JobFixture.Sum, "\"budget\":-1"))).ShouldBeErrorAsync(400, "BudgetInvalid");
        // It cannot cost more.
        var low = await client.RunJobAsync(JobFixture.Copy, "error", "\"plan\":\"Pro\",\"budget\":3");
        Assert.Equal("PaymentRequired", (await client.GetJsonAsync($"jobs/{low}/logs?level=error")).List("logs")[0].Text("code"));
    }

    [Fact]
    public async Task L3_733_a_job_may_say_what_is_logged()
    {
        using var client = api.CreateClient("jobs-733");
        var counts = new List<int>();
        foreach (var level in (string[])["error", "warning", "info", "debug"])
        {
            var id = await client.RunJobAsync(Graph.Call("inspect", """{"data":1,"message":"seen","level":"warning"}"""), more: $"\"log_level\":\"{level}\"");
            var messages = await client.MessagesAsync(id);
            Assert.Equal(level is not "error", messages.Contains("seen"));
            counts.Add(messages.Count);
        }
        Assert.Equal(counts.Order(), counts);
        Assert.True(counts[0] < counts[2], string.Join(' ', counts));
        await (await client.PostTextAsync("jobs", Graph.Request(JobFixture.Sum, "\"log_level\":\"loud\""))).ShouldBeErrorAsync(400, "RequestInvalid");
    }

    [Fact]
    public async Task L1B_734_title_and_description_are_stored()
    {
        using var client = api.CreateClient("jobs-734");
        var job = await client.GetJsonAsync($"jobs/{await client.CreateJobAsync(more: "\"title\":\"A title\",\"description\":\"**Much** to say\"")}");
        Assert.Equal(("A title", "**Much** to say"), (job.Text("title"), job.Text("description")));
    }

    [Fact]
    public async Task L3_735_further_members_are_taken_and_those_that_are_described_work()
    {
        using var client = api.CreateClient("jobs-735");
        var described = (await client.GetJsonAsync("processing_parameters")).Texts("create_job_parameters", "name");
        foreach (var name in (string[])["memory", "max_runtime", "retries", "tile_size", "output_file_prefix"]) Assert.Contains(name, described);
        var id = await client.RunJobAsync(Graph.OneDate("GTiff"), more: """
            "job_options":{"output_file_prefix":"mine-"},"unknown":{"a":[1,null]}
            """);
        Assert.StartsWith("mine-", (await client.GetJsonAsync($"jobs/{id}/results")).GetProperty("assets").EnumerateObject().Single().Name);
        await (await client.PostTextAsync("jobs", Graph.Request(JobFixture.Sum, """
            "job_options":{"max_runtime":"soon"}
            """))).ShouldBeErrorAsync(400, "RequestInvalid");
    }

    [Fact]
    public async Task L1B_736_create_returns_201_with_identifier_and_location()
    {
        using var client = api.CreateClient("jobs-736");
        using var response = await client.PostTextAsync("jobs", Graph.Request(JobFixture.Sum));
        await response.ShouldBeAsync(201);
        var id = response.Header("OpenEO-Identifier");
        Assert.Equal(new Uri(api.Host.Root, $"jobs/{id}"), response.Headers.Location);
        Assert.Equal(id, (await client.GetJsonAsync(response.Headers.Location!.ToString())).Text("id"));
    }

    [Fact]
    public async Task L1B_737_a_new_job_waits_until_it_is_started()
    {
        using var client = api.CreateClient("jobs-737");
        var id = await client.CreateJobAsync();
        await Task.Delay(1000);   // one that is started is claimed much sooner
        var job = await client.GetJsonAsync($"jobs/{id}");
        Assert.Equal("created", job.Text("status"));
        foreach (var member in (string[])["queued", "started", "progress", "usage"]) Assert.False(job.Has(member), member);
    }

    [Fact]
    public async Task L1B_780_users_can_delete_their_jobs_and_only_theirs()
    {
        using var owner = api.CreateClient("jobs-780");
        using var other = api.CreateClient("jobs-780-other");
        var id = await owner.CreateJobAsync();
        await (await other.DeleteAsync($"jobs/{id}")).ShouldBeErrorAsync(404, "JobNotFound");
        Assert.Equal("created", await owner.StatusAsync(id));
        await (await owner.DeleteAsync($"jobs/{id}")).ShouldBeAsync(204);
        await NeedsALoginAsync("DELETE", "jobs/any");
    }

    [Fact]
    public async Task L1B_781_deleting_answers_204_and_then_404_and_takes_the_results_along()
    {
        using var client = api.CreateClient("jobs-781");
        var id = await client.RunJobAsync(Graph.OneDate("GTiff"));
        var link = (await client.GetJsonAsync($"jobs/{id}/results")).GetProperty("assets").EnumerateObject().Single().Value.Text("href");
        await (await client.DeleteAsync($"jobs/{id}")).ShouldBeAsync(204);
        await (await client.DeleteAsync($"jobs/{id}")).ShouldBeErrorAsync(404, "JobNotFound");
        await (await client.GetAsync($"jobs/{id}")).ShouldBeErrorAsync(404, "JobNotFound");
        Assert.Equal(404, (int)(await client.GetAsync(link)).StatusCode);
        Assert.Empty((await client.GetJsonAsync("jobs")).List("jobs"));
    }
}
