using System.Text.Json;
using System.Text.Json.Nodes;
using OpenEo.Slices.Engine.Faults;

namespace OpenEo.Slices.Engine.Tests.Stac;

/// <summary>Documents that are not as they should be: whatever is in them, planning gives a cube or a fault, and never fails otherwise.</summary>
public sealed class OddDocumentsTests : IDisposable
{
    const string Good = """
        {"type":"Feature","stac_version":"1.1.0","id":"good","geometry":{"type":"Point","coordinates":[9,45]},"bbox":[8.9,45.1,9.1,45.2],
         "properties":{"datetime":"2024-05-06T07:08:09Z","start_datetime":"2024-05-06T07:08:09Z","end_datetime":"2024-05-06T08:08:09Z","proj:code":"EPSG:32632",
          "proj:shape":[3,4],"proj:transform":[10,0,500000,0,-10,5000000,0,0,1],"eo:cloud_cover":3.5},
         "links":[{"rel":"self","href":"good.json"},{"rel":"root","href":"catalog.json"}],
         "assets":{"data":{"href":"a.tif","type":"image/tiff; application=geotiff","roles":["data"],"data_type":"float32","nodata":"nan","raster:scale":1,
          "bands":[{"name":"v","eo:common_name":"red","eo:center_wavelength":0.6,"nodata":-1,"data_type":"float32","unit":"m","raster:offset":0}]},
          "more":{"href":"a.tif","type":"image/tiff","roles":["metadata"],"eo:bands":[{"name":"w"}],"raster:bands":[{"nodata":0,"scale":0.1,"offset":1}],
           "proj:epsg":32632,"proj:shape":[3,4],"proj:transform":[10,0,500000,0,-10,5000000]}}}
        """;

    static readonly string[] Odd =
    [
        "null", "true", "0", "-1", "5", "1e999", "-1e999", "1e-320", "2147483648", "9223372036854775808", "0.1", "\"\"", "\"x\"", "\"NaN\"", "NaN", "Infinity",
        "-Infinity", "[]", "{}", "[null]", "[[]]", "[1]", "[1,2,3,4]", "[\"1\",\"2\",\"3\",\"4\"]", "[NaN,1,2,3]", "[null,null,null,null]", "[1,2,3,4,5,6]",
        "{\"a\":1}", "[{}]", "[{\"name\":null}]", "\"\\ud800\"", "\"a\\u0000b\"", "\"http://[\"", "\"http://\"", "\"file://\"", "\"../../../x\"",
        "\"EPSG:99999\"",
        "\"0000-00-00T00:00:00Z\"", "\"9999-12-31T23:59:59-23:59\"", "\"0001-01-01T00:00:00+14:00\"", "[1e300,0,1e300,0,-1e300,1e300]",
        "[1e-300,0,0,0,1e-300,0]", "[10,0,500000,0,-10,5000000,1,1,0]", "[0,0]", "[2147483647,2147483647]", "[-3,4]", "[3.5,4]",
    ];

    readonly StacScene scene = new StacScene().File("a.tif", 1);

    public void Dispose() => scene.Dispose();

    [Fact]
    public void The_good_one_is_loaded() =>
        Assert.Equal([1, 1, 3, 4], scene.Plan(scene.Document("good.json", Good)).Results[0].Schema.Shape);

    [Theory]
    [InlineData("")]
    [InlineData(""","temporal_extent":["2024-01-01","2025-01-01"],"spatial_extent":{"west":9,"south":45,"east":9.1,"north":45.16}""")]
    [InlineData(""","bands":["w"]""")]
    public void Whatever_a_member_is_it_gives_a_cube_or_a_fault(string limits)
    {
        var (cubes, faults) = (0, 0);
        foreach (var (place, document) in Mutations(Good).Where((_, i) => limits.Length == 0 || i % 4 == 0))
        {
            var location = scene.Document("odd.json", document);
            try
            {
                scene.Plan(location, limits);
                cubes++;
            }
            catch (ProcessGraphException e)
            {
                faults++;
                Assert.All(e.Faults, fault => Assert.DoesNotContain(scene.Folder, fault.Message, StringComparison.Ordinal));
            }
            catch (Exception e)
            {
                Assert.Fail($"{place}: {e}");
            }
        }
        Assert.True(cubes > 200 && faults > 20, $"{cubes} cubes, {faults} faults");
    }

