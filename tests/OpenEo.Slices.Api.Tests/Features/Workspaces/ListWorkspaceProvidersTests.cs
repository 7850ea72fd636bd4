using OpenEo.Slices.Api.Tests.Running;
using OpenEo.Slices.Api.Tests.Storage;

namespace OpenEo.Slices.Api.Tests.Features.Workspaces;

[Collection("workspaces")]
public sealed class ListWorkspaceProvidersTests(WorkspaceFixture api)
{
    [Fact]
    public async Task The_kinds_of_workspaces_are_told_without_a_login()
    {
        using var anonymous = api.CreateClient(null);
        var providers = (await anonymous.GetJsonAsync("workspace_providers")).GetProperty("providers").EnumerateObject().ToList();
        Assert.Equal(["folder", "s3"], providers.Select(provider => provider.Name));
        Assert.All(providers, provider => Assert.Empty(provider.Value.GetProperty("parameters").EnumerateObject()));
    }
}
