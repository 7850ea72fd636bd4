using System.Text.Json;
using OpenEo.Slices.Api.Tests.Running;

namespace OpenEo.Slices.Api.Tests.Conformance;

[Collection("conformance")]
public sealed class BatchJobResultsTests(BackEnd api)
{
    async Task<JsonElement> ResultsAsync(string query = "")
    {
        using var client = api.CreateClient();
        return await client.GetJsonAsync($"jobs/{await api.FinishedAsync()}/results{query}");
    }

    static List<JsonProperty> Assets(JsonElement results) => [.. results.GetProperty("assets").EnumerateObject()];

    // Theirs only, and with a login.
    async Task IsPrivateAsync(string method, string id)
    {
        using var other = api.CreateClient("results-other");
        using var nobody = api.CreateClient(null);
        await (await other.SendAsync(method, $"jobs/{id}/results")).ShouldBeErrorAsync(404, "JobNotFound");
        await (await nobody.SendAsync(method, $"jobs/{id}/results")).ShouldBeErrorAsync(401, "AuthenticationRequired");
    }

    [Fact]
    public async Task L1B_850_users_can_start_their_jobs_and_only_theirs()
    {
        using var client = api.CreateClient("results-850");
        var id = await client.CreateJobAsync();
        await IsPrivateAsync("POST", id);
        Assert.Equal("created", await client.StatusAsync(id));
        await client.StartJobAsync(id);
        await client.WaitForAsync(id, "finished");
    }

    [Fact]
    public async Task L1B_851_starting_answers_202_shows_in_the_status_and_does_nothing_twice()
    {
        using var client = api.CreateClient("results-851");
        var id = await client.CreateJobAsync(JobFixture.Slow());
        await client.StartJobAsync(id);
        var queued = (await client.WaitForAsync(id, "queued", "running")).Text("queued");
        await client.StartJobAsync(id);
        await client.WaitForAsync(id, "running");
        await client.StartJobAsync(id);
        var job = await client.GetJsonAsync($"jobs/{id}");
        Assert.Equal(("running", queued), (job.Text("status"), job.Text("queued")));
        Assert.Single(await client.MessagesAsync(id), message => message == "Queued.");
        await (await client.DeleteAsync($"jobs/{id}")).ShouldBeAsync(204);
    }

    [Fact]
    public async Task L1B_852_without_credit_a_job_is_not_started()
    {
        await api.SetCreditAsync("results-852", 0);
        using var client = api.CreateClient("results-852");
        var id = await client.CreateJobAsync(JobFixture.Copy, "\"plan\":\"Pro\"");
        await (await client.PostAsync($"jobs/{id}/results", null)).ShouldBeErrorAsync(402, "PaymentRequired");
        Assert.Equal("created", await client.StatusAsync(id));
        await api.SetCreditAsync("results-852", 100);
        await client.StartJobAsync(id);
        await client.WaitForAsync(id, "finished");
    }

    [Fact]
    public async Task L1B_860_users_can_read_the_results_of_their_jobs_and_only_theirs()
    {
        Assert.Equal(3, Assets(await ResultsAsync()).Count);
        await IsPrivateAsync("GET", await api.FinishedAsync());
    }

    [Fact]
    public async Task L1B_861_the_status_says_whether_there_are_results()
    {
        using var client = api.CreateClient();
        await (await client.GetAsync($"jobs/{await api.FinishedAsync()}/results")).ShouldBeAsync(200);
        var error = await (await client.GetAsync($"jobs/{await api.FailedAsync()}/results")).ShouldBeAsync(424);
        Assert.Equal(("NoDataAvailable", "error"), (error.Text("code"), error.Text("level")));
        Assert.NotEmpty(error.Text("message"));
        Assert.InRange((int)(await client.GetAsync($"jobs/{await client.CreateJobAsync()}/results")).StatusCode, 400, 499);
        await (await client.GetAsync("jobs/none/results")).ShouldBeErrorAsync(404, "JobNotFound");
    }