    [Theory]
    [InlineData("""
        {"type":"Collection","id":"c","links":[{"rel":"item","href":"good.json"}],
         "extent":{"spatial":{"bbox":[[1,2,3,4]]},"temporal":{"interval":[[null,null]]}},
         "cube:dimensions":{"t":{"type":"temporal"},"bands":{"type":"bands","values":["v"]},"x":{"type":"spatial","axis":"x"}}}
        """)]
    [InlineData("""{"type":"FeatureCollection","features":[GOOD],"links":[{"rel":"next","href":"none.json"}]}""")]
    public void Whatever_leads_to_the_items_gives_a_cube_or_a_fault(string document)
    {
        scene.Document("good.json", Good);
        const string Short = """
            {"type":"Feature","id":"g","links":[],"properties":{"datetime":"2024-05-06"},"assets":{"v":{"href":"a.tif","roles":["data"]}}}
            """;
        foreach (var (place, odd) in Mutations(document.Replace("GOOD", Short, StringComparison.Ordinal)))
        {
            var location = scene.Document("odd.json", odd);
            var failure = Record.Exception(() => scene.Plan(location));
            Assert.True(failure is null or ProcessGraphException, $"{place}: {failure}");
        }
    }

    [Theory]
    [InlineData("{\"type\":\"Feature\",\n\"bbox\":[1,2,3,}", "line 2, byte 15")]
    [InlineData("{\"type\":\"Feature\",\"nodata\":NaN,\n\n   nope}", "line 3, byte 4")]
    [InlineData("", "line 1, byte 1")]
    [InlineData("[1]", "not a JSON object")]
    public void What_is_no_JSON_is_refused_with_the_place(string text, string place)
    {
        var fault = Assert.Single(Assert.Throws<ProcessGraphException>(() => scene.Plan(scene.Document("odd.json", text))).Faults);

        Assert.Equal((FaultCodes.DataUnreadable, "l", "url", true), (fault.Code, fault.Node, fault.Parameter, fault.IsClients));
        Assert.Contains(place, fault.Message, StringComparison.Ordinal);
        Assert.Contains("'odd.json'", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Numbers_that_JSON_does_not_have_are_read()
    {
        var item = Good.Replace("-1,\"data_type\"", "NaN,\"data_type\"", StringComparison.Ordinal).Replace("3.5", "NaN", StringComparison.Ordinal);

        Assert.Equal([1, 1, 3, 4], scene.Plan(scene.Document("good.json", item)).Results[0].Schema.Shape);
    }

    [Fact]
    public void A_reference_system_that_nobody_knows_is_told_and_the_file_asked()
    {
        var plan = scene.Plan(scene.Document("good.json", Good.Replace("EPSG:32632", "EPSG:99999", StringComparison.Ordinal)));

        Assert.Equal("EPSG:32632", plan.Results[0].Schema.Crs);
        Assert.Contains(scene.Warnings, warning => warning.Contains("'EPSG:99999' of the metadata is not known", StringComparison.Ordinal));
    }

    /// <summary>The document with each of its values replaced by each odd one, left out, or doubled.</summary>
    static IEnumerable<(string Place, string Document)> Mutations(string document)
    {
        foreach (var path in Places(JsonNode.Parse(document)!))
        {
            foreach (var odd in Odd.Append(null))
            {
                var root = JsonNode.Parse(document)!;
                var node = path.Aggregate(root, (one, step) => step is int index ? one[index]! : one[(string)step]!);
                const string Marker = "\"@odd@\"";
                if (odd is not null) node.ReplaceWith("@odd@");
                else if (node.Parent is JsonObject parent) parent.Remove((string)path[^1]);
                else ((JsonArray)node.Parent!).RemoveAt((int)path[^1]);
                yield return ($"{string.Join('.', path)} = {odd ?? "(missing)"}", root.ToJsonString().Replace(Marker, odd, StringComparison.Ordinal));
            }
        }
    }

    static IEnumerable<object[]> Places(JsonNode node, params object[] path)
    {
        if (path.Length > 0) yield return path;
        IEnumerable<(object Step, JsonNode? Value)> members = node switch
        {
            JsonObject map => map.Select(member => ((object)member.Key, member.Value)),
            JsonArray list => list.Select((value, i) => ((object)i, value)),
            _ => [],
        };
        foreach (var (step, value) in members)
            if (value is not null)
                foreach (var place in Places(value, [.. path, step])) yield return place;
    }
}
