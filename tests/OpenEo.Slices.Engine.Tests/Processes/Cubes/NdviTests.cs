using OpenEo.Slices.Engine.Blocks;
using OpenEo.Slices.Engine.Cubes;
using static OpenEo.Slices.Engine.Tests.CubeTesting;

namespace OpenEo.Slices.Engine.Tests.Processes.Cubes;

public sealed class NdviTests
{
    static CountingCube Scene()
    {
        var schema = new CubeSchema([T("2020-01-01"), B("B04", "B08", "SCL"), X(3)], ElementType.UInt16, 0)
        {
            Names = new Dictionary<string, BandNames> { ["B04"] = new("red", 0.665), ["B08"] = new("nir", 0.842) },
            Scales = new Dictionary<string, BandScale> { ["B04"] = new(0.0001, 0, null) },
        };
        return new CountingCube(schema, [100, 300, 0, 300, 100, 50, 4, 5, 6]);
    }

    [Fact]
    public void Finds_the_bands_by_common_name_drops_the_dimension_and_reads_nothing_else()
    {
        var source = Scene();
        var cube = CallCube("ndvi", ("data", source));
        Assert.Equal(["t", "x"], cube.Schema.Dimensions.Select(dimension => dimension.Name));
        Assert.Equal(ElementType.Float32, cube.Schema.Element);
        Assert.Empty(cube.Schema.Scales);
        Assert.Equal([0.5, -0.5, double.NaN], Read(cube));
        Assert.Equal(6, source.CellsRead);
    }

    [Fact]
    public void A_target_band_is_appended_and_the_others_stay()
    {
        var source = Scene();
        var cube = CallCube("ndvi", ("data", source), ("nir", "B04"), ("red", "B08"), ("target_band", "swapped"));
        Assert.Equal(["B04", "B08", "SCL", "swapped"], Labels(cube, "bands"));
        Assert.Equal([100, 300, double.NaN, 300, 100, 50, 4, 5, 6, -0.5, 0.5, double.NaN], Read(cube));
        Assert.Equal(Read(cube), ReadCells(cube));
        Assert.Equal(0.0001, cube.Schema.Scales["B04"].Scale);
    }

    [Fact]
    public void Choosing_only_the_new_band_reads_only_its_sources()
    {
        var source = Scene();
        var cube = CallCube("filter_bands", ("data", CallCube("ndvi", ("data", source), ("target_band", "ndvi"))), ("bands", """["ndvi"]"""));
        Assert.Equal([0.5, -0.5, double.NaN], Read(cube));
        Assert.Equal(6, source.CellsRead);
    }

    [Fact]
    public void Says_what_is_wrong()
    {
        Assert.Equal("NirBandAmbiguous", Fails("ndvi", ("data", Scene()), ("nir", "B09")).Code);
        Assert.Equal("RedBandAmbiguous", Fails("ndvi", ("data", FilterBandsTests.Scene()), ("nir", "B08"), ("red", "rededge")).Code);
        Assert.Equal("BandExists", Fails("ndvi", ("data", Scene()), ("target_band", "SCL")).Code);
        Assert.Equal("DimensionAmbiguous", Fails("ndvi", ("data", Counting(X(2)))).Code);
    }
}