    [Fact]
    public async Task L1B_863_results_of_a_job_at_work_are_refused_unless_parts_are_asked_for()
    {
        using var client = api.CreateClient("results-863");
        var id = await client.CreateJobAsync(JobFixture.Slow());
        await client.StartJobAsync(id);
        await client.WaitForAsync(id, "running");
        foreach (var query in (string[])["", "?partial=false"])
            await (await client.GetAsync($"jobs/{id}/results{query}")).ShouldBeErrorAsync(400, "JobNotFinished");
        await (await client.GetAsync($"jobs/{id}/results?partial=true")).ShouldBeAsync(200);
        await (await client.DeleteAsync($"jobs/{id}")).ShouldBeAsync(204);
    }

    [Fact]
    public async Task L4_862_parts_are_the_files_that_are_complete()
    {
        using var client = api.CreateClient("results-862");
        var id = await client.CreateJobAsync(Graph.QuickThenSlow);
        await client.StartJobAsync(id);
        await client.WaitForAsync(id, "running");
        var results = default(JsonElement);
        await JobClient.UntilAsync(async () => Assets(results = await client.GetJsonAsync($"jobs/{id}/results?partial=true")).Count == 3,
            "the first three files");
        Assert.Equal("running", results.Text("openeo:status"));
        await StacSchemas.ValidateAsync(results);
        using var nobody = api.CreateClient(null);
        foreach (var asset in Assets(results)) Assert.Equal("II*\0"u8.ToArray(), (await nobody.GetByteArrayAsync(asset.Value.Text("href")))[..4]);
        await (await client.DeleteAsync($"jobs/{id}")).ShouldBeAsync(204);
    }

    [Fact]
    public async Task L3_864_the_header_says_what_reading_results_costs()
    {
        using var client = api.CreateClient();
        using var response = await client.GetAsync($"jobs/{await api.FinishedAsync()}/results");
        Assert.Equal("0", response.Header("OpenEO-Costs"));
    }

    [Fact]
    public async Task L1B_865_results_are_valid_STAC()
    {
        var collection = await ResultsAsync();
        Assert.Equal("Collection", collection.Text("type"));
        await StacSchemas.ValidateAsync(collection);
        using var client = api.CreateClient();
        using var request = new HttpRequestMessage(HttpMethod.Get,
            $"jobs/{await api.FinishedAsync()}/results") { Headers = { { "Accept", "application/geo+json" } } };
        var item = await (await client.SendAsync(request)).ShouldBeAsync(200);
        Assert.Equal("Feature", item.Text("type"));
        await StacSchemas.ValidateAsync(item);
    }

    [Fact]
    public async Task L1B_866_results_are_of_a_STAC_version_that_clients_know() => Assert.Matches(@"^1\.[01]\.0$", (await ResultsAsync()).Text("stac_version"));

    [Fact]
    public async Task L3_867_the_items_of_the_results_can_be_followed()
    {
        var results = await ResultsAsync();
        using var nobody = api.CreateClient(null);
        var found = new List<string>();
        foreach (var address in results.Links("item"))
        {
            var item = await nobody.GetJsonAsync(address);
            Assert.Equal(("Feature", results.Text("id")), (item.Text("type"), item.Text("collection")));
            await StacSchemas.ValidateAsync(item);
            foreach (var rel in (string[])["collection", "parent"])
                Assert.Equal(results.Text("id"), (await nobody.GetJsonAsync(item.Links(rel).Single())).Text("id"));
            found.AddRange(Assets(item).Select(asset => asset.Name));
        }
        Assert.Equal(Assets(results).Select(asset => asset.Name).Order(), found.Order());
    }

    [Fact]
    public async Task L1B_869_assets_have_address_type_and_title()
    {
        using var nobody = api.CreateClient(null);
        foreach (var asset in Assets(await ResultsAsync()))
        {
            Assert.NotEmpty(asset.Value.Text("title"));
            using var file = await nobody.GetAsync(new Uri(asset.Value.Text("href"), UriKind.Absolute));
            Assert.Equal(200, (int)file.StatusCode);
            Assert.Equal(asset.Value.Text("type"), file.Content.Headers.ContentType?.ToString());
        }
    }

