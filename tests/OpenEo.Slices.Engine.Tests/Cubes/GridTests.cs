using OpenEo.Slices.Engine.Cubes;

namespace OpenEo.Slices.Engine.Tests.Cubes;

/// <summary>When two pixel grids are one: up to rounding in headers, and not a hair more.</summary>
public class GridTests
{
    static readonly Grid Ten = new("EPSG:32632", 500_000, 5_000_000, 10, -10, 10_980, 10_980);

    public static TheoryData<Grid, bool> Others => new()
    {
        { Ten, true },
        { Ten.Crop(3, -7, 20, 20), true },
        { Ten with { OriginX = Ten.OriginX + 0.009 }, true },
        { Ten with { OriginX = Ten.OriginX + 0.011 }, false },
        { Ten with { OriginY = Ten.OriginY - 5 }, false },
        { Ten with { StepX = 10 * (1 + 0.9e-3 / 10_980) }, true },
        { Ten with { StepX = 10 * (1 + 1.1e-3 / 10_980) }, false },
        { Ten with { StepY = 10 }, false },
        { Ten with { Crs = "EPSG:32633" }, false },
        { Ten with { Crs = null }, false },
    };

    [Theory]
    [MemberData(nameof(Others))]
    public void Two_grids_are_aligned_when_no_pixel_is_off_by_a_thousandth_of_its_size(Grid other, bool expected)
    {
        Assert.Equal(expected, Ten.IsAlignedWith(other));
        Assert.Equal(expected, other.IsAlignedWith(Ten));
    }

    [Theory]
    [InlineData(0, 4, 0, 4)]
    [InlineData(0.0009, 3.9991, 0, 4)]
    [InlineData(-0.0009, 4.0009, 0, 4)]
    [InlineData(-0.0011, 4.0011, -1, 5)]
    [InlineData(4, 0, 0, 4)]
    public void A_range_covers_the_pixels_that_it_does_not_only_touch(double from, double to, int first, int end) =>
        Assert.Equal((first, end), Grid.Covered(from, to));

    [Fact]
    public void A_grid_holds_itself_and_its_parts()
    {
        Assert.True(Ten.Holds(Ten));
        Assert.True(Ten.Holds(Ten.Crop(0, 0, 5, 5)));
        Assert.False(Ten.Crop(0, 0, 5, 5).Holds(Ten));
        Assert.False(Ten.Holds(Ten.Crop(-1, 0, 5, 5)));
    }
}
