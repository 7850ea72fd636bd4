using OpenEo.Slices.Api.Tests.Running;

namespace OpenEo.Slices.Api.Tests.Features.Result;

[Collection("jobs")]
public sealed class GetResultLogsTests(JobFixture api)
{
    [Fact]
    public async Task The_monitor_link_of_a_success_and_of_a_failure_gives_the_log_to_its_owner_only()
    {
        using var alice = api.CreateClient();
        using var bob = api.CreateClient("bob");
        foreach (var (process, level) in ((string, string)[])[(JobFixture.Sum, "info"),
            ("""{"process_graph":{"a":{"process_id":"nope","arguments":{},"result":true}}}""", "error")])
        {
            var response = await alice.PostTextAsync("result", $$"""{"process":{{process}}}""");
            var link = response.Headers.GetValues("Link").Single().Split('>')[0].TrimStart('<');
            var logs = (await alice.GetJsonAsync(link)).GetProperty("logs");
            Assert.NotEqual(0, logs.GetArrayLength());
            Assert.Equal(level, logs[0].GetProperty("level").GetString());
            Assert.Equal("1", logs[0].GetProperty("id").GetString());
            await (await bob.GetAsync(link)).ShouldBeErrorAsync(404, "NotFound");
        }
    }
}
