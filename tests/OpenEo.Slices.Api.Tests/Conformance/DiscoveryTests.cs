using System.Text.Json;
using OpenEo.Slices.Api.Tests.Running;

namespace OpenEo.Slices.Api.Tests.Conformance;

[Collection("jobs")]
public sealed class DiscoveryTests(JobFixture api) : Requirement(api)
{
    async Task<JsonElement> WellKnownAsync() => await Anybody.GetJsonAsync(new Uri(Api.Host.Root, "/.well-known/openeo").ToString());

    async Task<JsonElement> FormatsAsync() => await Anybody.GetJsonAsync("file_formats");

    async Task<IReadOnlyList<JsonProperty>> AllFormatsAsync()
    {
        var formats = await FormatsAsync();
        return [.. formats.GetProperty("input").EnumerateObject(), .. formats.GetProperty("output").EnumerateObject()];
    }

    async Task<List<(string Method, string Path)>> EndpointsAsync() => [.. (await Anybody.GetJsonAsync("")).GetProperty("endpoints").EnumerateArray()
        .SelectMany(endpoint => endpoint.GetProperty("methods").EnumerateArray().Select(method => (method.GetString()!, endpoint.GetProperty("path").GetString()!)))];

    [Fact]
    public async Task L2_20_the_discovery_document_is_not_below_the_API() => Assert.NotEmpty((await WellKnownAsync()).GetProperty("versions").EnumerateArray());

    [Fact]
    public async Task L1_21_instances_have_an_address_and_a_version()
    {
        foreach (var version in (await WellKnownAsync()).GetProperty("versions").EnumerateArray())
        {
            Assert.Equal("1.3.0", version.GetProperty("api_version").GetString());
            Assert.Equal("1.3.0", (await Anybody.GetJsonAsync(version.GetProperty("url").GetString()!)).GetProperty("api_version").GetString());
        }
    }

    [Fact]
    public async Task L3_22_instances_say_whether_they_are_for_production() => Assert.All((await WellKnownAsync()).GetProperty("versions").EnumerateArray(), version => Assert.True(version.GetProperty("production").ValueKind is JsonValueKind.True or JsonValueKind.False));

    [Fact]
    public async Task L1_30_capabilities_have_all_that_is_required()
    {
        var capabilities = await Anybody.GetJsonAsync("");
        foreach (var member in (string[])["api_version", "backend_version", "stac_version", "type", "id", "title", "description", "conformsTo", "production", "endpoints", "links"]) Assert.True(capabilities.TryGetProperty(member, out _), member);
    }

    [Fact]
    public async Task L1_31_all_endpoints_are_listed_with_their_methods()
    {
        var listed = await EndpointsAsync();
        (string, string)[] expected =
        [
            ("GET", "/collections"), ("GET", "/collections/{collection_id}"), ("GET", "/collections/{collection_id}/queryables"), ("GET", "/conformance"), ("GET", "/file_formats"), ("GET", "/processes"), ("GET", "/credentials/basic"), ("GET", "/me"),
            ("GET", "/jobs"), ("POST", "/jobs"), ("GET", "/jobs/{job_id}"), ("PATCH", "/jobs/{job_id}"), ("DELETE", "/jobs/{job_id}"), ("GET", "/jobs/{job_id}/estimate"), ("GET", "/jobs/{job_id}/logs"), ("GET", "/jobs/{job_id}/results"), ("POST", "/jobs/{job_id}/results"), ("DELETE", "/jobs/{job_id}/results"),
            ("POST", "/result"), ("POST", "/validation"), ("GET", "/process_graphs"), ("GET", "/process_graphs/{process_graph_id}"), ("PUT", "/process_graphs/{process_graph_id}"), ("DELETE", "/process_graphs/{process_graph_id}"),
            ("GET", "/files"), ("GET", "/files/{path}"), ("PUT", "/files/{path}"), ("DELETE", "/files/{path}"), ("GET", "/processing_parameters"),
        ];
        Assert.Empty(expected.Except(listed));
        Assert.Empty(listed.Except(expected));
    }

    [Fact]
    public async Task L1_32_nothing_is_listed_that_does_not_work()
    {
        foreach (var (method, path) in await EndpointsAsync())
        {
            var response = await SendAsync(Me, method, path.Trim('/').Replace("{collection_id}", "TINY", StringComparison.Ordinal).Replace("{path}", "x", StringComparison.Ordinal).Replace('{', 'x').Replace('}', 'x'), method is "POST" or "PATCH" or "PUT" ? "{}" : null);
            Assert.False((int)response.StatusCode is 404 && (await response.Content.ReadAsStringAsync()).Contains("\"NotFound\"", StringComparison.Ordinal) || (int)response.StatusCode >= 500 || (int)response.StatusCode == 405, $"{method} {path}: {response.StatusCode}");
        }
    }

