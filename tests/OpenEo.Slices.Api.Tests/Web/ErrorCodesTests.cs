using System.Reflection;
using System.Text.Json;
using System.Text.RegularExpressions;
using FluentValidation;
using Microsoft.Extensions.DependencyInjection;
using OpenEo.Slices.Api.Tests.Running;
using OpenEo.Slices.Api.Web;
using OpenEo.Slices.Engine.Faults;
using OpenEo.Slices.Engine.Graph;
using OpenEo.Slices.Tests;

namespace OpenEo.Slices.Api.Tests.Web;

/// <summary>Every code that the service can answer with is known, with a status that blames the right one.</summary>
public sealed partial class ErrorCodesTests(ErrorCodesTests.Fixture api) : IClassFixture<ErrorCodesTests.Fixture>
{
    /// <summary>A service whose users may read a folder with an item whose file is broken.</summary>
    public sealed class Fixture : ApiFixture
    {
        readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("openeo-broken-");

        /// <summary>The item's address.</summary>
        public string Item => Path.Combine(folder.FullName, "item.json");

        /// <inheritdoc/>
        protected override IReadOnlyDictionary<string, string?> Settings => new Dictionary<string, string?>
        {
            ["Sources:Folders:0"] = folder.FullName,
            ["Collections:0"] = Path.Combine(folder.FullName, "collection.json"),
            ["Validation:Seconds"] = "20",
        };

        /// <inheritdoc/>
        public override async Task InitializeAsync()
        {
            await File.WriteAllTextAsync(Path.Combine(folder.FullName, "broken.tif"), "this is no image");
            await File.WriteAllTextAsync(Item, """
                {"type":"Feature","stac_version":"1.1.0","id":"broken","geometry":null,"properties":{"datetime":"2024-01-01T00:00:00Z","proj:code":"EPSG:32632",
                 "proj:shape":[64,64],"proj:transform":[10,0,600000,0,-10,5000000]},
                 "links":[],"assets":{"B01":{"href":"./broken.tif","type":"image/tiff; application=geotiff","roles":["data"],
                 "bands":[{"name":"B01","data_type":"uint16","nodata":0}]}}}
                """);
            await File.WriteAllTextAsync(Path.Combine(folder.FullName, "collection.json"), """
                {"type":"Collection","stac_version":"1.1.0","id":"BROKEN","description":"x","license":"other","links":[{"rel":"item","href":"./item.json"}],
                 "extent":{"spatial":{"bbox":[[10,45,11,46]]},"temporal":{"interval":[["2024-01-01T00:00:00Z",null]]}}}
                """);
            await base.InitializeAsync();
        }

