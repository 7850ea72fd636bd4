using System.Text.Json;
using System.Text.Json.Nodes;
using OpenEo.Slices.Api.Tests.Features.Files;
using OpenEo.Slices.Api.Tests.Running;

namespace OpenEo.Slices.Api.Tests.Features.Jobs;

/// <summary>What a job gave is loaded again as it was: by the address of its results, and as an uploaded file.</summary>
[Collection("jobs")]
public sealed class LoadResultsTests(JobFixture api)
{
    static string Copy(string format) => JobFixture.Copy.Replace("GTiff", format, StringComparison.Ordinal);

    // The cube as JSON: dimensions, labels and cells.
    static string Show(string load) => """
        {"process":{"process_graph":{
          "load":LOAD,
          "cut":{"process_id":"filter_bbox","arguments":{"data":{"from_node":"load"},
            "extent":{"west":675000,"south":5154900,"east":675030,"north":5154920,"crs":32632}}},
          "save":{"process_id":"save_result","arguments":{"data":{"from_node":"cut"},"format":"JSON"},"result":true}}}}
        """.Replace("LOAD", load, StringComparison.Ordinal);

    static string LoadStac(string url) => new JsonObject
    {
        ["process_id"] = "load_stac",
        ["arguments"] = new JsonObject { ["url"] = url },
    }.ToJsonString();

    static async Task<string> CanonicalAsync(HttpClient client, string id) =>
        (await client.GetJsonAsync($"jobs/{id}/results")).GetProperty("links").EnumerateArray()
        .Single(link => link.GetProperty("rel").GetString() == "canonical").GetProperty("href").GetString()!;

    static void AssertTiny(JsonElement cube)
    {
        Assert.Equal(["2024-01-01T00:00:00Z", "2024-01-11T00:00:00Z", "2024-01-21T00:00:00Z"],
            cube.GetProperty("coords").GetProperty("t").EnumerateArray().Select(label => label.GetString()));
        Assert.Equal(["B04", "B08"], cube.GetProperty("coords").GetProperty("bands").EnumerateArray().Select(label => label.GetString()));
        Assert.Equal([[100, 100, 100], [300, 300, 300]],
            cube.GetProperty("data")[1].EnumerateArray().Select(band => band[0].EnumerateArray().Select(cell => cell.GetDouble()).ToArray()));
    }

    [Theory]
    [InlineData("GTiff")]
    [InlineData("netCDF")]
    public async Task By_the_canonical_link_at_whatever_name_and_without_a_request(string format)
    {
        using var client = api.CreateClient();
        var canonical = await CanonicalAsync(client, await client.RunJobAsync(Copy(format)));

        AssertTiny(await (await client.PostTextAsync("result", Show(LoadStac(canonical)))).ShouldBeAsync(200));
        // The address of a gateway that this service does not know, and no host that it may read from.
        var elsewhere = new UriBuilder(canonical) { Host = "gateway.invalid", Port = 443, Scheme = "https" }.Uri.ToString();
        AssertTiny(await (await client.PostTextAsync("result", Show(LoadStac(elsewhere)))).ShouldBeAsync(200));
    }

