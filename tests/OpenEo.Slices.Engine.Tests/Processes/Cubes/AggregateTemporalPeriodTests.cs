using OpenEo.Slices.Engine.Blocks;
using OpenEo.Slices.Engine.Cubes;
using OpenEo.Slices.Engine.Faults;
using OpenEo.Slices.Engine.Graph;
using OpenEo.Slices.Engine.Values;
using static OpenEo.Slices.Engine.Tests.CubeTesting;

namespace OpenEo.Slices.Engine.Tests.Processes.Cubes;

public sealed class AggregateTemporalPeriodTests
{
    const double None = double.NaN;

    static CallbackValue Mean => Child("""{"process_id":"mean","arguments":{"data":{"from_parameter":"data"}}}""");

    [Fact]
    public void Each_period_is_reduced_and_periods_without_dates_are_no_data()
    {
        var data = Cube([1, 2, 3, 4, 6, 8], B("a"), T("2024-01-28", "2024-01-31T23:59:59Z", "2024-04-15"), X(2));
        var cube = CallCube("aggregate_temporal_period", ("data", data), ("period", "month"), ("reducer", Mean));
        Assert.Equal(["2024-01", "2024-02", "2024-03", "2024-04"], Labels(cube, "t"));
        Assert.Equal([2, 3, None, None, None, None, 6, 8], Read(cube));
        Assert.Equal(Read(cube), ReadCells(cube));
    }

    [Fact]
    public void A_window_of_one_period_reads_only_its_dates()
    {
        var data = Counting(T("2024-01-01", "2024-01-02", "2024-02-01", "2024-03-01"), X(5));
        var cube = CallCube("aggregate_temporal_period", ("data", data), ("period", "month"), ("reducer", Mean), ("dimension", "t"));
        Assert.Equal([10, 11, 12, 13, 14], Read(cube, cube.Schema.Full.With(0, 1, 1)));
        Assert.Equal(5, data.CellsRead);
    }

    [Fact]
    public void Dates_need_not_be_sorted()
    {
        var data = Cube([10, 1, 30, 3], T("2021-05-01", "2020-01-01", "2021-02-01", "2020-12-31"));
        var cube = CallCube("aggregate_temporal_period", ("data", data), ("period", "year"), ("reducer", Mean));
        Assert.Equal([2, 20], Read(cube));
    }

    [Fact]
    public void A_reducer_that_picks_a_date_keeps_the_element_type()
    {
        var pick = Child("""{"process_id":"array_element","arguments":{"data":{"from_parameter":"data"},"index":0}}""");
        var data = Cube(ElementType.UInt16, 0, [5, 6, 7], T("2020-01-01", "2020-01-02", "2021-01-01"));
        var cube = CallCube("aggregate_temporal_period", ("data", data), ("period", "year"), ("reducer", pick));
        Assert.Equal((ElementType.UInt16, 0), (cube.Schema.Element, cube.Schema.NoData));
        Assert.Equal([5, 7], Read(cube));
    }

    [Theory]
    [InlineData("hour", "2020-06-01T05:30:00+02:00", "2020-06-01-03")]
    [InlineData("day", "2020-12-31", "2020-366")]
    [InlineData("week", "2023-01-01T12:00:00Z", "2022-52")]
    [InlineData("week", "2021-01-03", "2020-53")]
    [InlineData("week", "2022-12-12", "2022-50")]
    [InlineData("dekad", "2024-01-31", "2024-03")]
    [InlineData("dekad", "2024-02-10", "2024-04")]
    [InlineData("dekad", "2024-12-21", "2024-36")]
    [InlineData("month", "2024-12-31T23:59:59.999Z", "2024-12")]
    [InlineData("season", "2023-12-01", "2023-djf")]
    [InlineData("season", "2024-02-29", "2023-djf")]
    [InlineData("season", "2024-03-01", "2024-mam")]
    [InlineData("season", "2024-08-31", "2024-jja")]
    [InlineData("season", "2024-11-30", "2024-son")]
    [InlineData("tropical-season", "2023-11-01", "2023-ndjfma")]
    [InlineData("tropical-season", "2024-04-30", "2023-ndjfma")]
    [InlineData("tropical-season", "2024-05-01", "2024-mjjaso")]
    [InlineData("tropical-season", "2024-10-31", "2024-mjjaso")]
    [InlineData("year", "2023-06-28T12:55:12Z", "2023")]
    [InlineData("decade", "2029-12-31", "2020")]
    [InlineData("decade-ad", "2030-01-01", "2021")]
    [InlineData("decade-ad", "2031-01-01", "2031")]
    public void Labels_name_the_period(string period, string date, string label)
    {
        var cube = CallCube("aggregate_temporal_period", ("data", Counting(T(date))), ("period", period), ("reducer", Mean));
        Assert.Equal([label], Labels(cube, "t"));
    }

    [Fact]
    public void Periods_are_numbered_without_gaps_and_every_label_is_new()
    {
        foreach (var period in CalendarPeriod.Names)
        {
            var (last, seen) = (-1L, new HashSet<string>());
            for (var instant = new DateTimeOffset(2019, 12, 20, 0, 0, 0, TimeSpan.Zero); instant.Year < 2022; instant = instant.AddHours(1))
            {
                var number = CalendarPeriod.Number(period, instant);
                Assert.True(last < 0 || number == last || number == last + 1, $"{period} {instant}");
                if (number != last) Assert.True(seen.Add(CalendarPeriod.Label(period, number)), $"{period} {instant}");
                last = number;
            }
        }
    }

    [Fact]
    public void Says_what_is_wrong()
    {
        var run = LabelledDimension.Of("run", DimensionType.Temporal, ["2020-06-01"]);
        Assert.Equal("DimensionNotAvailable", Fails("aggregate_temporal_period", ("data", Counting(X(2))), ("period", "day"), ("reducer", Mean)).Code);
        Assert.Equal("DimensionNotAvailable",
            Fails("aggregate_temporal_period", ("data", Counting(run)), ("period", "day"), ("reducer", Mean), ("dimension", "t")).Code);
        Assert.Equal("TooManyDimensions",
            Fails("aggregate_temporal_period", ("data", Counting(run, T("2020-01-01"))), ("period", "day"), ("reducer", Mean)).Code);
        var hours = Fails("aggregate_temporal_period", ("data", Counting(T("0001-01-01", "9999-12-31"))), ("period", "hour"), ("reducer", Mean));
        Assert.Equal("ProcessParameterInvalid", hours.Code);
    }
}
