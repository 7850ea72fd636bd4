namespace OpenEo.Slices.Api.Tests.Conformance;

[Collection("conformance")]
public sealed class ConformanceClassesTests(BackEnd api)
{
    [Fact]
    public async Task L3_60_conformance_classes_are_told_without_a_login()
    {
        using var nobody = api.CreateClient(null);
        using var alice = api.CreateClient();
        Assert.Equal((await nobody.GetJsonAsync("conformance")).GetRawText(), (await alice.GetJsonAsync("conformance")).GetRawText());
    }

    [Fact]
    public async Task L3_61_they_are_addresses_and_the_same_as_in_the_capabilities()
    {
        using var client = api.CreateClient(null);
        var classes = (await client.GetJsonAsync("conformance")).List("conformsTo").Select(uri => uri.GetString()).ToList();
        Assert.NotEmpty(classes);
        Assert.All(classes, uri => Assert.True(Uri.IsWellFormedUriString(uri, UriKind.Absolute), uri));
        Assert.Equal(classes, (await client.GetJsonAsync("")).List("conformsTo").Select(uri => uri.GetString()));
    }
}
