using OpenEo.Slices.Api.Tests.Access;
using OpenEo.Slices.Api.Tests.Running;
using OpenEo.Slices.Api.Tests.Storage;

namespace OpenEo.Slices.Api.Tests.Features.Workspaces;

[Collection("workspaces")]
public sealed class ListWorkspacesTests(WorkspaceFixture api)
{
    [Fact]
    public async Task A_user_sees_the_workspaces_that_are_for_him_and_no_keys()
    {
        using var alice = api.CreateClient();
        using var bob = api.CreateClient("bob");
        var listed = await alice.GetJsonAsync("workspaces");
        Assert.Equal(["disk", "common", "store", "locked"],
            listed.GetProperty("workspaces").EnumerateArray().Select(one => one.GetProperty("id").GetString()));
        Assert.DoesNotContain(ObjectStoreFixture.Secret, listed.GetRawText(), StringComparison.Ordinal);
        Assert.DoesNotContain(api.PathOf("disk"), listed.GetRawText(), StringComparison.Ordinal);
        Assert.Equal(5, (await bob.GetJsonAsync("workspaces")).GetProperty("workspaces").GetArrayLength());
    }

    [Fact]
    public async Task There_are_pages()
    {
        using var client = api.CreateClient("bob");
        var first = await client.GetJsonAsync("workspaces?limit=3");
        var next = first.GetProperty("links").EnumerateArray().Single(link => link.GetProperty("rel").GetString() == "next").GetProperty("href").GetString()!;
        var second = await client.GetJsonAsync(next);
        Assert.Equal((3, 2), (first.GetProperty("workspaces").GetArrayLength(), second.GetProperty("workspaces").GetArrayLength()));
    }

    [Fact]
    public async Task Without_a_login_there_are_none()
    {
        using var anonymous = api.CreateClient(null);
        await (await anonymous.GetAsync("workspaces")).ShouldBeErrorAsync(401, "AuthenticationRequired");
    }
}
