using System.Formats.Tar;
using System.Text.Json;
using OpenEo.Slices.Api.Hosting;
using OpenEo.Slices.Api.Tests.Running;

namespace OpenEo.Slices.Api.Tests.Conformance;

[Collection("jobs")]
public sealed class ResultsTests(JobFixture api) : Requirement(api)
{
    const string Tiff = """
        {"process_graph":{
          "load":{"process_id":"load_collection","arguments":{"id":"TINY","spatial_extent":null,"temporal_extent":["2024-01-01","2024-01-02"]}},
          "save":{"process_id":"save_result","arguments":{"data":{"from_node":"load"},"format":"GTiff"},"result":true}}}
        """;

    const string NoData = """
        {"process_graph":{"load":{"process_id":"load_collection","arguments":{"id":"TINY","spatial_extent":null,"temporal_extent":["1999-01-01","1999-01-02"]},"result":true}}}
        """;

    async Task<JsonElement> ResultsAsync() => await Me.GetJsonAsync($"jobs/{await FinishedAsync()}/results");

    async Task<JsonElement> LogsAsync(string query = "") => await Me.GetJsonAsync($"jobs/{await FinishedAsync()}/logs{query}");

    Task<HttpResponseMessage> ComputeAsync(string process, string more = "") => SendAsync(Me, "POST", "result", Wrap(process, more));

    [Fact]
    public async Task L2_800_logs_need_a_login() => await NeedsLoginAsync("GET", $"jobs/{await FinishedAsync()}/logs", 200);

    [Fact]
    public async Task L2_801_logs_go_on_after_the_offset()
    {
        var ids = Texts((await LogsAsync()).GetProperty("logs"), "id");
        Assert.Equal(ids, Texts((await LogsAsync("?offset=")).GetProperty("logs"), "id"));
        Assert.Equal(ids[2..], Texts((await LogsAsync($"?offset={ids[1]}")).GetProperty("logs"), "id"));
    }

    [Fact]
    public async Task L3_802_logs_are_chosen_by_level()
    {
        Assert.Empty((await LogsAsync("?level=error")).GetProperty("logs").EnumerateArray());
        Assert.DoesNotContain("debug", Texts((await LogsAsync("?level=info")).GetProperty("logs"), "level"));
        Assert.Contains("debug", Texts((await LogsAsync("?level=debug")).GetProperty("logs"), "level"));
    }

    [Fact]
    public async Task L3_803_logs_come_in_pages_when_wanted() => Assert.True((await PagesAsync(Me, $"jobs/{await FinishedAsync()}/logs", "logs")).Length > 3);

    [Fact]
    public async Task L2_804_logs_and_links_are_lists() => Assert.True((await LogsAsync()).GetProperty("logs").ValueKind is JsonValueKind.Array && (await LogsAsync()).GetProperty("links").ValueKind is JsonValueKind.Array);

    [Fact]
    public async Task L2_805_the_level_of_the_list_is_told() => Assert.Equal("warning", (await LogsAsync("?level=warning")).GetProperty("level").GetString());

    [Fact]
    public async Task L2_806_entries_have_id_level_and_message() => Assert.All((await LogsAsync()).GetProperty("logs").EnumerateArray(), entry => Assert.All((string[])["id", "level", "message"], member => Assert.NotEmpty(entry.GetProperty(member).GetString()!)));

    [Fact]
    public async Task L2_807_entries_have_times_and_what_belongs_to_them()
    {
        Assert.All((await LogsAsync()).GetProperty("logs").EnumerateArray(), entry => Assert.Equal(DateTimeKind.Utc, entry.GetProperty("time").GetDateTime().Kind));
        var failed = await Me.RunJobAsync(NoData, "error");
        var error = (await Me.GetJsonAsync($"jobs/{failed}/logs?level=error")).GetProperty("logs")[0];
        Assert.Equal(("NoDataAvailable", "load"), (error.GetProperty("code").GetString(), error.GetProperty("path")[0].GetProperty("node_id").GetString()));
        var inspected = await Me.RunJobAsync("""{"process_graph":{"i":{"process_id":"inspect","arguments":{"data":[1,2]},"result":true}}}""");
        Assert.Contains((await Me.GetJsonAsync($"jobs/{inspected}/logs")).GetProperty("logs").EnumerateArray(), entry => entry.TryGetProperty("data", out var data) && data.GetRawText() == "[1,2]");
    }

    [Fact]
    public async Task L2_808_messages_are_short() => Assert.All(Texts((await LogsAsync()).GetProperty("logs"), "message"), message => Assert.True(message.Length < 500 && !message.Contains("   at ", StringComparison.Ordinal)));

    [Fact]
    public async Task L1B_860_results_need_a_login() => await NeedsLoginAsync("GET", $"jobs/{await FinishedAsync()}/results", 200);

