using OpenEo.Slices.Api.Tests.Running;

namespace OpenEo.Slices.Api.Tests.Features.Jobs;

[Collection("jobs")]
public sealed class GetResultItemTests(JobFixture api)
{
    [Fact]
    public async Task An_item_describes_one_file_and_needs_its_signature()
    {
        using var client = api.CreateClient();
        using var anonymous = api.CreateClient(null);
        var id = await client.RunJobAsync(JobFixture.Copy);
        var results = await client.GetJsonAsync($"jobs/{id}/results");
        var link = results.GetProperty("links").EnumerateArray().First(link => link.GetProperty("rel").GetString() == "item").GetProperty("href").GetString()!;

        var response = await anonymous.GetAsync(link);
        var item = await response.ShouldBeAsync(200);
        Assert.Equal("application/geo+json", response.Content.Headers.ContentType?.MediaType);
        Assert.Equal("Feature", item.GetProperty("type").GetString());
        Assert.Equal("2024-01-01T00:00:00Z", item.GetProperty("properties").GetProperty("datetime").GetString());
        Assert.Equal("EPSG:32632", item.GetProperty("properties").GetProperty("proj:code").GetString());
        Assert.InRange(item.GetProperty("bbox")[0].GetDouble(), 11.2, 11.4);
        Assert.Single(item.GetProperty("assets").EnumerateObject());

        await (await anonymous.GetAsync(link[..link.IndexOf('?', StringComparison.Ordinal)])).ShouldBeErrorAsync(401, "AuthenticationRequired");
        await (await anonymous.GetAsync(link.Replace("openEO", "other", StringComparison.Ordinal))).ShouldBeErrorAsync(403, "PermissionsInsufficient");
    }
}
