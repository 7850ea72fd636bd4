using System.Text.Json;
using OpenEo.Slices.Api.Tests.Running;

namespace OpenEo.Slices.Api.Tests.Features.ProcessGraphs;

/// <summary>
/// Sharing, and calling what others share: the service itself is the remote server, which its settings must name because its address is private.
/// </summary>
public sealed class SharingFixture : ApiFixture
{
    /// <inheritdoc/>
    protected override IReadOnlyDictionary<string, string?> Settings =>
        new Dictionary<string, string?> { ["Sources:Hosts:0"] = "127.0.0.1", ["Workers:Warm"] = "1" };
}

public sealed class GetSharedProcessTests(SharingFixture api) : IClassFixture<SharingFixture>
{
    static string Shared(string process) => process.Replace("{\"summary\"", "{\"public\":true,\"summary\"", StringComparison.Ordinal);

    static string? Canonical(JsonElement process) => process.TryGetProperty("links", out var links)
        ? links.EnumerateArray().Where(link => link.GetProperty("rel").GetString() == "canonical").Select(link => link.GetProperty("href").GetString())
        .SingleOrDefault() : null;

    [Fact]
    public async Task Anybody_with_the_canonical_link_may_read_a_public_process()
    {
        using var alice = api.CreateClient();
        await (await alice.PutProcessAsync("public", Shared(OwnProcesses.Times))).ShouldBeAsync(200);
        var link = Canonical(await alice.GetJsonAsync("process_graphs/public"));
        using var anybody = api.CreateClient(null);
        var process = await anybody.GetJsonAsync(link!);
        Assert.Equal("public", process.GetProperty("id").GetString());
        Assert.Equal(link, Canonical(process));
        await (await anybody.GetAsync(link!.ToLowerInvariant() + "x")).ShouldBeErrorAsync(404, "NotFound");
    }

    [Fact]
    public async Task Storing_it_again_keeps_the_link_and_storing_it_as_private_ends_it()
    {
        using var alice = api.CreateClient();
        await (await alice.PutProcessAsync("taken-back", Shared(OwnProcesses.Times))).ShouldBeAsync(200);
        var link = Canonical(await alice.GetJsonAsync("process_graphs/taken-back"))!;
        await (await alice.PutProcessAsync("taken-back", Shared(OwnProcesses.Times))).ShouldBeAsync(200);
        Assert.Equal(link, Canonical(await alice.GetJsonAsync("process_graphs/taken-back")));
        await (await alice.PutProcessAsync("taken-back", OwnProcesses.Times)).ShouldBeAsync(200);
        await (await alice.GetAsync(link)).ShouldBeErrorAsync(404, "NotFound");
        Assert.Null(Canonical(await alice.GetJsonAsync("process_graphs/taken-back")));
    }

    [Fact]
    public async Task Another_user_calls_it_by_its_address_as_namespace()
    {
        using var alice = api.CreateClient();
        await (await alice.PutProcessAsync("lent", Shared(OwnProcesses.Times))).ShouldBeAsync(200);
        var link = Canonical(await alice.GetJsonAsync("process_graphs/lent"))!;
        using var bob = api.CreateClient("bob");
        Assert.Equal(8, (await bob.ComputeAsync(OwnProcesses.Call("lent", """{"x":4}""", link))).GetInt32());
        await (await bob.PostTextAsync("jobs", $$"""{"process":{{OwnProcesses.Call("other", "{}", link)}}}"""))
            .ShouldBeErrorAsync(400, "ProcessNamespaceInvalid");
    }

    [Theory]
    [InlineData("http://169.254.169.254/latest", "not one that this service reads from")]
    [InlineData("http://127.0.0.1:1/x", "cannot be read")]
    [InlineData("ftp://127.0.0.1/x", "neither 'backend' nor 'user' nor an http(s) address")]
    public async Task Addresses_that_must_not_or_cannot_be_read_are_told(string address, string reason)
    {
        using var client = api.CreateClient();
        Assert.Contains(reason, await (await client.PostTextAsync("jobs", $$"""{"process":{{OwnProcesses.Call("x", "{}", address)}}}"""))
            .ShouldBeErrorAsync(400, "ProcessNamespaceInvalid"));
    }

    [Fact]
    public async Task An_address_that_gives_no_process_is_told()
    {
        using var client = api.CreateClient();
        var message = await (await client.PostTextAsync("jobs", $$"""{"process":{{OwnProcesses.Call("x", "{}", api.Host.Root + "jobs")}}}"""))
            .ShouldBeErrorAsync(400, "ProcessNamespaceInvalid");
        Assert.Contains("answers 401", message);
    }
}