    [Fact]
    public async Task L1B_861_results_are_there_or_the_error_is()
    {
        Assert.Equal(3, (await ResultsAsync()).GetProperty("assets").EnumerateObject().Count());
        Assert.Equal("NoDataAvailable", (await (await Me.GetAsync($"jobs/{await Me.RunJobAsync(NoData, "error")}/results")).ShouldBeAsync(424)).GetProperty("code").GetString());
        await (await Me.GetAsync($"jobs/{await Me.CreateJobAsync()}/results")).ShouldBeErrorAsync(400, "JobNotStarted");
    }

    [Fact]
    public async Task L4_862_partial_results_can_be_had()
    {
        var id = await Me.CreateJobAsync(JobFixture.Slow());
        await Me.StartJobAsync(id);
        await Me.WaitForAsync(id, "running");
        Assert.Equal("running", (await Me.GetJsonAsync($"jobs/{id}/results?partial=true")).GetProperty("openeo:status").GetString());
        await (await Me.DeleteAsync($"jobs/{id}")).ShouldBeAsync(204);
    }

    [Fact]
    public async Task L1B_863_results_that_are_not_ready_are_refused()
    {
        var id = await Me.CreateJobAsync(JobFixture.Slow());
        await Me.StartJobAsync(id);
        foreach (var query in (string[])["", "?partial=false"]) await (await Me.GetAsync($"jobs/{id}/results{query}")).ShouldBeErrorAsync(400, "JobNotFinished");
        await (await Me.DeleteAsync($"jobs/{id}")).ShouldBeAsync(204);
    }

    [Fact]
    public async Task L3_864_the_costs_of_the_download_are_told() => Assert.Equal("0", (await Me.GetAsync($"jobs/{await FinishedAsync()}/results")).Headers.GetValues("OpenEO-Costs").Single());

    [Fact]
    public async Task L1B_865_results_are_valid_STAC() => await StacSchemas.ValidateAsync(await ResultsAsync());

    [Fact]
    public async Task L1B_866_results_are_of_a_current_version_of_STAC() => Assert.Equal("1.1.0", (await ResultsAsync()).GetProperty("stac_version").GetString());

    [Fact]
    public async Task L3_867_results_are_a_hierarchy_of_items()
    {
        var results = await ResultsAsync();
        var items = results.GetProperty("links").EnumerateArray().Where(link => link.GetProperty("rel").GetString() == "item").Select(link => link.GetProperty("href").GetString()!).ToList();
        Assert.Equal(3, items.Count);
        foreach (var address in items)
        {
            var item = await Anybody.GetJsonAsync(address);
            Assert.Equal("Feature", item.GetProperty("type").GetString());
            Assert.Equal(results.GetProperty("id").GetString(), (await Anybody.GetJsonAsync(Link(item, "parent")!)).GetProperty("id").GetString());
        }
    }

    [Fact]
    public async Task L1B_869_assets_have_address_type_and_title() => Assert.All((await ResultsAsync()).GetProperty("assets").EnumerateObject(), asset => Assert.All((string[])["href", "type", "title"], member => Assert.NotEmpty(asset.Value.GetProperty(member).GetString()!)));

    [Fact]
    public async Task L1B_870_results_have_extents_projection_and_bands()
    {
        var results = await ResultsAsync();
        Assert.Equal(4, results.GetProperty("extent").GetProperty("spatial").GetProperty("bbox")[0].GetArrayLength());
        var asset = results.GetProperty("assets").EnumerateObject().First().Value;
        Assert.Equal("EPSG:32632", asset.GetProperty("proj:code").GetString());
        Assert.Equal("B04", asset.GetProperty("bands")[0].GetProperty("name").GetString());
    }

    [Fact]
    public async Task L1B_871_a_canonical_link_needs_no_login() => Assert.Equal(await FinishedAsync(), (await Anybody.GetJsonAsync(Link(await ResultsAsync(), "canonical")!)).GetProperty("id").GetString());

    [Fact]
    public async Task L1B_872_links_say_when_they_expire() => Assert.True((await ResultsAsync()).GetProperty("expires").GetDateTime() > DateTime.UtcNow);

    [Fact]
    public async Task L1B_890_jobs_are_cancelled_with_a_login() => await NeedsLoginAsync("DELETE", $"jobs/{await Me.CreateJobAsync()}/results", 204);

    [Fact]
    public async Task L1B_891_cancelling_ends_what_is_queued_or_running()
    {
        var id = await Me.CreateJobAsync(JobFixture.Slow());
        await Me.StartJobAsync(id);
        await (await Me.DeleteAsync($"jobs/{id}/results")).ShouldBeAsync(204);
        Assert.Equal("created", await Me.StatusAsync(id));
        await (await Me.DeleteAsync("jobs/nothing/results")).ShouldBeErrorAsync(404, "JobNotFound");
    }