    [Fact]
    public async Task By_the_links_of_single_files_and_so_that_what_comes_of_it_names_the_job_and_no_signature()
    {
        using var client = api.CreateClient();
        var id = await client.RunJobAsync(Copy("netCDF"));
        var item = (await client.GetJsonAsync($"jobs/{id}/results")).GetProperty("links").EnumerateArray()
            .Single(link => link.GetProperty("rel").GetString() == "item").GetProperty("href").GetString()!;
        item = new UriBuilder(item) { Host = "gateway.invalid", Port = 443, Scheme = "https", Path = "/eo/prefix" + new Uri(item).AbsolutePath }.Uri.ToString();
        AssertTiny(await (await client.PostTextAsync("result", Show(LoadStac(item)))).ShouldBeAsync(200));

        var again = await client.RunJobAsync("""
            {"process_graph":{"load":LOAD,
              "save":{"process_id":"save_result","arguments":{"data":{"from_node":"load"},"format":"netCDF"},"result":true}}}
            """.Replace("LOAD", LoadStac(item), StringComparison.Ordinal));

        var derived = (await client.GetJsonAsync($"jobs/{again}/results")).GetProperty("links").EnumerateArray()
            .Single(link => link.GetProperty("rel").GetString() == "derived_from").GetProperty("href").GetString()!;
        Assert.EndsWith($"/jobs/{id}/results", derived, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Partial_results_by_their_own_link_while_the_job_runs()
    {
        using var client = api.CreateClient("partial_loader");
        var id = await client.CreateJobAsync(Conformance.Graph.QuickThenSlow);
        await client.StartJobAsync(id);
        await client.WaitForAsync(id, "running");
        await JobClient.UntilAsync(async () => (await client.GetJsonAsync($"jobs/{id}/results?partial=true")).GetProperty("assets")
            .EnumerateObject().Count() == 3, "three files of a running job");
        var canonical = (await client.GetJsonAsync($"jobs/{id}/results?partial=true")).GetProperty("links").EnumerateArray()
            .Single(link => link.GetProperty("rel").GetString() == "canonical").GetProperty("href").GetString()!;

        AssertTiny(await (await client.PostTextAsync("result", Show(LoadStac(canonical)))).ShouldBeAsync(200));
        await (await client.PostTextAsync("result", Show(LoadStac(canonical.Split('?')[0])))).ShouldBeErrorAsync(400, "NoDataAvailable");

        await (await client.DeleteAsync($"jobs/{id}/results")).ShouldBeAsync(204);
        AssertTiny(await (await client.PostTextAsync("result", Show(LoadStac(canonical)))).ShouldBeAsync(200));
        await (await client.DeleteAsync($"jobs/{id}")).ShouldBeAsync(204);
    }

    [Fact]
    public async Task Also_by_a_batch_job_and_through_a_stored_process()
    {
        using var client = api.CreateClient();
        var canonical = await CanonicalAsync(client, await client.RunJobAsync(Copy("netCDF")));
        await (await client.PutAsync("process_graphs/own_results", new StringContent(
            """
            {"process_graph":{"load":LOAD,
              "last":{"process_id":"add_dimension","arguments":{"data":{"from_node":"load"},"name":"q","label":"a"},"result":true}}}
            """.Replace("LOAD", LoadStac(canonical), StringComparison.Ordinal), System.Text.Encoding.UTF8, "application/json"))).ShouldBeAsync(200);

        var id = await client.RunJobAsync("""
            {"process_graph":{
              "load":{"process_id":"own_results","namespace":"user","arguments":{}},
              "drop":{"process_id":"drop_dimension","arguments":{"data":{"from_node":"load"},"name":"q"}},
              "save":{"process_id":"save_result","arguments":{"data":{"from_node":"drop"},"format":"GTiff"},"result":true}}}
            """);

        Assert.Equal(3, (await client.GetJsonAsync($"jobs/{id}/results")).GetProperty("assets").EnumerateObject().Count());
    }

    [Fact]
    public async Task Those_of_somebody_else_are_not_read()
    {
        using var client = api.CreateClient();
        using var other = api.CreateClient("somebody");
        var canonical = await CanonicalAsync(client, await client.RunJobAsync(Copy("GTiff")));

        var answer = await (await other.PostTextAsync("result", Show(LoadStac(canonical.Split('?')[0])))).Content.ReadAsStringAsync();

        Assert.DoesNotContain("coords", answer, StringComparison.Ordinal);
        Assert.DoesNotContain("openEO", answer, StringComparison.Ordinal);
        Assert.Contains(JsonElement.Parse(answer).GetProperty("code").GetString(), (string[])["PermissionsInsufficient", "DataUnreadable",
            "ProcessParameterInvalid"]);
    }

    [Fact]
    public async Task A_netCDF_file_that_is_uploaded_has_its_times_and_bands()
    {
        using var client = api.CreateClient();
        using var anonymous = api.CreateClient(null);
        var id = await client.RunJobAsync(Copy("netCDF"));
        var asset = (await client.GetJsonAsync($"jobs/{id}/results")).GetProperty("assets").EnumerateObject().Single();
        await (await client.PutFileAsync("cube.nc", await anonymous.GetByteArrayAsync(asset.Value.GetProperty("href").GetString()))).ShouldBeAsync(200);

        const string load = """{"process_id":"load_uploaded_files","arguments":{"paths":["cube.nc"],"format":"netCDF"}}""";

        AssertTiny(await (await client.PostTextAsync("result", Show(load))).ShouldBeAsync(200));
    }
}
