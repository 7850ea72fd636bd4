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
    public async Task Users_also_learn_what_only_the_data_can_tell()
    {
        const string process = """
            {"process_graph":{"load":{"process_id":"load_collection","arguments":{"id":"TINY","spatial_extent":null,"temporal_extent":null,"bands":["B99"]},"result":true}}}
            """;
        using var client = api.CreateClient();
        var error = Assert.Single((await (await client.PostTextAsync("validation", process)).ShouldBeAsync(200)).GetProperty("errors").EnumerateArray());
        Assert.Equal("ProcessParameterInvalid", error.GetProperty("code").GetString());
        Assert.Equal("load", error.GetProperty("node").GetString());
    }

    [Fact]
    public async Task A_body_that_is_no_process_at_all_is_a_bad_request()
    {
        using var client = api.CreateClient();
        await (await client.PostTextAsync("validation", "[]")).ShouldBeErrorAsync(400, "RequestInvalid");
        await (await client.PostTextAsync("validation", "nonsense")).ShouldBeErrorAsync(400, "RequestInvalid");
    }
}
