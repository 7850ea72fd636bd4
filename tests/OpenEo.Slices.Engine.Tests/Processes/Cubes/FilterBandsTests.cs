using OpenEo.Slices.Engine.Blocks;
using OpenEo.Slices.Engine.Cubes;
using OpenEo.Slices.Engine.Faults;
using OpenEo.Slices.Engine.Graph;
using OpenEo.Slices.Engine.Values;
using static OpenEo.Slices.Engine.Tests.CubeTesting;

namespace OpenEo.Slices.Engine.Tests.Processes.Cubes;

public sealed class FilterBandsTests
{
    internal static CountingCube Scene()
    {
        var names = new Dictionary<string, BandNames>
        {
            ["B04"] = new("red", 0.665),
            ["B08"] = new("nir", 0.842),
            ["B05"] = new("rededge", 0.704),
            ["B06"] = new("rededge", 0.741),
            ["nir"] = new(null, null),
        };
        var schema = new CubeSchema([B("B04", "B08", "B05", "B06", "SCL"), X(2)], ElementType.UInt16, 0) { Names = names };
        return new CountingCube(schema, [1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
    }

    [Theory]
    [InlineData("""["SCL","B04"]""", "[]", "SCL,B04")]
    [InlineData("""["nir","red"]""", "[]", "B08,B04")]
    [InlineData("""["rededge","B05","B04"]""", "[]", "B05,B06,B04")]
    [InlineData("[]", "[[0.7,0.85],[0.6,0.7]]", "B08,B05,B06,B04")]
    [InlineData("""["SCL"]""", "[[0.665,0.665]]", "SCL,B04")]
    [InlineData("""["foo"]""", "[]", "")]
    public void Chooses_by_name_common_name_and_wavelength_in_the_order_asked_for(string bands, string wavelengths, string chosen)
    {
        var source = Scene();
        var cube = CallCube("filter_bands", ("data", source), ("bands", bands), ("wavelengths", wavelengths));
        Assert.Equal(chosen, string.Join(",", Labels(cube, "bands")));
        string[] all = ["B04", "B08", "B05", "B06", "SCL"];
        Assert.Equal(chosen.Split(',', StringSplitOptions.RemoveEmptyEntries)
            .SelectMany(name => new double[] { 2 * Array.IndexOf(all, name) + 1, 2 * Array.IndexOf(all, name) + 2 }), Read(cube));
        Assert.Equal(2 * cube.Schema.Dimensions[0].Count, source.CellsRead);
    }

    [Fact]
    public void A_name_goes_before_a_common_name()
    {
        var schema = new CubeSchema([B("nir", "B08"), X(1)], ElementType.Float32,
            null) { Names = new Dictionary<string, BandNames> { ["B08"] = new("nir", null) } };
        Assert.Equal([7], Read(CallCube("filter_bands", ("data", new CountingCube(schema, [7, 8])), ("bands", """["nir"]"""))));
    }

    [Fact]
    public void A_mistyped_name_among_known_ones_is_an_error_that_lists_the_bands()
    {
        var fault = Fails("filter_bands", ("data", Scene()), ("bands", """["B04","B8"]"""));
        Assert.Equal("ProcessParameterInvalid", fault.Code);
        Assert.Contains("'B8' is no band of the cube, which has: B04 (red), B08 (nir)", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void When_no_name_is_known_no_band_is_left_and_a_warning_lists_the_bands()
    {
        var told = new Told();
        var evaluation = new Evaluation(new EvaluationServices(new FakeReader(), null!, null!, null!, UserContext.Nobody, told, CancellationToken.None));
        var cube = ((CubeValue)Call(evaluation, "filter_bands", ("data", Scene()), ("bands", """["B4","B8"]"""))).Cube;
        Assert.Empty(Labels(cube, "bands"));
        Assert.Contains("'B4', 'B8' is no band of the cube, and no band is left. It has: B04 (red), B08 (nir)", Assert.Single(told.Warnings).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void Needs_a_criterion_and_a_bands_dimension()
    {
        Assert.Equal("BandFilterParameterMissing", Fails("filter_bands", ("data", Scene())).Code);
        Assert.Equal("DimensionMissing", Fails("filter_bands", ("data", Counting(X(2))), ("bands", """["B04"]""")).Code);
    }

    [Fact]
    public void Filtering_commutes_with_apply()
    {
        var child = Child("""{"process_id":"add","arguments":{"x":{"from_parameter":"x"},"y":1}}""");
        var first = CallCube("apply", ("data", CallCube("filter_bands", ("data", Scene()), ("bands", """["SCL","red"]"""))), ("process", child));
        var last = CallCube("filter_bands", ("data", CallCube("apply", ("data", Scene()), ("process", child))), ("bands", """["SCL","red"]"""));
        Assert.Equal([10, 11, 2, 3], Read(first));
        Assert.Equal(Read(first), Read(last));
    }
}
