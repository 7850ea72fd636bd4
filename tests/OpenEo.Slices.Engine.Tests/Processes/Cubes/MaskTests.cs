using OpenEo.Slices.Engine.Blocks;
using OpenEo.Slices.Engine.Cubes;
using OpenEo.Slices.Engine.Faults;
using static OpenEo.Slices.Engine.Tests.CubeTesting;

namespace OpenEo.Slices.Engine.Tests.Processes.Cubes;

public sealed class MaskTests
{
    const double None = double.NaN;

    static CountingCube Data() => Cube(ElementType.UInt16, 0, [1, 2, 3, 4, 5, 6, 7, 0], T("2020-01-01", "2020-01-02"), Y(2), X(2));

    [Fact]
    public void Replaces_where_the_mask_is_neither_zero_nor_no_data_and_keeps_the_element_type()
    {
        var mask = Cube(ElementType.UInt8, 255, [0, 1, 255, 3, 0, 0, 9, 1], T("2020-01-01", "2020-01-02"), Y(2), X(2));
        var cube = CallCube("mask", ("data", Data()), ("mask", mask));
        Assert.Equal((ElementType.UInt16, 0), (cube.Schema.Element, cube.Schema.NoData));
        Assert.Equal([1, None, 3, None, 5, 6, None, None], Read(cube));
        Assert.Equal(Read(cube), ReadCells(cube));
    }

    [Fact]
    public void A_mask_without_a_dimension_masks_all_its_labels_alike()
    {
        var cube = CallCube("mask", ("data", Data()), ("mask", Cube([0, 1, 1, 0], X(2), Y(2))), ("replacement", 99));
        // The mask is [x, y]: its second cell is the first column's lower pixel.
        Assert.Equal([1, 99, 99, 4, 5, 99, 99, None], Read(cube));
        Assert.Equal(ElementType.UInt16, cube.Schema.Element);
    }

    [Fact]
    public void An_empty_mask_changes_nothing()
    {
        var cube = CallCube("mask", ("data", Data()), ("mask", Cube(ElementType.Boolean, 255, new double[4], Y(2), X(2))), ("replacement", 7));
        Assert.Equal(Data().Schema.Element, cube.Schema.Element);
        Assert.Equal(Read(Data()), Read(cube));
    }

    [Theory]
    [InlineData(-1.0, ElementType.Float32)]
    [InlineData(0.5, ElementType.Float32)]
    [InlineData(65535.0, ElementType.UInt16)]
    [InlineData(16777217.0, ElementType.Float64)]
    public void A_replacement_without_a_place_in_the_element_type_widens_it(double replacement, ElementType element)
    {
        var cube = CallCube("mask", ("data", Data()), ("mask", Cube([1, 0, 0, 0], Y(2), X(2))), ("replacement", replacement));
        Assert.Equal(element, cube.Schema.Element);
        Assert.Equal([replacement, 2, 3, 4, replacement, 6, 7, None], Read(cube));
    }

    [Fact]
    public void Without_a_no_data_value_masked_integers_become_floats()
    {
        var cube = CallCube("mask", ("data", Cube(ElementType.UInt8, null, [0, 255], X(2))), ("mask", Cube([1, 0], X(2))));
        Assert.Equal(ElementType.Float32, cube.Schema.Element);
        Assert.Equal([None, 255], Read(cube));
    }

    [Fact]
    public void A_larger_mask_on_the_same_grid_is_read_only_where_the_data_is()
    {
        var mask = Counting(Y(20, 5_000_095), X(20, 499_905));
        var cube = CallCube("mask", ("data", Data()), ("mask", mask), ("replacement", 0));
        Read(cube);
        Assert.Equal(4, mask.CellsRead);
    }

    [Fact]
    public void Labels_of_the_mask_may_be_in_another_order_and_dates_may_be_written_otherwise()
    {
        var mask = Cube([1, 0], T("2020-01-02T00:00:00Z", "2020-01-01"));
        var cube = CallCube("mask", ("data", Data()), ("mask", mask));
        Assert.Equal([1, 2, 3, 4, None, None, None, None], Read(cube));
    }

    [Theory]
    [InlineData("SCL")]
    [InlineData("b")]
    public void A_mask_with_a_single_band_masks_all_bands(string band)
    {
        var cube = CallCube("mask", ("data", Cube([1, 2, 3, 4], B("a", "b"), X(2))), ("mask", Cube([1, 0], B(band), X(2))));
        Assert.Equal([None, 2, None, 4], Read(cube));
        Assert.Equal(["a", "b"], Labels(cube, "bands"));
    }

    public static TheoryData<RasterCube, string> Misfits => new()
    {
        { Counting(B("B1"), Y(2), X(2)), "'bands'" },
        { Counting(T("2020-01-01"), Y(2), X(2)), "'2020-01-02' in the dimension 't'" },
        { Counting(T("2020-01-01", "2020-01-02", "2020-01-03")), "'t'" },
        { Counting(Y(2), X(1)), "'x'" },
        { Counting(Y(1), X(2)), "'y'" },
    };

    [Theory]
    [MemberData(nameof(Misfits))]
    public void A_mask_that_does_not_fit_is_refused_with_the_dimension(RasterCube mask, string said)
    {
        var fault = Fails("mask", ("data", Data()), ("mask", mask));
        Assert.Equal("IncompatibleDataCubes", fault.Code);
        Assert.Contains(said, fault.Message, StringComparison.Ordinal);
    }
}
