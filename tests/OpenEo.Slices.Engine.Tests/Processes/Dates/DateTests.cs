using OpenEo.Slices.Engine.Faults;
using OpenEo.Slices.Engine.Values;

namespace OpenEo.Slices.Engine.Tests.Processes.Dates;

public sealed class DateTests
{
    [Theory]
    [InlineData("2020-01-31", 1, "month", "2020-02-29")]
    [InlineData("2020-03-31", -1, "month", "2020-02-29")]
    [InlineData("2020-02-29T17:22:45Z", 1, "year", "2021-02-28T17:22:45Z")]
    [InlineData("2020-12-31", 14, "month", "2022-02-28")]
    [InlineData("2018-12-31T17:22:45Z", 1150, "millisecond", "2018-12-31T17:22:46.150Z")]
    [InlineData("2018-12-31T17:22:45.100z", -100, "millisecond", "2018-12-31T17:22:45.000z")]
    [InlineData("2018-01-01", 25, "hour", "2018-01-02")]
    [InlineData("2021-03-31T23:30:00+02:00", 45, "minute", "2021-04-01T00:15:00+02:00")]
    [InlineData("2016-12-31T23:59:60Z", 1, "second", "2017-01-01T00:00:00Z")]
    [InlineData("2016-12-31T23:59:60Z", 1, "day", "2017-01-01T23:59:59Z")]
    [InlineData("2021-01-01T00:00:00-00:00", 2, "week", "2021-01-15T00:00:00-00:00")]
    [InlineData("2021-01-01", 0, "day", "2021-01-01")]
    public void A_moved_date_is_written_as_it_was(string date, double value, string unit, string expected) =>
        Assert.Equal(Value.Of(expected), LaneRunner.Call("date_shift", ("date", Value.Of(date)), ("value", Value.Of(value)), ("unit", Value.Of(unit))));

    [Theory]
    [InlineData("9999-12-31", 1, "day")]
    [InlineData("2000-01-01", 1e12, "year")]
    [InlineData("2000-01-01", -1e15, "week")]
    public void A_date_cannot_be_moved_out_of_the_calendar(string date, double value, string unit) =>
        Assert.Equal("ProcessParameterInvalid", Fails("date_shift", ("date", Value.Of(date)), ("value", Value.Of(value)), ("unit", Value.Of(unit))));

    [Theory]
    [InlineData("2020-01-01T00:00:00.0Z", "2020-01-01T00:00:15.5Z", "second", 15.5)]
    [InlineData("2020-01-01T00:00:00Z", "2020-01-01T01:00:00+01:00", "second", 0)]
    [InlineData("2020-01-02", "2020-01-01", "hour", -24)]
    [InlineData("2020-01-01", "2020-01-15", "week", 2)]
    [InlineData("2020-01-31", "2020-02-29", "month", 1)]
    [InlineData("2020-01-01", "2020-03-16T12:00:00Z", "month", 2.5)]
    [InlineData("2021-01-01", "2019-01-01", "year", -2)]
    [InlineData("2021-01-01", "2022-07-02T12:00:00Z", "year", 1.5)]
    [InlineData("0001-01-01", "9999-12-31", "year", 9998.9972602739726)]
    public void A_difference_counts_from_the_first_to_the_second(string first, string second, string unit, double expected) =>
        Assert.Equal(expected,
            ((NumberValue)LaneRunner.Call("date_difference", ("date1", Value.Of(first)), ("date2", Value.Of(second)), ("unit", Value.Of(unit)))).Value, 9);

    [Theory]
    [InlineData("2020-06-01", "2020-01-01", "2020-06-01", false, true)]
    [InlineData("2020-06-01", "2020-01-01", "2020-06-01", true, false)]
    [InlineData("2020-01-01", "2020-01-01T00:00:00Z", "2020-01-01T01:00:00+01:00", false, true)]
    [InlineData("2020-06-01", "2021-01-01", "2020-01-01", false, false)]
    [InlineData("12:00:00", "06:00:00", "18:00:00", false, true)]
    public void A_range_of_time_includes_its_ends_unless_told(string x, string min, string max, bool open, bool expected) =>
        Assert.Equal(Value.Of((bool?)expected),
            LaneRunner.Call("date_between", ("x", Value.Of(x)), ("min", Value.Of(min)), ("max", Value.Of(max)), ("exclude_max", Value.Of((bool?)open))));

    [Fact]
    public void What_is_no_date_is_refused_by_name()
    {
        Assert.Equal("ProcessParameterInvalid",
            Fails("date_between", ("x", Value.Of("yesterday")), ("min", Value.Of("2020-01-01")), ("max", Value.Of("2021-01-01"))));
        Assert.Equal("ProcessParameterInvalid",
            Fails("date_between", ("x", Value.Of("12:00:00")), ("min", Value.Of("2020-01-01")), ("max", Value.Of("2021-01-01"))));
    }

    static string Fails(string process, params (string, Value)[] arguments) =>
        Assert.Single(Assert.Throws<ProcessGraphException>(() => LaneRunner.Call(process, arguments)).Faults).Code;
}
