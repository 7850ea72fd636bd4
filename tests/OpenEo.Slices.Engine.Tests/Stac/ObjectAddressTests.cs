using OpenEo.Slices.Engine.Faults;
using OpenEo.Slices.Engine.Stac;

namespace OpenEo.Slices.Engine.Tests.Stac;

/// <summary>Addresses of object stores, and the web addresses behind them.</summary>
public class ObjectAddressTests
{
    [Theory]
    [InlineData("gs://bucket/a/b.tif", null, "https://storage.googleapis.com/bucket/a/b.tif")]
    [InlineData("gs://bucket/größe 1%.tif", null, "https://storage.googleapis.com/bucket/gr%C3%B6%C3%9Fe%201%25.tif")]
    [InlineData("abfs://cont@account1.dfs.core.windows.net/a/b.tif", null, "https://account1.blob.core.windows.net/cont/a/b.tif")]
    [InlineData("abfss://cont@account1.dfs.core.windows.net/b.tif", null, "https://account1.blob.core.windows.net/cont/b.tif")]
    [InlineData("wasbs://cont@account1.blob.core.windows.net/b.tif", null, "https://account1.blob.core.windows.net/cont/b.tif")]
    [InlineData("az://cont/b.tif", "account1", "https://account1.blob.core.windows.net/cont/b.tif")]
    [InlineData("abfs://cont/b.tif", "Account1", "https://account1.blob.core.windows.net/cont/b.tif")]
    [InlineData("az://cont/b.tif", "evil.example/x", "az://cont/b.tif")]
    [InlineData("az://cont/b.tif", null, "az://cont/b.tif")]
    [InlineData("abfs://cont@evil.example/b.tif", null, "abfs://cont@evil.example/b.tif")]
    [InlineData("gs://evil.example#/b.tif", null, "gs://evil.example#/b.tif")]
    [InlineData("s3://bucket/a.tif", null, "s3://bucket/a.tif")]
    [InlineData("https://a.org/b%20c.tif?sig=a%2Bb", null, "https://a.org/b%20c.tif?sig=a%2Bb")]
    [InlineData("/data/a.tif", null, "/data/a.tif")]
    public void What_is_public_has_a_web_address(string location, string? account, string expected) =>
        Assert.Equal(expected, ObjectAddress.Public(location, account));

    [Theory]
    [InlineData("s3://bkt/c/item.json", "./a.tif", "s3://bkt/c/a.tif")]
    [InlineData("s3://bkt/c/d/item.json", "../e f/ü%20.tif", "s3://bkt/c/e f/ü%20.tif")]
    [InlineData("s3://bkt/c/item.json", "../../../a.tif", "s3://bkt/a.tif")]
    [InlineData("s3://bkt/c/item.json", "/a.tif", "s3://bkt/a.tif")]
    [InlineData("s3://bkt/c/item.json", "s3://other/a.tif", "s3://other/a.tif")]
    [InlineData("s3://bkt/c/item.json", "https://a.org/a.tif?x=s3://y", "https://a.org/a.tif?x=s3://y")]
    [InlineData("s3://bkt/c/item.json", "file:///etc/passwd", "file:///etc/passwd")]
    [InlineData("/data/item.json", "s3://other/a.tif", "s3://other/a.tif")]
    [InlineData("/data/item.json", "ftp://a.org/a.tif", "ftp://a.org/a.tif")]
    [InlineData("/data/item.json", "gs://bkt/a.tif", "https://storage.googleapis.com/bkt/a.tif")]
    [InlineData("https://a.org/c/item.json?sig=x", "./a%2Fb ü.tif?y=%2B", "https://a.org/c/a%2Fb%20%C3%BC.tif?y=%2B")]
    public void Links_are_resolved(string document, string href, string expected) => Assert.Equal(expected, LocationPolicy.Resolve(document, href));

    [Theory]
    [InlineData("s3://bucket/a b/ü+%20.tif", "https://bucket.s3.amazonaws.com/a%20b/%C3%BC%2B%2520.tif")]
    [InlineData("s3://with.dots/a.tif", "https://s3.amazonaws.com/with.dots/a.tif")]
    [InlineData("s3://here/a.tif", "https://here.s3.eu-west-3.amazonaws.com/a.tif")]
    [InlineData("s3://lan/a//b.tif", "http://minio.lan:9000/lan/a//b.tif")]
    [InlineData("s3://host/a.tif", "https://host.store.example:8443/a.tif")]
    public void Buckets_are_where_they_are_configured(string location, string expected) =>
        Assert.Equal(expected, Stores().AddressOf(location).OriginalString);

