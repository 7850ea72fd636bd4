using System.Text.Json;
using OpenEo.Slices.Engine.Faults;
using OpenEo.Slices.Engine.Stac;

namespace OpenEo.Slices.Engine.Tests.Stac;

/// <summary>What a remote document names never leads to a file of the service.</summary>
public sealed class RemoteLinksTests : IDisposable
{
    readonly string folder = Directory.CreateTempSubdirectory("openeo-links-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    sealed class Server(Func<string, string> answer) : HttpMessageHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
            Task.FromResult(new HttpResponseMessage { Content = new StringContent(answer(request.RequestUri!.AbsolutePath)) });

        protected override HttpResponseMessage Send(HttpRequestMessage request, CancellationToken cancellationToken) =>
            new() { Content = new StringContent(answer(request.RequestUri!.AbsolutePath)) };
    }

    public static TheoryData<string> Ways => ["file://..{0}", "file://{0}", "file:{0}", "//[x]/..{0}", "x:/../..{0}", "file://../../../../../../..{0}"];

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task A_catalog_of_a_server_reads_no_file(string way)
    {
        var secret = Path.Combine(folder, "secret.json");
        File.WriteAllText(secret, """{"type":"Collection","id":"secret","extent":{},"links":[]}""");
        var href = string.Format(System.Globalization.CultureInfo.InvariantCulture, way, secret);
        using var http = new HttpClient(new Server(path => path switch
        {
            "/catalog" => JsonSerializer.Serialize(new { type = "Catalog", links = new[] { new { rel = "child", href } } }),
            "/collections" => JsonSerializer.Serialize(new { collections = new[] { new { id = "a", links = new[] { new { rel = "self", href } } } } }),
            _ => "{}",
        }));
        var policy = new LocationPolicy([folder], ["stac.test"]);
        var reader = new CatalogReader(policy, http);

        var children = await reader.ReadAsync(new CatalogSource("http://stac.test/catalog"), CancellationToken.None);
        var listed = await reader.ReadAsync(new CatalogSource("http://stac.test/collections"), CancellationToken.None);

        Assert.DoesNotContain(children, collection => collection.Id == "secret");
        Assert.All(listed, collection => Assert.True(LocationPolicy.IsRemote(collection.Location)));
        var asset = LocationPolicy.Resolve("http://stac.test/item.json", href);
        if (!LocationPolicy.IsRemote(asset)) Assert.Throws<ProcessGraphException>(() => policy.Demand(asset));
    }

    [Theory]
    [InlineData("https://a.test/c/x.nc?sv=1&sig=SECRET", "https://a.test/c/x.nc")]
    [InlineData("https://me:SECRET@a.test/x@y.nc#SECRET", "https://a.test/x@y.nc")]
    [InlineData("s3://bucket/a/b.tif", "s3://bucket/a/b.tif")]
    [InlineData("/srv/data/b.tif", "b.tif")]
    [InlineData("https://?SECRET", "https://")]
    [InlineData("a?://b", "a")]
    public void Of_an_address_users_see_what_is_not_secret(string address, string shown) => Assert.Equal(shown, ShownAddress.Of(address));

    [Fact]
    public void A_bucket_with_a_long_name_has_an_address() =>
        Assert.EndsWith("/x.json", ObjectStore.Amazon.AddressOf(new string('a', 64), "x.json").AbsolutePath, StringComparison.Ordinal);
}
