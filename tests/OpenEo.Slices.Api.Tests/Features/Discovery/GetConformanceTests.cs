namespace OpenEo.Slices.Api.Tests.Features.Discovery;

public sealed class GetConformanceTests(ApiFixture api) : IClassFixture<ApiFixture>
{
    [Fact]
    public async Task Lists_the_classes_of_the_capabilities()
    {
        var client = api.CreateClient(null);
        var classes = (await client.GetJsonAsync("conformance")).GetProperty("conformsTo");
        Assert.Contains("https://api.openeo.org/1.3.0", classes.EnumerateArray().Select(c => c.GetString()));
        Assert.Equal((await client.GetJsonAsync("")).GetProperty("conformsTo").GetRawText(), classes.GetRawText());
    }
}
