using OpenEo.Slices.Api.Tests.Running;

namespace OpenEo.Slices.Api.Tests.Features.Jobs;

[Collection("jobs")]
public sealed class RevokeResultLinksTests(JobFixture api)
{
    [Fact]
    public async Task Links_from_before_are_void_and_new_ones_work()
    {
        using var alice = api.CreateClient();
        using var anonymous = api.CreateClient(null);
        var id = await alice.RunJobAsync(JobFixture.Copy);
        async Task<string> LinkAsync() =>
            (await alice.GetJsonAsync($"jobs/{id}/results")).GetProperty("assets").EnumerateObject().First().Value.GetProperty("href").GetString()!;
        var before = await LinkAsync();
        Assert.Equal(200, (int)(await anonymous.GetAsync(before)).StatusCode);
        await (await alice.DeleteAsync($"jobs/{id}/results/links")).ShouldBeAsync(204);
        await (await anonymous.GetAsync(before)).ShouldBeErrorAsync(403, "PermissionsInsufficient");
        Assert.Equal(200, (int)(await anonymous.GetAsync(await LinkAsync())).StatusCode);
        using var bob = api.CreateClient("bob");
        await (await bob.DeleteAsync($"jobs/{id}/results/links")).ShouldBeErrorAsync(404, "JobNotFound");
    }
}
