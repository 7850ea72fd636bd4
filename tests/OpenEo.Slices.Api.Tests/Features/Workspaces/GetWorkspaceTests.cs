using OpenEo.Slices.Api.Tests.Running;
using OpenEo.Slices.Api.Tests.Storage;

namespace OpenEo.Slices.Api.Tests.Features.Workspaces;

[Collection("workspaces")]
public sealed class GetWorkspaceTests(WorkspaceFixture api)
{
    [Fact]
    public async Task A_bucket_has_its_address()
    {
        using var client = api.CreateClient();
        var store = await client.GetJsonAsync("workspaces/store");
        Assert.Equal(("s3", "ready", $"{api.Address}closed/results/all"),
            (store.GetProperty("type").GetString(), store.GetProperty("status").GetString(), store.GetProperty("url").GetString()));
    }

    [Fact]
    public async Task A_folder_has_a_title_and_does_not_say_where_it_is()
    {
        using var client = api.CreateClient();
        var disk = await client.GetJsonAsync("workspaces/disk");
        Assert.Equal(("folder", "Disk"), (disk.GetProperty("type").GetString(), disk.GetProperty("title").GetString()));
        Assert.False(disk.TryGetProperty("url", out _));
    }

    [Theory]
    [InlineData("bobs")]
    [InlineData("nowhere")]
    public async Task Those_of_others_are_as_unknown_as_those_of_nobody(string id)
    {
        using var client = api.CreateClient();
        await (await client.GetAsync($"workspaces/{id}")).ShouldBeErrorAsync(404, "WorkspaceNotFound");
    }
}
