using System.Net;
using OpenEo.Slices.Engine.Faults;
using OpenEo.Slices.Engine.Stac;

namespace OpenEo.Slices.Engine.Tests.Stac;

/// <summary>What a user's graph can make the service read, and what not.</summary>
public class LocationPolicyTests
{
    [Theory]
    [InlineData("http://127.0.0.1/x.json")]
    [InlineData("http://localhost/x.json")]
    [InlineData("http://[::1]/x.json")]
    [InlineData("http://10.1.2.3/x.json")]
    [InlineData("http://169.254.169.254/latest/meta-data")]
    [InlineData("http://192.168.0.1/x.json")]
    [InlineData("http://172.20.0.1/x.json")]
    [InlineData("http://[::ffff:127.0.0.1]/x.json")]
    [InlineData("http://2130706433/x.json")]
    [InlineData("http://0:9102/x.tif")]
    [InlineData("http://0.0.0.0/x.tif")]
    [InlineData("http://[::]:9102/x.tif")]
    [InlineData("http://[::ffff:0:0]/x.tif")]
    [InlineData("http://[64:ff9b::7f00:1]/x.tif")]
    [InlineData("http://[2002:7f00:1::]/x.tif")]
    [InlineData("http://[fe80::1%25lo]/x.tif")]
    [InlineData("http://198.18.0.1/x.tif")]
    [InlineData("http://0177.0.0.1/x.tif")]
    [InlineData("http://0x7f.1/x.tif")]
    [InlineData("http://aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa.example/x.tif")]
    [InlineData("http://user:secret@example.org/x.json")]
    [InlineData("ftp://example.org/x.json")]
    [InlineData("/vsicurl/http://example.org/x.tif")]
    [InlineData("/etc/passwd")]
    [InlineData("file:///etc/passwd")]
    public void Refuses_what_is_not_public_or_not_opened(string location)
    {
        var failure = Assert.Throws<ProcessGraphException>(() => new LocationPolicy([], ["*"]).Demand(location));

        Assert.Equal("PermissionsInsufficient", failure.Faults[0].Code);
        Assert.DoesNotContain("secret", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_listed_host_may_be_private() =>
    Assert.Equal("http://127.0.0.1:9000/a.json", new LocationPolicy([], ["127.0.0.1:9000"]).Demand("http://127.0.0.1:9000/a.json"));

    [Fact]
    public void An_unlisted_host_is_refused_when_hosts_are_listed() =>
        Assert.Throws<ProcessGraphException>(() => new LocationPolicy([], ["data.example.org"]).Demand("https://other.example.org/a.json"));

    [Fact]
    public void Files_are_read_only_below_a_root_and_not_through_links_that_leave_it()
    {
        var root = Directory.CreateTempSubdirectory().FullName;
        var policy = new LocationPolicy([root], []);
        File.WriteAllText(Path.Combine(root, "inside.json"), "{}");
        File.CreateSymbolicLink(Path.Combine(root, "link.json"), "/etc/hostname");

        Assert.Equal(Path.Combine(root, "inside.json"), policy.Demand(Path.Combine(root, "inside.json")));
        Assert.Throws<ProcessGraphException>(() => policy.Demand(Path.Combine(root, "..", "other.json")));
        Assert.Throws<ProcessGraphException>(() => policy.Demand(root + "-twin/a.json"));
        Assert.Throws<ProcessGraphException>(() => policy.Demand(Path.Combine(root, "link.json")));
        Directory.CreateSymbolicLink(Path.Combine(root, "folder"), "/etc");
        Assert.Throws<ProcessGraphException>(() => policy.Demand(Path.Combine(root, "folder", "hostname")));
        Directory.Delete(root, recursive: true);
    }

    [Theory]
    [InlineData("8.8.8.8", true)]
    [InlineData("100.64.0.1", false)]
    [InlineData("0.0.0.0", false)]
    [InlineData("224.0.0.1", false)]
    [InlineData("fe80::1", false)]
    [InlineData("fc00::1", false)]
    [InlineData("2001:4860:4860::8888", true)]
    public void Knows_public_addresses(string address, bool expected) => Assert.Equal(expected, PublicAddresses.Holds(IPAddress.Parse(address)));

    [Theory]
    [InlineData("https://a.org/c/collection.json", "./i/item.json", "https://a.org/c/i/item.json")]
    [InlineData("/data/c/collection.json", "../d/item.json", "/data/d/item.json")]
    [InlineData("/data/c/collection.json", "https://a.org/x.tif", "https://a.org/x.tif")]
    [InlineData("https://a.org/c/item.json", "/etc/passwd", "https://a.org/etc/passwd")]
    [InlineData("https://a.org/c/item.json", "file:///etc/passwd", "file:///etc/passwd")]
    public void Resolves_links_against_their_document(string document, string href, string expected) =>
    Assert.Equal(expected, LocationPolicy.Resolve(document, href));
}