    [Theory]
    [InlineData("s3://bucket")]
    [InlineData("s3://bucket/")]
    [InlineData("s3:///key")]
    [InlineData("s3://evil.example#/key")]
    [InlineData("s3://evil@host/key")]
    [InlineData("s3://evil:80/key")]
    [InlineData("az://container/key")]
    public void What_has_no_place_is_refused_with_the_reason(string location)
    {
        var failure = Assert.Throws<ProcessGraphException>(() => new LocationPolicy([], ["*"]).Demand(location));
        Assert.Equal(FaultCodes.PermissionsInsufficient, failure.Faults[0].Code);
        Assert.Matches("must be 's3://BUCKET/KEY'|storage account", failure.Message);
    }

    [Fact]
    public void The_policy_is_about_the_host_of_the_store()
    {
        var policy = new LocationPolicy([], ["minio.lan:9000", "*.store.example"]) { Stores = Stores() };
        Assert.Equal("s3://lan/a.tif", policy.Demand("s3://lan/a.tif"));
        Assert.Equal("s3://host/a.tif", policy.Demand("s3://host/a.tif"));
        var failure = Assert.Throws<ProcessGraphException>(() => policy.Demand("s3://other/a.tif"));
        Assert.Contains("other.s3.amazonaws.com", failure.Message, StringComparison.Ordinal);
        // A store in the private network is read from when its host is listed, and not because it is a store.
        Assert.Throws<ProcessGraphException>(() => new LocationPolicy([], ["*"]) { Stores = Stores() }.Demand("s3://loopback/a.tif"));
    }

    [Fact]
    public async Task Signatures_are_kept_and_made_anew_before_they_end()
    {
        var (clock, asked) = (new MovedClock(), 0);
        var stores = new ObjectStores([new(["secret"]) { IsSigned = true }, new(["open"])], (location, _) =>
            Task.FromResult(new SignedAddress($"https://secret.example/{Uri.EscapeDataString(location)}?sig={++asked}", clock.GetUtcNow().AddHours(1))), clock);
        Assert.EndsWith("sig=1", await OpenAsync("s3://secret/a"), StringComparison.Ordinal);
        Assert.EndsWith("sig=1", await OpenAsync("s3://secret/a"), StringComparison.Ordinal);
        Assert.EndsWith("sig=2", await OpenAsync("s3://secret/b"), StringComparison.Ordinal);
        Assert.DoesNotContain("sig", await OpenAsync("s3://open/a"), StringComparison.Ordinal);
        clock.Now += TimeSpan.FromMinutes(45);
        Assert.EndsWith("sig=1", await OpenAsync("s3://secret/a"), StringComparison.Ordinal);
        clock.Now += TimeSpan.FromMinutes(10);
        Assert.EndsWith("sig=3", await OpenAsync("s3://secret/a"), StringComparison.Ordinal);
        Assert.DoesNotContain("sig", stores.AddressOf("s3://secret/a").OriginalString, StringComparison.Ordinal);
        Assert.DoesNotContain("sig=", new SignedAddress("https://a.example/x?sig=1", default).ToString(), StringComparison.Ordinal);

        async Task<string> OpenAsync(string location) => (await stores.OpenAsync(location, default)).OriginalString;
    }

    static ObjectStores Stores() => new(
        [
            new(["here"]) { Region = "eu-west-3" }, new(["lan"]) { Endpoint = "http://minio.lan:9000/", PathStyle = true },
            new(["host"]) { Endpoint = "https://store.example:8443" }, new(["loopback"]) { Endpoint = "http://127.0.0.1:9000", PathStyle = true },
        ], (_, _) => throw new InvalidOperationException(), TimeProvider.System);

    sealed class MovedClock : TimeProvider
    {
        public DateTimeOffset Now { get; set; } = DateTimeOffset.UnixEpoch;

        public override DateTimeOffset GetUtcNow() => Now;
    }
}
