using OpenEo.Slices.Api.Tests.Running;

namespace OpenEo.Slices.Api.Tests.Features.ProcessGraphs;

[Collection("jobs")]
public sealed class ValidateProcessTests(JobFixture api)
{
    [Theory]
    [InlineData(JobFixture.Sum)]
    [InlineData(JobFixture.Copy)]
    public async Task A_good_process_has_no_errors_with_and_without_login(string process)
    {
        foreach (var user in (string?[])["alice", null])
        {
            using var client = api.CreateClient(user);
            var result = await (await client.PostTextAsync("validation", process)).ShouldBeAsync(200);
            Assert.Empty(result.GetProperty("errors").EnumerateArray());
        }
    }

    [Theory]
    [InlineData("{}", "ProcessGraphMissing")]
    [InlineData("""{"process_graph":{}}""", "ProcessGraphInvalid")]
    [InlineData("""{"process_graph":{"a":{"process_id":"nope","arguments":{},"result":true}}}""", "ProcessUnsupported")]
    public async Task What_is_wrong_is_told_with_status_200(string process, string code)
    {
        using var client = api.CreateClient(null);
        var result = await (await client.PostTextAsync("validation", process)).ShouldBeAsync(200);
        Assert.Equal(code, result.GetProperty("errors")[0].GetProperty("code").GetString());
        Assert.NotEqual("", result.GetProperty("errors")[0].GetProperty("message").GetString());
    }

    [Fact]
    public async Task What_is_wrong_with_the_data_is_told_beside_what_is_wrong_with_the_graph_and_nothing_that_only_follows_from_it()
    {
        using var client = api.CreateClient();
        var result = await (await client.PostTextAsync("validation", """
            {"process_graph":{
              "load":{"process_id":"load_collection","arguments":{"id":"TINY","spatial_extent":null,"temporal_extent":null,"bands":["B99"]}},
              "finer":{"process_id":"resample_spatial","arguments":{"data":{"from_node":"load"},"resolution":"ten"}},
              "whole":{"process_id":"load_collection","arguments":{"id":"TINY","spatial_extent":null,"temporal_extent":null}},
              "unknown":{"process_id":"no_such_process","arguments":{"data":{"from_node":"whole"}}},
              "below":{"process_id":"reduce_dimension","arguments":{"data":{"from_node":"unknown"},"dimension":"zzz","reducer":{"process_graph":{
                "mean":{"process_id":"mean","arguments":{"data":{"from_parameter":"data"}},"result":true}}}}},
              "beside":{"process_id":"reduce_dimension","arguments":{"data":{"from_node":"whole"},"dimension":"zzz","reducer":{"process_graph":{
                "mean":{"process_id":"mean","arguments":{"data":{"from_parameter":"data"}},"result":true}}}}},
              "both":{"process_id":"merge_cubes","arguments":{"cube1":{"from_node":"beside"},"cube2":{"from_node":"below"}}},
              "save":{"process_id":"save_result","arguments":{"data":{"from_node":"finer"},"format":"GTiff"},"result":true}}}
            """)).ShouldBeAsync(200);
        Assert.Equal([("beside", "DimensionNotAvailable"), ("finer", "ProcessParameterInvalid"), ("load", "ProcessParameterInvalid"),
            ("unknown", "ProcessUnsupported")], result.GetProperty("errors").EnumerateArray()
            .Select(error => (error.GetProperty("node").GetString()!, error.GetProperty("code").GetString()!)).Order());
    }

    /// <summary>Inputs whose messages grew with the square of their size, or that took long before they were refused.</summary>
    public static TheoryData<string, string> Floods => new()
    {
        { "unknown parameters", Process(900, i => Node("add", Enumerable.Range(0, 20).ToDictionary(k => $"p{i}_{k}", _ => (object)1))) },
        { "undefined parameters among many", Process(900, i => Node("add", new() { ["x"] = new { from_parameter = $"q{i}" }, ["y"] = 1 }), 900) },
        { "a cycle", Process(900, i => Node("add", new() { ["x"] = new { from_node = $"n{(i + 1) % 900}" }, ["y"] = 1 })) },
        { "many results", Process(900, _ => new { process_id = "pi", arguments = new { }, result = true }) },
        { "long names", Process(200, _ => Node(new string('x', 4000), [])) },
        { "too many nodes", Process(9000, _ => Node("pi", [])) },
        { "too many parameters", Process(1, _ => Node("pi", []), 15_000) },
    };

