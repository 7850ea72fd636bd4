using System.Text.Json;
using OpenEo.Slices.Engine.Blocks;
using OpenEo.Slices.Engine.Cubes;
using OpenEo.Slices.Engine.Faults;
using OpenEo.Slices.Engine.Stac;

namespace OpenEo.Slices.Engine.Tests.Stac;

/// <summary>Assets that are in several places.</summary>
public class AssetChoiceTests
{
    static readonly LocationPolicy policy = new([], ["a.example", "b.example", "*.amazonaws.com", "account1.blob.core.windows.net"]);

    readonly FakeReader files = new();
    readonly Log log = new();

    static StacItem Item(string asset, string id = "scene", string properties = "") => StacItem.Parse(JsonElement.Parse(
        """{"type":"Feature","id":"ID","properties":{"datetime":"2024-01-01T00:00:00Z"PROPERTIES},"assets":{"red":ASSET}}"""
            .Replace("ID", id, StringComparison.Ordinal).Replace("PROPERTIES", properties, StringComparison.Ordinal)
            .Replace("ASSET", asset, StringComparison.Ordinal)), "https://a.example/items/item.json")!;

    static string Asset(string href, params string[] alternates) => JsonSerializer.Serialize(new
    {
        href,
        roles = new[] { "data" },
        alternate = alternates.Select((alternate, i) => (Name: $"n{i}", alternate)).ToDictionary(one => one.Name, one => new { href = one.alternate }),
    });

    void Put(string location) => files.With(location, new Grid("EPSG:32632", 0, 0, 1, -1, 2, 1), ElementType.UInt8, null, [1, 2]);

    RasterCube Load(params StacItem[] items) =>
        new CubeLoader(files, policy, log, "url", (name, reason) => new ProcessGraphException(new Fault(FaultCodes.ProcessGraphInvalid, $"{name}: {reason}")))
        .Load(items, null, [], null, DimensionNames.Default);

    [Theory]
    [InlineData("s3://bucket/a.tif", "has no file")]
    [InlineData("https://other.example/a.tif", "other.example")]
    [InlineData("ftp://a.example/a.tif", "only http")]
    [InlineData("az://container/a.tif", "storage account")]
    public void The_first_alternate_that_can_be_read_is_and_it_is_told(string href, string why)
    {
        Put("https://b.example/x/a.tif");
        Load(Item(Asset(href, "https://a.example/gone.tif", "https://b.example/x/a.tif", "https://b.example/x/other.tif")));
        var message = Assert.Single(log.Messages, message => message.Contains("instead", StringComparison.Ordinal));
        foreach (var part in (string[])["'scene'", "'red'", href, "'https://b.example/x/a.tif'", why == "has no file" ? "" : why])
            Assert.Contains(part, message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_asset_s_own_file_is_read_when_it_can_be()
    {
        Put("s3://bucket/a.tif");
        Put("https://b.example/a.tif");
        Load(Item(Asset("s3://bucket/a.tif", "https://b.example/a.tif")));
        Assert.Empty(log.Messages);
    }

    [Fact]
    public void When_none_can_be_read_the_item_the_asset_and_all_reasons_are_told()
    {
        var message = Assert.Throws<ProcessGraphException>(() => Load(Item(Asset("s3://bucket/a.tif", "https://b.example/b.tif")))).Message;
        foreach (var part in (string[])["asset 'red' of the item 'scene'", "s3://bucket/a.tif", "https://b.example/b.tif"])
            Assert.Contains(part, message, StringComparison.Ordinal);
        Assert.Equal(FaultCodes.PermissionsInsufficient,
            Assert.Throws<ProcessGraphException>(() => Load(Item(Asset("ftp://a/b", "https://other.example/b.tif")))).Faults[0].Code);
    }

    [Fact]
    public void Of_a_thousand_items_the_first_find_out_for_the_others()
    {
        var asset = """
            {"href":"s3://shut/ID.tif","roles":["data"],"alternate":{"https":{"href":"https://b.example/ID.tif"}},
             "data_type":"uint8","nodata":0,"proj:code":"EPSG:32632","proj:shape":[1,2],"proj:transform":[1,0,0,0,-1,0]}
            """;
        StacItem[] items = [.. Enumerable.Range(0, 200).Select(i => Item(asset.Replace("ID", $"{i}", StringComparison.Ordinal), $"{i}"))];
        for (var i = 0; i < 200; i++) Put($"https://b.example/{i}.tif");
        Load(items);
        Assert.InRange(log.Messages.Count(message => message.Contains("instead", StringComparison.Ordinal)), 1, 20);
        Assert.Contains(log.Messages, message => message.Contains("not told", StringComparison.Ordinal));
    }

    [Fact]
    public void A_key_that_was_escaped_like_a_web_address_is_found()
    {
        Put("s3://bucket/a b.tif");
        Load(Item(Asset("s3://bucket/a%20b.tif")));
        Assert.Contains("'s3://bucket/a b.tif' is read instead", Assert.Single(log.Messages), StringComparison.Ordinal);
        Put("s3://bucket/a%20b.tif");
        log.Messages.Clear();
        Load(Item(Asset("s3://bucket/a%20b.tif")));
        Assert.Empty(log.Messages);
    }

    [Theory]
    [InlineData(""","xarray:storage_options":{"account_name":"account1"}""", "")]
    [InlineData(""","table:storage_options":{"account_name":"account1"}""", "")]
    [InlineData(""","storage:refs":["ms"]""", ""","storage:schemes":{"ms":{"type":"ms-azure","account":"account1"}}""")]
    public void The_account_of_a_container_may_be_in_the_metadata(string asset, string properties)
    {
        Put("https://account1.blob.core.windows.net/container/a.tif");
        Load(Item($$"""{"href":"abfs://container/a.tif","roles":["data"]{{asset}}}""", "scene", properties));
        Assert.Empty(log.Messages);
    }

    sealed class Log : IRunLog
    {
        public List<string> Messages { get; } = [];

        void IRunLog.Log(LogSeverity severity, string message, string? node, string? code, string? data)
        {
            lock (Messages) Messages.Add(message);
        }
    }
}
