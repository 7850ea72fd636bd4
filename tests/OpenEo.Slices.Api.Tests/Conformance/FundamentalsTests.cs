using System.Net.Http.Headers;
using System.Text.Json;
using OpenEo.Slices.Api.Tests.Features.ProcessGraphs;
using OpenEo.Slices.Api.Tests.Running;

namespace OpenEo.Slices.Api.Tests.Conformance;

[Collection("jobs")]
public sealed class FundamentalsTests(JobFixture api) : Requirement(api)
{
    static readonly string[] Methods = ["GET", "POST", "PUT", "PATCH", "DELETE"];

    [Theory]
    [InlineData("")]
    [InlineData("jobs")]
    [InlineData("jobs/x/results")]
    [InlineData("files/a/b")]
    public async Task L1_1_options_answers_204_with_all_headers(string path)
    {
        var response = await SendAsync(Anybody, "OPTIONS", path);
        Assert.Equal(204, (int)response.StatusCode);
        Assert.Empty(await response.Content.ReadAsByteArrayAsync());
        foreach (var header in (string[])["Access-Control-Allow-Origin", "Access-Control-Allow-Headers", "Access-Control-Allow-Methods", "Access-Control-Expose-Headers"]) Assert.True(response.Headers.Contains(header), header);
    }

    [Fact]
    public async Task L1_2_any_origin_may_read_any_answer()
    {
        foreach (var method in Methods) Assert.Equal("*", (await SendAsync(Me, method, "jobs/x", "{}")).Headers.GetValues("Access-Control-Allow-Origin").Single());
    }

    [Fact]
    public async Task L1_3_headers_are_exposed_in_any_answer()
    {
        foreach (var method in Methods)
        {
            var exposed = string.Join(',', (await SendAsync(Me, method, "jobs/x", "{}")).Headers.GetValues("Access-Control-Expose-Headers"));
            foreach (var header in (string[])["Location", "OpenEO-Identifier", "OpenEO-Costs", "Link"]) Assert.Contains(header, exposed);
        }
    }

    [Fact]
    public async Task L1_4_behind_a_gateway_that_speaks_https_all_addresses_are_https()
    {
        await using var host = Api.StartHost(Api.With(("TrustedProxies:0", "127.0.0.1"), ("Jobs:Parallel", "0")));
        using var client = host.CreateClient(null);
        client.DefaultRequestHeaders.Add("X-Forwarded-Proto", "https");
        client.DefaultRequestHeaders.Add("X-Forwarded-Host", "eo.example.org");
        var capabilities = await client.GetJsonAsync("");
        Assert.All(capabilities.GetProperty("links").EnumerateArray(), link => Assert.StartsWith("https://eo.example.org/", link.GetProperty("href").GetString()));
    }

    [Fact]
    public async Task L1_5_text_is_UTF_8_both_ways()
    {
        var id = await Me.CreateJobAsync(more: "\"title\":\"größer 山\"");
        var bytes = await Me.GetByteArrayAsync($"jobs/{id}");
        Assert.Contains("größer 山", new System.Text.UTF8Encoding(false, throwOnInvalidBytes: true).GetString(bytes));
    }

    [Theory]
    [InlineData("GET", "nothing", 404)]
    [InlineData("PUT", "jobs", 405)]
    [InlineData("POST", "jobs", 400)]
    public async Task L1_6_errors_have_a_status_of_400_and_more(string method, string path, int status) => Assert.Equal(status, (int)(await SendAsync(Me, method, path, "{}")).StatusCode);

    [Fact]
    public async Task L1_7_errors_are_objects_with_code_and_message()
    {
        var error = await (await SendAsync(Me, "GET", "jobs/nothing")).ShouldBeAsync(404);
        Assert.Equal("JobNotFound", error.GetProperty("code").GetString());
        Assert.NotEmpty(error.GetProperty("message").GetString()!);
    }

    [Fact]
    public async Task L3_8_errors_also_have_an_id() => Assert.NotEmpty((await (await SendAsync(Me, "GET", "jobs/nothing")).ShouldBeAsync(404)).GetProperty("id").GetString()!);

    [Theory]
    [InlineData("user", 6)]
    [InlineData(null, 6)]
    public async Task L2_9_processes_are_called_by_namespace(string? space, int expected)
    {
        await (await Me.PutProcessAsync("by_space", OwnProcesses.Times)).ShouldBeAsync(200);
        Assert.Equal(expected, (await Me.ComputeAsync(OwnProcesses.Call("by_space", """{"x":3}""", space))).GetInt32());
        Assert.Equal(3, (await Me.ComputeAsync(OwnProcesses.Call("add", """{"x":1,"y":2}""", "backend"))).GetInt32());
        await (await SendAsync(Me, "POST", "result", Wrap(OwnProcesses.Call("by_space", """{"x":3}""", "backend")))).ShouldBeErrorAsync(400, "ProcessUnsupported");
    }

    [Fact]
    public async Task L3_10_several_results_are_all_written()
    {
        var id = await Me.RunJobAsync("""
            {"process_graph":{
              "load":{"process_id":"load_collection","arguments":{"id":"TINY","spatial_extent":null,"temporal_extent":["2024-01-01","2024-01-02"]}},
              "tiff":{"process_id":"save_result","arguments":{"data":{"from_node":"load"},"format":"GTiff"}},
              "nc":{"process_id":"save_result","arguments":{"data":{"from_node":"load"},"format":"netCDF"},"result":true}}}
            """);
        var names = (await Me.GetJsonAsync($"jobs/{id}/results")).GetProperty("assets").EnumerateObject().Select(asset => Path.GetExtension(asset.Name)).ToHashSet();
        Assert.Equal([".nc", ".tif"], names.Order());
    }

