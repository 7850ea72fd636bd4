using OpenEo.Slices.Engine.Blocks;
using OpenEo.Slices.Engine.Cubes;
using static OpenEo.Slices.Engine.Tests.CubeTesting;

namespace OpenEo.Slices.Engine.Tests.Processes;

/// <summary>What holds of cubes whatever is in them.</summary>
public sealed class CubeLawTests
{
    const string Box = """{"west":500020,"east":500092,"south":4999890,"north":4999971,"crs":"EPSG:32632"}""";

    const string Ring = """
        {"type":"Polygon","coordinates":[[[500041,4999992],[500108,4999951],[500077,4999874],[500013,4999931],[500041,4999992]]],
         "crs":{"type":"name","properties":{"name":"urn:ogc:def:crs:EPSG::32632"}}}
        """;

    static readonly Dictionary<string, Func<RasterCube, RasterCube>> Filters = new()
    {
        ["filter_temporal"] = cube => CallCube("filter_temporal", ("data", cube), ("extent", """["2024-01-02","2024-01-04"]""")),
        ["filter_bands"] = cube => CallCube("filter_bands", ("data", cube), ("bands", """["B08","B02"]""")),
        ["filter_bbox"] = cube => CallCube("filter_bbox", ("data", cube), ("extent", Box)),
        ["filter_spatial"] = cube => CallCube("filter_spatial", ("data", cube), ("geometries", Ring)),
        ["filter_labels"] = cube => CallCube("filter_labels", ("data", cube), ("dimension", "t"),
            ("condition", Child("""{"process_id":"text_ends","arguments":{"data":{"from_parameter":"value"},"pattern":"3"}}"""))),
        ["mask_polygon"] = cube => CallCube("mask_polygon", ("data", cube), ("mask", Ring)),
    };

    /// <summary>Each two filters.</summary>
    public static TheoryData<string, string> Pairs
    {
        get
        {
            var data = new TheoryData<string, string>();
            foreach (var (one, other) in from one in Filters.Keys from other in Filters.Keys where string.CompareOrdinal(one, other) < 0 select (one, other))
                data.Add(one, other);
            return data;
        }
    }

    static CountingCube Noise(int seed, ElementType? element = null)
    {
        var random = new Random(seed);
        var type = element ?? ElementType.Float32;
        return Cube(type, type.IsFloat ? double.NaN : 0, [.. Enumerable.Range(0, 4 * 3 * 13 * 11).Select(_ => random.Next(6) == 0
            ? type.IsFloat ? double.NaN : 0 : random.Next(1, 200))],
            T("2024-01-01", "2024-01-02", "2024-01-03", "2024-01-05"), B("B02", "B04", "B08"), Y(13), X(11));
    }

    [Theory]
    [MemberData(nameof(Pairs))]
    public void Filters_commute(string one, string other)
    {
        foreach (var element in new[] { ElementType.Float32, ElementType.UInt8 })
        {
            var first = Filters[other](Filters[one](Noise(1, element)));
            var last = Filters[one](Filters[other](Noise(1, element)));
            Assert.Equal(first.Schema.Element, last.Schema.Element);
            Assert.Equal(first.Schema.Shape, last.Schema.Shape);
            Assert.All(first.Schema.Dimensions.Zip(last.Schema.Dimensions), pair => Assert.Equal(pair.First.Labels, pair.Second.Labels));
            Assert.NotEmpty(Read(first));
            Assert.Equal(Read(first), Read(last));
        }
    }

    [Theory]
    [MemberData(nameof(Pairs))]
    public void Filtering_twice_is_filtering_once(string one, string other)
    {
        foreach (var filter in new[] { Filters[one], Filters[other] })
        {
            var once = filter(Noise(2));
            Assert.Equal(Read(once), Read(filter(once)));
        }
    }

