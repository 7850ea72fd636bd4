using System.Collections.Immutable;
using OpenEo.Slices.Engine.Cubes;
using OpenEo.Slices.Engine.Execution;
using OpenEo.Slices.Engine.Values;

namespace OpenEo.Slices.Engine.Tests.Execution;

public sealed class SavedAsTests
{
    static readonly FormatOption[] known =
    [
        new("compression", "", "string", "deflate", ["deflate", "lzw", "none"]), new("overviews", "", "string", "auto", ["auto", "none"]),
        new("tile_size", "", "integer", 512, [128, 256, 512, 1024]), new("variable", "", "string", "var"),
    ];

    readonly List<string> told = [];

    ImmutableSortedDictionary<string, Value> Options(params (string Name, Value Value)[] options) =>
        SavedAs.Options("GTiff", known, options.ToImmutableSortedDictionary(option => option.Name, option => option.Value), told.Add);

    [Theory]
    [InlineData("GTIFF", "GTIFF")]
    [InlineData("COG", "GTiff")]
    [InlineData("tiff", "GTiff")]
    [InlineData(" GeoTIFF ", "GTiff")]
    [InlineData("nc", "netCDF")]
    [InlineData("NetCDF4", "netCDF")]
    [InlineData("fgb", "FlatGeobuf")]
    [InlineData("ZARR", "ZARR")]
    public void Formats_have_other_names_too(string sent, string meant) => Assert.Equal(meant, SavedAs.Name(sent));

    [Fact]
    public void Options_that_a_format_has_not_are_left_out_and_told_one_by_one()
    {
        var options = Options(("datatype", new StringValue("byte")), ("red", new StringValue("B04")), ("filename_prefix", new StringValue("a")),
            ("Tile_Size", new NumberValue(256)), ("epsgCode", Value.Null));
        Assert.Equal(["Tile_Size", "filename_prefix"], options.Keys);
        Assert.Equal(2, told.Count);
        Assert.Contains(told, message => message.Contains("'datatype'", StringComparison.Ordinal) && message.Contains("compression", StringComparison.Ordinal));
    }

    [Fact]
    public void Values_in_the_words_of_others_are_taken_as_they_are_meant()
    {
        var options = Options(("overviews", new StringValue("OFF")), ("compression", new StringValue("ZLIB")));
        Assert.Equal((new StringValue("none"), new StringValue("deflate")), (options["overviews"], options["compression"]));
        Assert.Equal(new StringValue("auto"), Options(("overviews", new BooleanValue(true)))["overviews"]);
        Assert.Equal(new StringValue("none"), Options(("overviews", new BooleanValue(false)))["overviews"]);
        Assert.Empty(told);
    }

    [Theory]
    [InlineData(64, 128)]
    [InlineData(300, 256)]
    [InlineData(4096, 1024)]
    public void A_size_that_there_is_not_becomes_the_nearest_and_that_is_told(double sent, double taken)
    {
        Assert.Equal(new NumberValue(taken), Options(("tile_size", new NumberValue(sent)))["tile_size"]);
        Assert.Contains($"{taken}", Assert.Single(told), StringComparison.Ordinal);
    }

    [Fact]
    public void Values_that_mean_nothing_stay_for_whoever_refuses_them()
    {
        Assert.Equal(new NumberValue(-1), Options(("tile_size", new NumberValue(-1)))["tile_size"]);
        Assert.Equal(new StringValue("best"), Options(("compression", new StringValue("best")))["compression"]);
        Assert.Equal(new BooleanValue(true), Options(("variable", new BooleanValue(true)))["variable"]);
    }
}