    [Fact]
    public async Task L1B_870_results_tell_extent_grid_bands_and_statistics()
    {
        var results = await ResultsAsync();
        Assert.Equal(("Copy", "Three dates."), (results.Text("title"), results.Text("description")));
        Assert.Equal(["2024-01-01T00:00:00Z", "2024-01-21T00:00:00Z"],
            results.GetProperty("extent").GetProperty("temporal").List("interval")[0].EnumerateArray().Select(time => time.GetString()));
        Assert.Equal([11.28, 46.5, 11.31, 46.53],
            results.GetProperty("extent").GetProperty("spatial").List("bbox")[0].EnumerateArray().Select(number => Math.Round(number.GetDouble(), 2)));
        Assert.All(Assets(results), asset =>
        {
            Assert.Equal("EPSG:32632", asset.Value.Text("proj:code"));
            Assert.Equal([256, 256], asset.Value.List("proj:shape").Select(size => size.GetInt32()));
            Assert.Equal(["B04", "B08"], asset.Value.Texts("bands", "name"));
            Assert.Equal([100, 300], asset.Value.List("bands").Select(band => band.GetProperty("statistics").GetProperty("maximum").GetDouble()));
        });
    }

    [Fact]
    public async Task L1B_871_a_signed_link_gives_the_results_without_a_login()
    {
        var link = (await ResultsAsync()).Links("canonical").Single();
        using var nobody = api.CreateClient(null);
        var results = await nobody.GetJsonAsync(link);
        Assert.Equal(await api.FinishedAsync(), results.Text("id"));
        foreach (var asset in Assets(results)) Assert.NotEmpty(await nobody.GetByteArrayAsync(asset.Value.Text("href")));
        var last = link[^1] == 'A' ? "B" : "A";
        Assert.InRange((int)(await nobody.GetAsync(link[..^1] + last)).StatusCode, 401, 403);
    }

    [Fact]
    public async Task L1B_872_results_say_when_their_links_expire()
    {
        var results = await ResultsAsync();
        var expires = results.GetProperty("expires").GetDateTimeOffset();
        var left = expires - api.Clock.GetUtcNow();
        Assert.True(left > TimeSpan.FromMinutes(1), $"{left} left");
        // A service whose clock is behind that moment refuses them.
        await using var later = api.Start();
        later.Clock.Advance(left + TimeSpan.FromMinutes(1));
        using var client = later.CreateClient(null);
        var path = new Uri(results.Links("canonical").Single()).PathAndQuery;
        await (await client.GetAsync(path)).ShouldBeErrorAsync(410, "ResultLinkExpired");
    }

    [Fact]
    public async Task L1B_890_users_can_cancel_their_jobs_and_only_theirs()
    {
        using var client = api.CreateClient("results-890");
        var id = await client.CreateJobAsync(JobFixture.Slow());
        await client.StartJobAsync(id);
        await IsPrivateAsync("DELETE", id);
        await client.WaitForAsync(id, "running");
        await (await client.DeleteAsync($"jobs/{id}/results")).ShouldBeAsync(204);
        Assert.Equal("created", await client.StatusAsync(id));
    }

    // The list of requirements says 202; the API's own description, in all its versions, 204.
    [Fact]
    public async Task L1B_891_cancelling_answers_204_and_ends_the_work_but_no_results()
    {
        using var client = api.CreateClient("results-891");
        var id = await client.CreateJobAsync(JobFixture.Slow());
        await client.StartJobAsync(id);
        await (await client.DeleteAsync($"jobs/{id}/results")).ShouldBeAsync(204);
        Assert.Equal("created", await client.StatusAsync(id));
        var worker = (await client.GetJsonAsync($"jobs/{id}/logs")).List("logs").Count;
        await Task.Delay(1500);
        Assert.Equal("created", await client.StatusAsync(id));
        Assert.InRange((await client.GetJsonAsync($"jobs/{id}/logs")).List("logs").Count, worker, worker + 1);
        // What has neither been queued nor runs is left alone, with its results.
        using var alice = api.CreateClient();
        await (await alice.DeleteAsync($"jobs/{await api.FinishedAsync()}/results")).ShouldBeAsync(204);
        Assert.Equal(3, Assets(await ResultsAsync()).Count);
    }
}
