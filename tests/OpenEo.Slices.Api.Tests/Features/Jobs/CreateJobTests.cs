using OpenEo.Slices.Api.Tests.Running;

namespace OpenEo.Slices.Api.Tests.Features.Jobs;

[Collection("jobs")]
public sealed class CreateJobTests(JobFixture api)
{
    [Fact]
    public async Task Answers_with_the_id_and_the_absolute_address_and_can_be_read_at_once()
    {
        using var client = api.CreateClient();
        var response = await client.PostTextAsync("jobs", $$"""{"title":"Sum","process":{{JobFixture.Sum}}}""");

        await response.ShouldBeAsync(201);
        var id = response.Headers.GetValues("OpenEO-Identifier").Single();
        Assert.Matches(@"^[\w\-\.~]+$", id);
        Assert.Equal(new Uri(api.Host.Root, $"jobs/{id}"), response.Headers.Location);
        var job = await client.GetJsonAsync($"jobs/{id}");
        Assert.Equal("Sum", job.GetProperty("title").GetString());
        Assert.Equal("created", job.GetProperty("status").GetString());
    }

    [Theory]
    [InlineData("title", 1000)]
    [InlineData("description", 100_000)]
    public async Task Refuses_texts_that_are_too_long(string member, int most)
    {
        using var client = api.CreateClient();
        await client.CreateJobAsync(more: $"\"{member}\":\"{new string('x', most)}\"");
        var response = await client.PostTextAsync("jobs", $$"""{"process":{{JobFixture.Sum}},"{{member}}":"{{new string('x', most + 1)}}"}""");
        Assert.Contains($"at most {most} characters", await response.ShouldBeErrorAsync(400, "RequestInvalid"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Keeps_job_options_and_other_members_but_not_those_that_only_the_service_sets()
    {
        using var client = api.CreateClient();
        var id = await client.CreateJobAsync(
            more: """ "job_options":{"driver-memory":"2g","n":1.50},"x-note":["a\u0000b",null],"status":"finished","costs":5 """);

        var job = await client.GetJsonAsync($"jobs/{id}");
        Assert.Equal("""{"driver-memory":"2g","n":1.50}""", job.GetProperty("job_options").GetRawText());
        Assert.Equal("a\0b", job.GetProperty("x-note")[0].GetString());
        Assert.Equal("created", job.GetProperty("status").GetString());
        Assert.False(job.TryGetProperty("costs", out _));
    }

    [Fact]
    public async Task Accepts_null_for_everything_optional_and_the_plan_free_in_any_case_of_letters()
    {
        using var client = api.CreateClient();
        var id = await client.CreateJobAsync(more: """ "title":null,"description":null,"plan":null,"budget":null,"log_level":null """);
        var job = await client.GetJsonAsync($"jobs/{id}");
        foreach (var member in (string[])["title", "description", "plan", "budget"]) Assert.False(job.TryGetProperty(member, out _), member);
        Assert.Equal("info", job.GetProperty("log_level").GetString());
        Assert.Equal("free", (await client.GetJsonAsync($"jobs/{await client.CreateJobAsync(more: "\"plan\":\"Free\"")}")).GetProperty("plan").GetString());
    }

    [Fact]
    public async Task The_process_comes_back_as_it_was_sent()
    {
        using var client = api.CreateClient();
        const string process =
            """{ "summary": "größer", "process_graph":{"b":{"process_id":"add","arguments":{"y":2e0,"x":1.0},"result":true}}, "id":"my-sum"}""";
        Assert.Equal(process, (await client.GetJsonAsync($"jobs/{await client.CreateJobAsync(process)}")).GetProperty("process").GetRawText());
    }

    [Theory]
    [InlineData("{}", "ProcessGraphMissing")]
    [InlineData("""{"process":null}""", "ProcessGraphMissing")]
    [InlineData("""{"process":{}}""", "ProcessGraphMissing")]
    [InlineData("""{"process":[]}""", "ProcessInvalid")]
    [InlineData("""{"process":{"process_graph":[]}}""", "ProcessGraphInvalid")]
    [InlineData("""{"process":{"process_graph":{}}}""", "ProcessGraphInvalid")]
    [InlineData("""{"process":{"process_graph":{"a":{"process_id":"ad","arguments":{},"result":true}}}}""", "ProcessUnsupported")]
    [InlineData("""{"process":{"process_graph":{"a":{"process_id":"add","arguments":{"x":1},"result":true}}}}""", "ProcessParameterRequired")]
    [InlineData("""{"process":{"process_graph":{"a":{"process_id":"add","arguments":{"x":1,"y":2,"z":3},"result":true}}}}""", "ProcessParameterUnsupported")]
    [InlineData("""{"process":{"process_graph":{"a":{"process_id":"add","arguments":{"x":1,"y":"two"},"result":true}}}}""", "ProcessParameterInvalid")]
    [InlineData("""
    {"process":{"process_graph":{"a":{"process_id":"add","arguments":{"x":1,"y":{"from_node":"b"}}},"b":{"process_id":"add","arguments":{"x":1,
     "y":{"from_node":"a"}},"result":true}}}}
    """, "ProcessGraphInvalid")]
    [InlineData("""{"process":{"process_graph":{"a":{"process_id":"e","arguments":{}},"b":{"process_id":"pi","arguments":{}}}}}""", "ProcessGraphInvalid")]
    [InlineData("""
    {"process":{"process_graph":{"a":{"process_id":"add","arguments":{"x":1,"y":2},"result":true},"b":{"process_id":"add","arguments":{"x":1,"y":2},
     "result":true}}}}
    """, "ProcessGraphInvalid")]
    [InlineData("""{"process":{"process_graph":{"a":{"process_id":"text_begins","arguments":{"data":"\ud800","pattern":"x"},"result":true}}}}""",
        "ProcessInvalid")]
    [InlineData("""
    {"process":{"process_graph":{"l":{"process_id":"load_collection","arguments":{"id":"NOPE","spatial_extent":null,"temporal_extent":null},"result":true}}}}
    """, "CollectionNotFound", 404)]
    public async Task A_process_that_cannot_work_is_refused_with_the_standard_code(string body, string code, int status = 400)
    {
        using var client = api.CreateClient("refused");
        await (await client.PostTextAsync("jobs", body)).ShouldBeErrorAsync(status, code);
        Assert.Empty((await client.GetJsonAsync("jobs")).GetProperty("jobs").EnumerateArray());
    }

    [Theory]
    [InlineData("not json", "RequestInvalid")]
    [InlineData("[]", "RequestInvalid")]
    [InlineData("null", "RequestInvalid")]
    [InlineData("\"text\"", "RequestInvalid")]
    [InlineData("""{"title":5,"process":PROCESS}""", "RequestInvalid")]
    [InlineData("""{"title":"a\u0000b","process":PROCESS}""", "RequestInvalid")]
    [InlineData("""{"title":"\ud800","process":PROCESS}""", "RequestInvalid")]
    [InlineData("""{"x":"\ud800","process":PROCESS}""", "RequestInvalid")]
    [InlineData("""{"plan":"gold","process":PROCESS}""", "BillingPlanInvalid")]
    [InlineData("""{"budget":-1,"process":PROCESS}""", "BudgetInvalid")]
    [InlineData("""{"budget":"much","process":PROCESS}""", "RequestInvalid")]
    [InlineData("""{"log_level":"loud","process":PROCESS}""", "RequestInvalid")]
    public async Task A_request_that_is_not_as_the_API_says_is_refused_and_leaves_nothing(string body, string code)
    {
        using var client = api.CreateClient("refused");
        await (await client.PostTextAsync("jobs", body.Replace("PROCESS", JobFixture.Sum, StringComparison.Ordinal))).ShouldBeErrorAsync(400, code);
        Assert.Empty((await client.GetJsonAsync("jobs")).GetProperty("jobs").EnumerateArray());
    }

    [Fact]
    public async Task All_faults_are_told_at_once_with_node_and_parameter_and_a_proposal()
    {
        using var client = api.CreateClient();
        var response = await client.PostTextAsync("jobs", """
            {"process":{"process_graph":{
              "sum":{"process_id":"ad","arguments":{}},
              "less":{"process_id":"subtract","arguments":{"x":1,"wrong":2},"result":true}}}}
            """);
        var message = await response.ShouldBeErrorAsync(400, "ProcessUnsupported");
        Assert.Contains("Did you mean 'add'", message, StringComparison.Ordinal);
        Assert.Contains("'less'", message, StringComparison.Ordinal);
        Assert.Contains("'wrong'", message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_graph_that_is_too_deep_or_a_body_that_is_too_large_is_refused()
    {
        using var client = api.CreateClient();
        var deep = string.Concat(Enumerable.Repeat("[", 100)) + string.Concat(Enumerable.Repeat("]", 100));
        await (await client.PostTextAsync("jobs",
            """{"process":{"process_graph":{"a":{"process_id":"add","arguments":{"x":DEEP,"y":2},"result":true}}}}"""
            .Replace("DEEP", deep, StringComparison.Ordinal))).ShouldBeErrorAsync(400, "RequestInvalid");
        await using var host = api.StartHost(api.With(("Limits:BodyBytes", "2000"), ("Jobs:Parallel", "0")));
        using var limited = host.CreateClient("alice");
        await (await limited.PostTextAsync("jobs", $$"""{"description":"{{new string('x', 3000)}}","process":{{JobFixture.Sum}}}"""))
            .ShouldBeErrorAsync(413, "RequestTooLarge");
    }

    [Fact]
    public async Task Needs_a_login()
    {
        using var nobody = api.CreateClient(null);
        await (await nobody.PostTextAsync("jobs", $$"""{"process":{{JobFixture.Sum}}}""")).ShouldBeErrorAsync(401, "AuthenticationRequired");
    }
}
