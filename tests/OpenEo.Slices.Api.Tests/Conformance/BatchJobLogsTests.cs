using System.Text.Json;
using OpenEo.Slices.Api.Tests.Running;

namespace OpenEo.Slices.Api.Tests.Conformance;

[Collection("conformance")]
public sealed class BatchJobLogsTests(BackEnd api)
{
    static readonly string[] Levels = ["error", "warning", "info", "debug"];

    async Task<JsonElement> LogsAsync(string query = "", bool failed = false)
    {
        using var client = api.CreateClient();
        return await client.GetJsonAsync($"jobs/{(failed ? await api.FailedAsync() : await api.FinishedAsync())}/logs{query}");
    }

    [Fact]
    public async Task L2_800_users_can_read_the_logs_of_their_jobs_and_only_theirs()
    {
        Assert.NotEmpty((await LogsAsync()).List("logs"));
        using var bob = api.CreateClient("bob");
        using var nobody = api.CreateClient(null);
        var path = $"jobs/{await api.FinishedAsync()}/logs";
        await (await bob.GetAsync(path)).ShouldBeErrorAsync(404, "JobNotFound");
        await (await nobody.GetAsync(path)).ShouldBeErrorAsync(401, "AuthenticationRequired");
    }

    [Fact]
    public async Task L2_801_after_an_offset_come_the_entries_behind_it()
    {
        var all = (await LogsAsync()).Texts("logs", "id");
        Assert.True(all.Count > 3, $"{all.Count} entries");
        for (var i = 0; i < all.Count; i++) Assert.Equal(all[(i + 1)..], (await LogsAsync($"?offset={all[i]}")).Texts("logs", "id"));
        Assert.Equal(all, (await LogsAsync("?offset=")).Texts("logs", "id"));
    }

    [Fact]
    public async Task L3_802_a_level_leaves_out_what_is_less_severe()
    {
        var all = (await LogsAsync(failed: true)).List("logs");
        foreach (var level in Levels)
        {
            var allowed = Levels[..(Array.IndexOf(Levels, level) + 1)];
            Assert.Equal(all.Where(entry => allowed.Contains(entry.Text("level"))).Select(entry => entry.Text("id")),
                (await LogsAsync($"?level={level}", failed: true)).Texts("logs", "id"));
        }
        Assert.NotEmpty((await LogsAsync("?level=error", failed: true)).List("logs"));
        using var client = api.CreateClient();
        await (await client.GetAsync($"jobs/{await api.FinishedAsync()}/logs?level=loud")).ShouldBeErrorAsync(400, "RequestInvalid");
    }

    [Fact]
    public async Task L3_803_pages_have_the_length_asked_for_and_cover_the_log()
    {
        using var client = api.CreateClient();
        var pages = await client.PagesAsync($"jobs/{await api.FinishedAsync()}/logs", "logs", 2);
        Assert.Equal((await LogsAsync()).Texts("logs", "id"), pages.Select(entry => entry.Text("id")));
        await (await client.GetAsync($"jobs/{await api.FinishedAsync()}/logs?limit=0")).ShouldBeErrorAsync(400, "RequestInvalid");
    }

    [Fact]
    public async Task L2_804_logs_and_links_are_lists()
    {
        var document = await LogsAsync();
        Assert.NotEmpty(document.List("logs"));
        Assert.Equal(JsonValueKind.Array, document.GetProperty("links").ValueKind);
    }

    [Fact]
    public async Task L2_805_the_lowest_level_that_may_occur_is_told()
    {
        using var client = api.CreateClient("logs-805");
        var id = await client.CreateJobAsync(more: "\"log_level\":\"debug\"");
        foreach (var level in Levels) Assert.Equal(level, (await client.GetJsonAsync($"jobs/{id}/logs?level={level}")).Text("level"));
        Assert.Equal("debug", (await client.GetJsonAsync($"jobs/{id}/logs")).Text("level"));
        Assert.Contains((await client.GetJsonAsync($"jobs/{await client.CreateJobAsync()}/logs")).Text("level"), (string[])["info", "debug"]);
    }

    [Fact]
    public async Task L2_806_entries_have_id_level_and_message()
    {
        foreach (var failed in (bool[])[false, true])
        {
            var document = await LogsAsync(failed: failed);
            Assert.Distinct(document.Texts("logs", "id"));
            Assert.All(document.List("logs"),
                entry => Assert.True(entry.Text("id").Length > 0 && Levels.Contains(entry.Text("level")) && entry.Text("message").Length > 0));
        }
    }

    [Fact]
    public async Task L2_807_entries_have_their_time_and_code_and_data_where_there_are_such()
    {
        using var client = api.CreateClient("logs-807");
        var id = await client.RunJobAsync(Graph.Call("inspect", """{"data":{"a":[1,2]},"message":"seen","code":"Mine","level":"warning"}"""));
        var entries = (await client.GetJsonAsync($"jobs/{id}/logs")).List("logs");
        var seen = entries.Single(entry => entry.Text("message") == "seen");
        Assert.Equal(("Mine", """{"a":[1,2]}"""), (seen.Text("code"), seen.GetProperty("data").GetRawText()));
        var times = entries.Select(entry => entry.GetProperty("time").GetDateTimeOffset()).ToList();
        Assert.Equal(times.Order(), times);
        var error = (await LogsAsync("?level=error", failed: true)).List("logs")[0];
        Assert.Equal(("NoDataAvailable", "load"), (error.Text("code"), error.List("path")[0].Text("node_id")));
    }

    [Fact]
    public async Task L2_808_messages_are_short_and_without_stack_traces()
    {
        foreach (var failed in (bool[])[false, true])
        {
            Assert.All((await LogsAsync(failed: failed)).Texts("logs", "message"), message =>
            {
                Assert.InRange(message.Length, 1, 500);
                Assert.DoesNotMatch(@"(?m)^\s+at |Exception|\.cs\b", message);
            });
        }
    }
}
