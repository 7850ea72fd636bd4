using System.Text.Json;
using OpenEo.Slices.Api.Tests.Running;
using OpenEo.Slices.Engine.Graph;

namespace OpenEo.Slices.Api.Tests.Conformance;

[Collection("conformance")]
public sealed class PredefinedProcessesTests(BackEnd api)
{
    async Task<JsonElement> GetAsync(string? user = null)
    {
        using var client = api.CreateClient(user);
        return await client.GetJsonAsync("processes");
    }

    [Fact]
    public async Task L1_200_processes_and_links_are_lists()
    {
        var document = await GetAsync();
        Assert.NotEmpty(document.List("processes"));
        Assert.Equal(JsonValueKind.Array, document.GetProperty("links").ValueKind);
        Assert.All(document.List("processes"), process => process.ShouldHave("id", "description", "parameters", "returns"));
    }

    [Fact]
    public async Task L1_201_they_are_told_without_a_login() => Assert.Contains("load_collection", (await GetAsync(null)).Texts("processes", "id"));

    [Fact]
    public async Task L1_202_they_are_told_with_a_login() => Assert.Equal((await GetAsync(null)).GetRawText(), (await GetAsync("alice")).GetRawText());

    [Fact]
    public async Task L3_203_pages_have_the_length_asked_for_and_cover_the_list()
    {
        using var client = api.CreateClient(null);
        var pages = await client.PagesAsync("processes", "processes", 40);
        Assert.Equal((await GetAsync()).Texts("processes", "id"), pages.Select(process => process.Text("id")));
        await (await client.GetAsync("processes?limit=0")).ShouldBeErrorAsync(400, "RequestInvalid");
    }

    [Fact]
    public async Task L1_204_without_a_limit_all_come_at_once()
    {
        var document = await GetAsync();
        Assert.Empty(document.Links("next"));
        Assert.True(document.List("processes").Count > 100, $"{document.List("processes").Count} processes");
        Assert.Distinct(document.Texts("processes", "id"));
    }

    [Fact]
    public async Task L2_206_definitions_say_what_the_service_really_takes()
    {
        using var client = api.CreateClient();
        foreach (var process in (await GetAsync()).List("processes"))
        {
            var required = process.List("parameters").Where(parameter => !(parameter.TryGetProperty("optional", out var optional) && optional.GetBoolean()))
                .Select(parameter => parameter.Text("name"))
                // Required by the definition, and taken as null where graphs of other back-ends leave them out.
                .Except(ProcessCatalog.Find(process.Text("id"))!.Definition.Parameters.Where(parameter => parameter.MayBeLeftOut).Select(parameter =>
                    parameter.Name));
            var result = await (await client.PostTextAsync("validation", Graph.Call(process.Text("id"), """{"no_such_parameter":1}"""))).ShouldBeAsync(200);
            var missing = result.List("errors").Where(error => error.Text("code") == "ProcessParameterRequired").Select(error => error.Text("parameter"));
            Assert.True(required.Order().SequenceEqual(missing.Order()), $"{process.Text("id")} {result}");
            Assert.Contains("ProcessParameterUnsupported", result.Texts("errors", "code"));
        }
    }

    [Fact]
    public async Task L2_207_all_have_a_summary_and_categories() => Assert.All((await GetAsync()).List("processes"), process =>
    {
        Assert.NotEmpty(process.Text("summary"));
        Assert.NotEmpty(process.List("categories"));
    });

    [Fact]
    public async Task L1_209_what_is_not_there_is_left_out_and_not_null()
    {
        // Null is a value where values stand: defaults, allowed values, examples.
        var nulls = (await GetAsync()).Nulls()
            .Where(path => !path.Contains("/default", StringComparison.Ordinal) && !path.Contains("/enum/", StringComparison.Ordinal)
                && !path.Contains("/examples/", StringComparison.Ordinal));
        Assert.Empty(nulls);
    }
}