    [Fact]
    public async Task L1A_900_immediate_results_need_a_login() => await NeedsLoginAsync("POST", "result", 200, Wrap(JobFixture.Sum));

    [Theory]
    [InlineData("{}", "ProcessGraphMissing")]
    [InlineData("""{"process":{"process_graph":{"a":{"process_id":"nope","arguments":{},"result":true}}}}""", "ProcessUnsupported")]
    public async Task L1A_901_only_valid_processes_are_computed(string body, string code) => await (await SendAsync(Me, "POST", "result", body)).ShouldBeErrorAsync(400, code);

    [Fact]
    public async Task L3_902_plan_and_budget_are_checked()
    {
        await (await ComputeAsync(JobFixture.Sum, "\"plan\":\"free\",\"budget\":1")).ShouldBeAsync(200);
        await (await ComputeAsync(JobFixture.Sum, "\"plan\":\"gold\"")).ShouldBeErrorAsync(400, "BillingPlanInvalid");
        await (await ComputeAsync(JobFixture.Sum, "\"budget\":-1")).ShouldBeErrorAsync(400, "BudgetInvalid");
    }

    [Fact]
    public async Task L3_903_the_log_level_is_followed()
    {
        async Task<int> EntriesAsync(string level) => (await Me.GetJsonAsync((await ComputeAsync(JobFixture.Sum, $"\"log_level\":\"{level}\"")).Headers.GetValues("Link").Single().Split('>')[0].TrimStart('<'))).GetProperty("logs").GetArrayLength();
        Assert.Equal(0, await EntriesAsync("error"));
        Assert.NotEqual(0, await EntriesAsync("debug"));
    }

    [Fact]
    public async Task L3_904_members_that_the_API_does_not_know_are_taken()
    {
        await (await ComputeAsync(JobFixture.Sum, "\"own\":[1,null],\"job_options\":{\"x\":1}")).ShouldBeAsync(200);
        Assert.StartsWith("mine-", (await ComputeAsync(Tiff, "\"job_options\":{\"output_file_prefix\":\"mine-\"}")).Content.Headers.ContentDisposition?.FileName?.Trim('"'));
    }

    [Fact]
    public async Task L1A_905_the_answer_is_the_data_or_an_error()
    {
        Assert.Equal("3", await (await ComputeAsync(JobFixture.Sum)).Content.ReadAsStringAsync());
        Assert.Equal("II*", System.Text.Encoding.ASCII.GetString(await (await ComputeAsync(Tiff)).Content.ReadAsByteArrayAsync(), 0, 3));
        await (await ComputeAsync(NoData)).ShouldBeErrorAsync(400, "NoDataAvailable");
    }

    [Fact]
    public async Task L1A_906_the_media_type_is_that_of_the_format()
    {
        Assert.Equal("image/tiff", (await ComputeAsync(Tiff)).Content.Headers.ContentType?.MediaType);
        Assert.Equal("application/x-netcdf", (await ComputeAsync(Tiff.Replace("GTiff", "netCDF", StringComparison.Ordinal))).Content.Headers.ContentType?.MediaType);
        Assert.Equal("application/json", (await ComputeAsync(JobFixture.Sum)).Content.Headers.ContentType?.MediaType);
    }

    [Fact]
    public async Task L3_907_costs_are_told() => Assert.Equal("0", (await ComputeAsync(JobFixture.Sum)).Headers.GetValues("OpenEO-Costs").Single());

    [Fact]
    public async Task L3_908_a_link_leads_to_the_log()
    {
        var response = await ComputeAsync(JobFixture.Sum);
        Assert.Matches("^<[^>]+>; ?rel=\"monitor\"", response.Headers.GetValues("Link").Single());
        Assert.NotEmpty(response.Headers.GetValues("OpenEO-Identifier").Single());
    }

    [Fact]
    public async Task L3_909_several_files_come_in_an_archive()
    {
        var response = await ComputeAsync(JobFixture.Copy);
        Assert.Equal("application/x-tar", response.Content.Headers.ContentType?.MediaType);
        using var tar = new TarReader(await response.Content.ReadAsStreamAsync());
        var names = new List<string>();
        while (await tar.GetNextEntryAsync() is { } entry) names.Add(entry.Name);
        Assert.Equal(3, names.Count(name => name.EndsWith(".tif", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task L1A_910_without_credit_nothing_is_computed()
    {
        await using var host = Api.StartHost(Api.With(("Billing:Currency", "EUR"), ("Jobs:Parallel", "0")));
        using var client = host.CreateClient("no-credit-sync");
        await host.Db.ExecuteAsync("UPDATE users SET credit = 0 WHERE id = 'u-no-credit-sync'", null, default);
        await (await SendAsync(client, "POST", "result", Wrap(JobFixture.Sum))).ShouldBeErrorAsync(402, "PaymentRequired");
    }
}