    [Theory]
    [MemberData(nameof(Floods))]
    public async Task Strangers_cannot_make_the_service_work_or_write_much(string what, string process)
    {
        using var client = api.CreateClient(null);
        var clock = System.Diagnostics.Stopwatch.StartNew();
        var response = await client.PostTextAsync("validation", process);
        var length = (await response.Content.ReadAsByteArrayAsync()).Length;
        var errors = (await response.ShouldBeAsync(200)).GetProperty("errors").GetArrayLength();
        Assert.True(errors is > 0 and <= 101, $"{what}: {errors} errors");
        Assert.True(length < 500_000, $"{what}: {process.Length} bytes made {length}");
        Assert.InRange(clock.Elapsed, TimeSpan.Zero, TimeSpan.FromSeconds(5));
    }

    [Fact]
    public async Task Strangers_send_less_than_users()
    {
        var process = Process(3000, _ => new { process_id = "pi", arguments = new { }, description = new string('x', 400) });
        using var stranger = api.CreateClient(null);
        stranger.DefaultRequestHeaders.ExpectContinue = true;   // or the answer comes while the body is being sent, to a closed connection
        await (await stranger.PostTextAsync("validation", process)).ShouldBeErrorAsync(413, "RequestTooLarge");
        // Before anything of the body is read: no login makes it longer.
        using var liar = api.CreateClient(null);
        liar.DefaultRequestHeaders.TryAddWithoutValidation("Authorization", "nonsense");
        await (await liar.PostTextAsync("validation", "{")).ShouldBeErrorAsync(403, "AuthenticationSchemeInvalid");
        using var alice = api.CreateClient();
        await (await alice.PostTextAsync("validation", process)).ShouldBeAsync(200);
    }

    static object Node(string process, Dictionary<string, object> arguments) => new { process_id = process, arguments };

    static string Process(int nodes, Func<int, object> node, int parameters = 0) => System.Text.Json.JsonSerializer.Serialize(new
    {
        parameters = Enumerable.Range(0, parameters).Select(i => new { name = $"p{i}", description = "", schema = new { } }),
        process_graph = Enumerable.Range(0, nodes).ToDictionary(i => $"n{i}", node),
    });

    [Fact]
    public async Task Users_also_learn_what_only_the_data_can_tell()
    {
        const string process = """
            {"process_graph":{"load":{"process_id":"load_collection","arguments":{"id":"TINY","spatial_extent":null,"temporal_extent":null,"bands":["B99"]},
             "result":true}}}
            """;
        using var client = api.CreateClient();
        var error = Assert.Single((await (await client.PostTextAsync("validation", process)).ShouldBeAsync(200)).GetProperty("errors").EnumerateArray());
        Assert.Equal("ProcessParameterInvalid", error.GetProperty("code").GetString());
        Assert.Equal("load", error.GetProperty("node").GetString());
    }

    [Fact]
    public async Task The_cube_of_the_result_is_shown()
    {
        using var client = api.CreateClient();
        var cube = Assert.Single((await (await client.PostTextAsync("validation", JobFixture.Copy)).ShouldBeAsync(200)).GetProperty("cubes").EnumerateArray());
        Assert.Equal("save", cube.GetProperty("node").GetString());
        Assert.Equal("EPSG:32632", cube.GetProperty("proj:code").GetString());
        Assert.Equal([3, 2, 256, 256], cube.GetProperty("shape").EnumerateArray().Select(count => count.GetInt32()));
        Assert.Equal(3 * 2 * 256 * 256 * 2, cube.GetProperty("bytes").GetInt64());
        Assert.Equal("uint16", cube.GetProperty("data_type").GetString());
        Assert.Equal(["B04", "B08"], cube.GetProperty("cube:dimensions").GetProperty("bands").GetProperty("values").EnumerateArray()
            .Select(band => band.GetString()));
    }

    [Fact]
    public async Task What_is_probably_not_meant_is_a_warning()
    {
        const string process = """
            {"process_graph":{
              "unused":{"process_id":"add","arguments":{"x":1,"y":2}},
              "load":{"process_id":"load_collection","arguments":{"id":"TINY","spatial_extent":null,"temporal_extent":null},"result":true}}}
            """;
        using var client = api.CreateClient();
        var result = await (await client.PostTextAsync("validation", process)).ShouldBeAsync(200);
        Assert.Empty(result.GetProperty("errors").EnumerateArray());
        Assert.Equal([("NodeUnused", "unused"), ("ExtentMissing", "load")],
            result.GetProperty("warnings").EnumerateArray()
            .Select(warning => (warning.GetProperty("code").GetString(), warning.GetProperty("node").GetString())));
    }