    [Fact]
    public async Task L2_11_user_defined_processes_are_used_by_id()
    {
        await (await Me.PutProcessAsync("by_id", OwnProcesses.Times)).ShouldBeAsync(200);
        Assert.Equal(8, (await Me.ComputeAsync(OwnProcesses.Call("by_id", """{"x":4}"""))).GetInt32());
    }

    [Fact]
    public async Task L2_12_parameters_get_their_values()
    {
        await (await Me.PutProcessAsync("with_parameters", OwnProcesses.Times)).ShouldBeAsync(200);
        Assert.Equal(20, (await Me.ComputeAsync(OwnProcesses.Call("with_parameters", """{"x":4,"factor":5}"""))).GetInt32());
        Assert.Equal(5, (await Me.ComputeAsync("""{"parameters":[{"name":"a","schema":{"type":"number"},"default":4}],"process_graph":{"s":{"process_id":"add","arguments":{"x":{"from_parameter":"a"},"y":1},"result":true}}}""")).GetInt32());
    }

    [Fact]
    public async Task L1_13_child_processes_are_computed()
    {
        var squares = await Me.ComputeAsync("""
            {"process_graph":{"a":{"process_id":"array_apply","arguments":{"data":[1,2,3],"process":{"process_graph":{"m":{"process_id":"multiply","arguments":{"x":{"from_parameter":"x"},"y":{"from_parameter":"x"}},"result":true}}}},"result":true}}}
            """);
        Assert.Equal("[1,4,9]", squares.GetRawText());
    }

    [Fact]
    public async Task L1_100_tokens_are_taken_in_both_forms()
    {
        var token = Api.Host.TokenOf("both-forms");
        foreach (var form in (string[])[token, $"basic//{token}"])
        {
            using var client = Anybody;
            client.DefaultRequestHeaders.TryAddWithoutValidation("Authorization", $"Bearer {form}");
            Assert.Equal("u-both-forms", (await client.GetJsonAsync("me")).GetProperty("user_id").GetString());
        }
    }

    [Theory]
    [InlineData("GET", "me")]
    [InlineData("GET", "jobs")]
    [InlineData("POST", "jobs")]
    [InlineData("POST", "result")]
    [InlineData("GET", "files")]
    [InlineData("GET", "process_graphs")]
    public async Task L1_101_without_a_login_the_answer_is_401(string method, string path) => await (await SendAsync(Anybody, method, path, method == "POST" ? Wrap(JobFixture.Sum) : null)).ShouldBeErrorAsync(401, "AuthenticationRequired");

    [Theory]
    [InlineData("Bearer nonsense", "TokenInvalid")]
    [InlineData("Bearer basic//nonsense", "TokenInvalid")]
    [InlineData("Bearer oidc/nobody/nonsense", "AuthenticationSchemeInvalid")]
    [InlineData("Digest x", "AuthenticationSchemeInvalid")]
    public async Task L1_102_with_bad_credentials_the_answer_is_403(string header, string code)
    {
        using var client = Anybody;
        client.DefaultRequestHeaders.TryAddWithoutValidation("Authorization", header);
        await (await client.GetAsync("me")).ShouldBeErrorAsync(403, code);
    }

    [Fact]
    public async Task L1_110_there_is_a_way_to_log_in()
    {
        var paths = Texts((await Anybody.GetJsonAsync("")).GetProperty("endpoints"), "path");
        Assert.Contains("/credentials/basic", paths);
        using var client = Anybody;
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Basic", Convert.ToBase64String("nobody:wrong"u8));
        await (await client.GetAsync("credentials/basic")).ShouldBeErrorAsync(403, "CredentialsInvalid");
    }

    [Fact]
    public async Task L3_111_passwords_can_be_turned_off_in_production()
    {
        await using var host = Api.StartHost(Api.With(("Basic:Enabled", "false"), ("Jobs:Parallel", "0")));
        using var client = host.CreateClient(null);
        await (await client.GetAsync("credentials/basic")).ShouldBeErrorAsync(404, "NotFound");
        Assert.DoesNotContain("/credentials/basic", Texts((await client.GetJsonAsync("")).GetProperty("endpoints"), "path"));
    }

    [Fact]
    public async Task L2_112_OpenID_Connect_providers_are_told()
    {
        (string, string?)[] provider =
        [
            ("Oidc:Providers:0:Id", "egi"), ("Oidc:Providers:0:Issuer", "https://aai.egi.eu/auth/realms/egi"), ("Oidc:Providers:0:Title", "EGI"), ("Oidc:Providers:0:DefaultClients:0:Id", "me"),
            ("Oidc:Providers:0:DefaultClients:0:GrantTypes:0", "urn:ietf:params:oauth:grant-type:device_code+pkce"), ("Jobs:Parallel", "0"),
        ];
        await using var host = Api.StartHost(Api.With(provider));
        using var client = host.CreateClient(null);
        var told = (await client.GetJsonAsync("credentials/oidc")).GetProperty("providers")[0];
        Assert.Equal(("egi", "https://aai.egi.eu/auth/realms/egi"), (told.GetProperty("id").GetString(), told.GetProperty("issuer").GetString()));
    }

    [Fact]
    public async Task L2_120_the_account_needs_a_login() => await NeedsLoginAsync("GET", "me", 200);

    [Fact]
    public async Task L2_121_the_account_has_an_id_of_its_own()
    {
        var mine = (await Me.GetJsonAsync("me")).GetProperty("user_id").GetString()!;
        Assert.Matches(@"^[\w\-.~]+$", mine);
        Assert.NotEqual(mine, (await Api.CreateClient("somebody-else").GetJsonAsync("me")).GetProperty("user_id").GetString());
    }
}
