using System.Net;
using System.Reflection;
using System.Text.Json;
using System.Text.RegularExpressions;
using OpenEo.Slices.Api.Web;
using OpenEo.Slices.Engine.Faults;
using OpenEo.Slices.Tests;

namespace OpenEo.Slices.Api.Tests.Web;

/// <summary>Every code that the service can answer with is known, with a status that blames the right one.</summary>
public sealed partial class ErrorCodesTests : IClassFixture<ApiFixture>
{
    readonly ApiFixture api;

    public ErrorCodesTests(ApiFixture api) => this.api = api;

    static IReadOnlyList<string> Constants(Type type) =>
        [.. type.GetFields(BindingFlags.Public | BindingFlags.Static).Select(field => (string)field.GetRawConstantValue()!)];

    [Fact]
    public void Every_code_is_in_the_table_and_the_table_has_no_others()
    {
        var codes = Constants(typeof(FaultCodes)).Concat(Constants(typeof(ErrorCodes))).ToList();

        Assert.True(codes.Count > 80, $"only {codes.Count} codes");
        Assert.Equal(codes.Order(), OpenEoErrors.All.Keys.Order());
        Assert.All(OpenEoErrors.All, entry => Assert.InRange(entry.Value.Status, 400, 599));
    }

    [Fact]
    public void Codes_are_named_and_never_spelled_where_they_are_used()
    {
        var known = OpenEoErrors.All.Keys.Concat(Constants(typeof(NoticeCodes))).ToHashSet();
        var files = Directory.GetFiles(Path.Combine(ArchitectureTests.Root, "src"), "*.cs", SearchOption.AllDirectories)
            .Where(file => !file.EndsWith("Codes.cs", StringComparison.Ordinal)).ToList();
        var spelled = files.SelectMany(file => File.ReadLines(file).Where(line => !line.TrimStart().StartsWith("//", StringComparison.Ordinal))
            .SelectMany(line => Spelled().Matches(line)).Select(match => match.Groups[1].Value).Where(known.Contains)
            .Select(code => $"{Path.GetFileName(file)}: {code}"));

        Assert.NotEmpty(files);
        // The demo is a client: it knows what the API says, and not how the service says it.
        Assert.DoesNotContain(spelled, place => !place.StartsWith("Demo", StringComparison.Ordinal));
    }

    [Fact]
    public void Faults_and_errors_are_made_of_known_codes_only()
    {
        var files = Directory.GetFiles(Path.Combine(ArchitectureTests.Root, "src"), "*.cs", SearchOption.AllDirectories);
        var made = files.SelectMany(file => Made().Matches(File.ReadAllText(file)).Select(match => match.Groups[1].Value)).ToList();

        Assert.True(made.Count > 100, $"only {made.Count} found");
        Assert.DoesNotContain(made, argument => argument.StartsWith('"') || argument.StartsWith('$'));
    }

    [SkippableFact]
    public void Standard_codes_have_their_standard_status()
    {
        var file = SharedFolder.Find("reference/openeo-api/errors.json");
        var standard = JsonDocument.Parse(File.ReadAllText(file)).RootElement.EnumerateObject()
            .Where(code => code.Value.TryGetProperty("http", out var status) && status.ValueKind is JsonValueKind.Number)
            .ToDictionary(code => code.Name, code => code.Value.GetProperty("http").GetInt32());

        Assert.True(standard.Count > 40);
        Assert.All(standard, code => Assert.Equal((code.Key, code.Value), (code.Key, OpenEoErrors.Status(code.Key))));
    }

    [Fact]
    public async Task Data_that_cannot_be_read_are_not_the_clients_fault()
    {
        var folder = Directory.CreateTempSubdirectory("openeo-broken-");
        try
        {
            File.WriteAllText(Path.Combine(folder.FullName, "broken.tif"), "this is no image");
            File.WriteAllText(Path.Combine(folder.FullName, "item.json"), """
                {"type":"Feature","stac_version":"1.1.0","id":"broken","geometry":null,"properties":{"datetime":"2024-01-01T00:00:00Z","proj:code":"EPSG:32632",
                 "proj:shape":[64,64],"proj:transform":[10,0,600000,0,-10,5000000]},
                 "links":[],"assets":{"B01":{"href":"./broken.tif","type":"image/tiff; application=geotiff","roles":["data"],
                 "bands":[{"name":"B01","data_type":"uint16","nodata":0}]}}}
                """);
            using var host = api.StartHost(new Dictionary<string, string?> { ["Sources:Folders:0"] = folder.FullName });
            using var client = host.CreateClient("somebody");
            var graph = new { process = new {
                process_graph = new { load = new { process_id = "load_stac", arguments = new { url = Path.Combine(folder.FullName, "item.json") },
                    result = true } } } };

            var error = await (await client.PostJsonAsync("result", graph)).ShouldBeAsync((int)HttpStatusCode.BadGateway);

            Assert.Equal(FaultCodes.DataUnreadable, error.GetProperty("code").GetString());
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [GeneratedRegex("\"([A-Z][A-Za-z]+)\"")]
    private static partial Regex Spelled();

    [GeneratedRegex(@"(?:new Fault\(|Arguments\.Fault\(|new OpenEoException\(|WithErrorCode\()\s*([^,)\s]+)")]
    private static partial Regex Made();
}
