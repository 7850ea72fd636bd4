namespace OpenEo.Slices.Api.Tests.Conformance;

[Collection("conformance")]
public sealed class UserAccountTests(BackEnd api)
{
    [Fact]
    public async Task L2_120_users_learn_about_themselves()
    {
        using var alice = api.CreateClient();
        using var nobody = api.CreateClient(null);
        Assert.Equal("alice", (await alice.GetJsonAsync("me")).Text("name"));
        await (await nobody.GetAsync("me")).ShouldBeErrorAsync(401, "AuthenticationRequired");
    }

    [Fact]
    public async Task L2_121_each_user_has_an_id_of_his_own_that_stays()
    {
        var ids = new List<string>();
        foreach (var user in (string[])["alice", "bob", "alice"])
        {
            using var client = api.CreateClient(user);
            ids.Add((await client.GetJsonAsync("me")).Text("user_id"));
        }
        Assert.All(ids, id => Assert.Matches(@"^[\w\-\.~]+$", id));
        Assert.Equal(ids[0], ids[2]);
        Assert.NotEqual(ids[0], ids[1]);
    }
}