    [Fact]
    public async Task L1_33_the_API_is_a_current_version() => Assert.Equal("1.3.0", (await Anybody.GetJsonAsync("")).GetProperty("api_version").GetString());

    [Fact]
    public async Task L1_34_STAC_is_a_current_version() => Assert.Matches(@"^1\.[01]\.0$", (await Anybody.GetJsonAsync("")).GetProperty("stac_version").GetString());

    [Fact]
    public async Task L2_35_billing_is_told_when_there_is_any()
    {
        Assert.False((await Anybody.GetJsonAsync("")).TryGetProperty("billing", out _));
        await using var host = Api.StartHost(Api.With(("Billing:Currency", "EUR"), ("Billing:Plans:0:Name", "pro"), ("Billing:Plans:0:Description", "all"), ("Billing:Plans:0:Paid", "true"), ("Jobs:Parallel", "0")));
        using var client = host.CreateClient(null);
        var billing = (await client.GetJsonAsync("")).GetProperty("billing");
        Assert.Equal(("EUR", "pro", true), (billing.GetProperty("currency").GetString(), billing.GetProperty("default_plan").GetString(), billing.GetProperty("plans")[0].GetProperty("paid").GetBoolean()));
    }

    [Fact]
    public async Task L1_40_formats_are_listed_for_input_and_output()
    {
        var formats = await FormatsAsync();
        Assert.True(formats.GetProperty("input").ValueKind is JsonValueKind.Object && formats.GetProperty("output").ValueKind is JsonValueKind.Object);
    }

    [Fact]
    public async Task L1_41_formats_need_no_login() => await FormatsAsync();

    [Fact]
    public async Task L1_42_formats_can_be_read_with_a_login() => Assert.Equal((await FormatsAsync()).GetRawText(), (await Me.GetJsonAsync("file_formats")).GetRawText());

    [Fact]
    public async Task L1_43_something_can_be_written() => Assert.NotEmpty((await FormatsAsync()).GetProperty("output").EnumerateObject());

    [Fact]
    public async Task L2_44_formats_are_called_as_in_GDAL() => Assert.Empty((await AllFormatsAsync()).Select(format => format.Name).Except(["GTiff", "netCDF", "PNG", "JPEG", "JP2OpenJPEG", "JSON"]));

    [Theory]
    [InlineData("gtiff")]
    [InlineData("GTIFF")]
    [InlineData("NetCDF")]
    [InlineData("json")]
    public async Task L1_46_formats_are_taken_in_any_case_of_letters(string format)
    {
        var errors = await (await SendAsync(Me, "POST", "validation", JobFixture.Copy.Replace("GTiff", format, StringComparison.Ordinal))).ShouldBeAsync(200);
        Assert.Empty(errors.GetProperty("errors").EnumerateArray());
    }

    [Fact]
    public async Task L2_47_formats_say_how_they_hold_a_cube() => Assert.All(await AllFormatsAsync(), format => Assert.True(format.Value.GetProperty("description").GetString()!.Length > 40));

    [Fact]
    public async Task L1_48_formats_have_data_types_and_parameters() => Assert.All(await AllFormatsAsync(), format =>
    {
        Assert.NotEmpty(format.Value.GetProperty("gis_data_types").EnumerateArray());
        Assert.Equal(JsonValueKind.Object, format.Value.GetProperty("parameters").ValueKind);
    });

    [Fact]
    public async Task L2_49_formats_have_titles_and_descriptions() => Assert.All(await AllFormatsAsync(), format => Assert.True(format.Value.GetProperty("title").GetString()!.Length > 0 && format.Value.GetProperty("description").GetString()!.Length > 0));

    [Fact]
    public async Task L3_60_conformance_classes_need_no_login() => await Anybody.GetJsonAsync("conformance");

    [Fact]
    public async Task L3_61_conformance_classes_are_those_of_the_capabilities()
    {
        var classes = (await Anybody.GetJsonAsync("conformance")).GetProperty("conformsTo");
        Assert.Contains("https://api.openeo.org/1.3.0", classes.EnumerateArray().Select(one => one.GetString()));
        Assert.Equal((await Anybody.GetJsonAsync("")).GetProperty("conformsTo").GetRawText(), classes.GetRawText());
    }
}