        /// <inheritdoc/>
        public override async Task DisposeAsync()
        {
            await base.DisposeAsync();
            folder.Delete(recursive: true);
        }
    }

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
        var ours = OpenEoErrors.Standard.ToDictionary(code => code.Key, code => code.Value.Status);
        Assert.Equal(standard.OrderBy(code => code.Key), ours.OrderBy(code => code.Key));
    }

    [SkippableFact]
    public void Codes_of_processes_are_those_that_openEOs_definitions_declare_and_our_own_are_in_none()
    {
        var declared = Directory.GetFiles(SharedFolder.Find("reference/openeo-processes"), "*.json", SearchOption.AllDirectories)
            .Select(file => JsonDocument.Parse(File.ReadAllText(file)).RootElement)
            .Where(root => root.ValueKind is JsonValueKind.Object && root.TryGetProperty("exceptions", out _))
            .SelectMany(root => root.GetProperty("exceptions").EnumerateObject()).Select(exception => exception.Name).ToHashSet();

        Assert.True(declared.Count > 20);
        Assert.All(OpenEoErrors.OfProcesses.Keys, code => Assert.Contains(code, declared));
        Assert.All(OpenEoErrors.Own.Keys, code => Assert.DoesNotContain(code, declared));
    }

    [Fact]
    public void What_a_process_declares_is_the_graphs_fault()
    {
        var codes = ProcessCatalog.Definitions.SelectMany(definition => definition.Exceptions.Keys).Distinct().ToList();

        Assert.True(codes.Count > 20);
        Assert.All(codes, code => Assert.DoesNotContain(code, OpenEoErrors.Own.Keys));
        Assert.All(codes, code => Assert.Contains(code, OpenEoErrors.All.Keys));
        Assert.All(OpenEoErrors.OfProcesses, code => Assert.Equal((code.Key, 400), (code.Key, code.Value.Status)));
    }

    [Fact]
    public void The_page_of_the_API_lists_our_own_codes_with_their_statuses()
    {
        var page = File.ReadAllText(Path.Combine(ArchitectureTests.Root, "docs", "api.md"));
        var listed = Row().Matches(page).Select(row => (row.Groups[1].Value, int.Parse(row.Groups[2].Value)));

        Assert.Equal(OpenEoErrors.Own.Select(code => (code.Key, code.Value.Status)).Order(), listed.Order());
        Assert.All(Constants(typeof(NoticeCodes)), code => Assert.Contains($"`{code}`", page, StringComparison.Ordinal));
    }

    [Fact]
    public void Every_rule_of_a_validator_has_a_code()
    {
        using var scope = api.Host.Services.CreateScope();
        var contracts = typeof(OpenEoErrors).Assembly.GetTypes().SelectMany(type => type.GetInterfaces())
            .Where(contract => contract.IsGenericType && contract.GetGenericTypeDefinition() == typeof(IValidator<>)).Distinct();
        var components = contracts.SelectMany(contract => scope.ServiceProvider.GetServices(contract)).Cast<IValidator>()
            .SelectMany(validator => validator.CreateDescriptor().Rules).SelectMany(rule => rule.Components).ToList();

        Assert.True(components.Count > 20, $"only {components.Count} rules");
        Assert.All(components.Where(component => component.ErrorCode is not null), component => OpenEoErrors.Known(component.ErrorCode));
        // A custom rule gives its failures their codes itself; to the library it is a rule like others.
        var custom = Directory.GetFiles(Path.Combine(ArchitectureTests.Root, "src"), "*.cs", SearchOption.AllDirectories)
            .Sum(file => Regex.Count(File.ReadAllText(file), @"\.Custom\("));
        Assert.Equal(custom, components.Count(component => component.ErrorCode is null));
    }

    [Theory]
    [InlineData(502, """{"process_id":"load_collection","arguments":{"id":"BROKEN","spatial_extent":null,"temporal_extent":null},"result":true}""")]
    [InlineData(400, """{"process_id":"load_stac","arguments":{"url":"ITEM"},"result":true}""")]
    public async Task Data_that_cannot_be_read_are_the_fault_of_whoever_named_them_and_told_in_the_same_words_everywhere(int status, string node)
    {
        using var client = api.CreateClient();
        var process = $$"""{"process_graph":{"load":{{node.Replace("ITEM", api.Item, StringComparison.Ordinal)}} } }""";

        var answer = await client.PostTextAsync("result", $$"""{"process":{{process}}}""");
        await answer.ShouldBeErrorAsync(status, FaultCodes.DataUnreadable);

        var fault = JsonElement.Parse(await answer.Content.ReadAsStringAsync()).GetProperty("faults")[0].GetProperty("message").GetString()!;
        Assert.StartsWith("The asset 'B01' of the item 'broken' ('broken.tif') cannot be read: ", fault, StringComparison.Ordinal);
        Assert.DoesNotContain(Path.GetDirectoryName(api.Item)!, fault, StringComparison.Ordinal);
        var job = await client.RunJobAsync(process, "error");
        var logs = (await client.GetJsonAsync($"jobs/{job}/logs?level=error")).GetProperty("logs");
        Assert.Equal([(FaultCodes.DataUnreadable, fault)],
            logs.EnumerateArray().Select(entry => (entry.GetProperty("code").GetString()!, entry.GetProperty("message").GetString()!)));
        var validation = JsonElement.Parse(await (await client.PostTextAsync("validation", process)).Content.ReadAsStringAsync());
        var error = Assert.Single(validation.GetProperty("errors").EnumerateArray());
        Assert.Equal((FaultCodes.DataUnreadable, fault), (error.GetProperty("code").GetString(), error.GetProperty("message").GetString()));
    }

    [GeneratedRegex(@"^\| `(\w+)` \| (\d{3}) \|", RegexOptions.Multiline)]
    private static partial Regex Row();

    [GeneratedRegex("\"([A-Z][A-Za-z]+)\"")]
    private static partial Regex Spelled();

    [GeneratedRegex(@"(?:new Fault\(|Arguments\.Fault\(|new OpenEoException\(|WithErrorCode\()\s*([^,)\s]+)")]
    private static partial Regex Made();
}