    [Theory]
    [InlineData("mean", 4, -7, 1e-6)]
    [InlineData("median", 4, -7, 0)]
    [InlineData("min", 4, -7, 0)]
    [InlineData("max", 4, -7, 0)]
    [InlineData("first", -4, 9, 0)]
    [InlineData("last", -4, 9, 0)]
    [InlineData("sum", 4, 0, 0)]
    [InlineData("sd", 4, -7, 1e-5)]
    [InlineData("extrema", 4, -7, 0)]
    public void Reducing_after_a_linear_apply_is_the_linear_apply_of_the_reduced(string reducer, double factor, double offset, double tolerance)
    {
        foreach (var dimension in new[] { "t", "bands" })
        {
            var data = Noise(3);
            var process = reducer == "extrema" ? "apply_dimension" : "reduce_dimension";
            var child = Child($$$"""{"process_id":"{{{reducer}}}","arguments":{"data":{"from_parameter":"data"} } }""");
            RasterCube Reduced(RasterCube cube) => CallCube(process, ("data", cube), ("dimension", dimension),
                (process == "apply_dimension" ? "process" : "reducer", child));
            RasterCube Linear(RasterCube cube, double added)
            {
                var scaled = CallCube("apply", ("data", cube),
                    ("process", Child($$$"""{"process_id":"multiply","arguments":{"x":{"from_parameter":"x"},"y":{{{factor}}} } }""")));
                return CallCube("apply", ("data", scaled),
                    ("process", Child($$$"""{"process_id":"add","arguments":{"x":{"from_parameter":"x"},"y":{{{added}}} } }""")));
            }

            var (before, after) = (Read(Reduced(Linear(data, offset))), Read(Linear(Reduced(data), reducer == "sd" ? 0 : offset)));
            Assert.Contains(after, cell => !double.IsNaN(cell));
            Numpy.AssertNear(after, before, tolerance);
        }
    }

    [Theory]
    [InlineData("t")]
    [InlineData("bands")]
    [InlineData("y")]
    [InlineData("x")]
    public void The_parts_of_a_split_cube_merge_to_the_cube(string dimension)
    {
        foreach (var element in new[] { ElementType.Float32, ElementType.UInt8 })
        {
            var data = Noise(4, element);
            var axis = data.Schema.IndexOf(dimension);
            for (var cut = 1; cut < data.Schema.Shape[axis]; cut++)
            {
                var (first, rest) = (data.Crop(axis, 0, cut), data.Crop(axis, cut, data.Schema.Shape[axis] - cut));
                foreach (var (one, other) in dimension == "bands" ? [(first, rest)] : new[] { (first, rest), (rest, first) })
                {
                    var merged = CallCube("merge_cubes", ("cube1", one), ("cube2", other));
                    Assert.Equal(data.Schema.Element, merged.Schema.Element);
                    Assert.All(data.Schema.Dimensions.Zip(merged.Schema.Dimensions), pair => Assert.Equal(pair.First.Labels, pair.Second.Labels));
                    Assert.Equal(Read(data), Read(merged));
                }
            }
        }
    }

    [Theory]
    [InlineData(4, 5)]
    [InlineData(11, 1)]
    [InlineData(3, 13)]
    public void A_process_of_pixels_on_neighbourhoods_without_overlap_is_the_process_on_the_cube(int width, int height)
    {
        const string absolute = """{"process_id":"absolute","arguments":{"x":{"from_parameter":"x"}},"result":true}""";
        var data = CallCube("apply", ("data", Noise(5)), ("process", Child("""{"process_id":"subtract","arguments":{"x":{"from_parameter":"x"},"y":90}}""")));
        var whole = CallCube("apply", ("data", data), ("process", Child("""{"process_id":"absolute","arguments":{"x":{"from_parameter":"x"}}}""")));
        var parts = CallCube("apply_neighborhood", ("data", data),
            ("size", $$"""[{"dimension":"x","value":{{width}},"unit":"px"},{"dimension":"y","value":{{height}},"unit":"px"}]"""),
            ("process", Child("""{"process_id":"apply","arguments":{"data":{"from_parameter":"data"},"process":{"process_graph":{"a":ABS}}}}"""
                .Replace("ABS", absolute, StringComparison.Ordinal))));
        Assert.Equal(Read(whole), Read(parts));
    }
}