    [Fact]
    public async Task What_is_taken_for_what_it_can_only_mean_is_a_warning_once_and_in_the_log_of_the_job()
    {
        const string process = """
            {"process_graph":{
              "load":{"process_id":"load_collection","arguments":{"id":"TINY","temporal_extent":["2024-01-11","2024-01-11"],"featureflags":{"tilesize":1},
               "bands":["B08"],"properties":null}},
              "top":{"process_id":"rename_labels","arguments":{"data":{"from_node":"load"},"dimension":"bands","target":["nir"],"source":null}},
              "save":{"process_id":"save_result","arguments":{"data":{"from_node":"top"},"format":"COG","options":{"stitch":true,"datatype":"uint8"}}}}}
            """;
        (string Node, string Part)[] expected =
        [
            ("load", "'spatial_extent' of 'load_collection' is left out"), ("load", "from '2024-01-11' up to, and without, '2024-01-12'"),
            ("load", "no parameter 'featureflags'"), ("top", "'source' of 'rename_labels' is null"), ("top", "the only band, B08, becomes nir"),
            ("save", "'save' is taken for it"), ("save", "GTiff has no option 'stitch'"),
        ];
        using var client = api.CreateClient();
        var result = await (await client.PostTextAsync("validation", process)).ShouldBeAsync(200);
        Assert.Empty(result.GetProperty("errors").EnumerateArray());
        Assert.Equal("uint8", result.GetProperty("cubes")[0].GetProperty("data_type").GetString());
        var warnings = result.GetProperty("warnings").EnumerateArray().ToList();
        Assert.All(expected, one => Assert.Single(warnings, warning => Tells(warning.GetProperty("node").GetString(), warning, one)));

        var job = await client.RunJobAsync(process);
        Assert.Equal("finished", await client.StatusAsync(job));
        var log = (await client.GetJsonAsync($"jobs/{job}/logs")).GetProperty("logs").EnumerateArray()
            .Where(entry => entry.GetProperty("level").GetString() == "warning").ToList();
        Assert.All(expected, one => Assert.Single(log, entry => Tells(entry.GetProperty("path")[0].GetProperty("node_id").GetString(), entry, one)));
        Assert.Contains(log, entry => entry.GetProperty("message").GetString()!.Contains("did not fit", StringComparison.Ordinal));
        Assert.Equal("openEO_2024-01-11.tif", Assert.Single((await client.GetJsonAsync($"jobs/{job}/results")).GetProperty("assets").EnumerateObject()).Name);

        static bool Tells(string? node, System.Text.Json.JsonElement entry, (string Node, string Part) one) =>
            node == one.Node && entry.GetProperty("message").GetString()!.Contains(one.Part, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Strangers_learn_it_too_without_data()
    {
        using var client = api.CreateClient(null);
        var result = await (await client.PostTextAsync("validation",
            """{"process_graph":{"a":{"process_id":"if","arguments":{"value":0,"accept":1}}}}""")).ShouldBeAsync(200);
        Assert.Empty(result.GetProperty("errors").EnumerateArray());
        Assert.Equal([("Notice", "a"), ("Notice", "a")], result.GetProperty("warnings").EnumerateArray()
            .Select(warning => (warning.GetProperty("code").GetString(), warning.GetProperty("node").GetString())));
    }

    [Fact]
    public async Task Metadata_of_the_process_is_checked_and_parameters_without_value_are_no_fault()
    {
        using var client = api.CreateClient();
        const string open =
            """
            {"id":"half","parameters":[{"name":"x","schema":{"type":"number"}}],"process_graph":{"a":{"process_id":"divide",
             "arguments":{"x":{"from_parameter":"x"},"y":2},"result":true}}}
            """;
        Assert.Empty((await (await client.PostTextAsync("validation", open)).ShouldBeAsync(200)).GetProperty("errors").EnumerateArray());
        var bad = open.Replace("\"half\"", "\"a half\"", StringComparison.Ordinal).Replace("\"number\"", "\"nmbr\"", StringComparison.Ordinal);
        Assert.Equal(2, (await (await client.PostTextAsync("validation", bad)).ShouldBeAsync(200)).GetProperty("errors").GetArrayLength());
    }

    [Fact]
    public async Task All_faults_are_told_at_once_whatever_their_kind()
    {
        const string process = """
            {"id":"a b","parameters":[{"name":"x","schema":{"type":"nmbr"}}],
             "process_graph":{"a":{"process_id":"nope","arguments":{}},"b":{"process_id":"add","arguments":{"x":{"from_node":"nowhere"}},"result":true}}}
            """;
        using var client = api.CreateClient();
        var errors = (await (await client.PostTextAsync("validation", process)).ShouldBeAsync(200)).GetProperty("errors").EnumerateArray()
            .Select(error => error.GetProperty("code").GetString());
        Assert.Equal(["ProcessGraphInvalid", "ProcessInvalid", "ProcessInvalid", "ProcessParameterRequired", "ProcessUnsupported"], errors.Order());
    }

    [Fact]
    public async Task A_body_that_is_no_process_at_all_is_a_bad_request()
    {
        using var client = api.CreateClient();
        await (await client.PostTextAsync("validation", "[]")).ShouldBeErrorAsync(400, "RequestInvalid");
        await (await client.PostTextAsync("validation", "nonsense")).ShouldBeErrorAsync(400, "RequestInvalid");
    }
}
