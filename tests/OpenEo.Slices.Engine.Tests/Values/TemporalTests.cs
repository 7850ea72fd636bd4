using System.Globalization;
using OpenEo.Slices.Engine.Values;

namespace OpenEo.Slices.Engine.Tests.Values;

public sealed class TemporalTests
{
    [Theory]
    [InlineData("2022-06-12", "2022-06-12T00:00:00Z")]
    [InlineData("2022-06-12T10:00:00+02:00", "2022-06-12T08:00:00Z")]
    [InlineData("2022-06-12t10:00:00.25z", "2022-06-12T10:00:00.25Z")]
    [InlineData("2016-12-31T23:59:60Z", "2016-12-31T23:59:59Z")]
    [InlineData("2020-01-01T00:00:00-23:30", "2020-01-01T23:30:00Z")]
    [InlineData("0001-01-01", "0001-01-01T00:00:00Z")]
    public void A_date_or_date_time_reads_as_its_instant(string text, string instant)
    {
        Assert.True(Temporal.TryParse(text, out var parsed));
        Assert.Equal(instant, Temporal.Format(parsed));
        Assert.True(Temporal.TryParse(instant, out var again));
        Assert.Equal(parsed, again);
    }

    [Theory]
    [InlineData("")]
    [InlineData("2022-02-30")]
    [InlineData("2022-13-01")]
    [InlineData("2022-06-12T10:00:00")]
    [InlineData("2022-06-12T25:00:00Z")]
    [InlineData("2022-06-12T10:00:00.Z")]
    [InlineData("2022-06-12T10:00:00+0200")]
    [InlineData("0001-01-01T00:00:00+01:00")]
    [InlineData("20220612")]
    [InlineData("２０22-06-12")]
    public void Other_text_is_refused(string text) => Assert.False(Temporal.TryParse(text, out _));

    [Fact]
    public void An_interval_includes_its_start_and_excludes_its_end()
    {
        Assert.True(TemporalInterval.TryParse(new ArrayValue([Value.Of("2020-01-01"), Value.Of("2021-01-01")]), out var year));
        Assert.True(year.Contains(At("2020-01-01T00:00:00Z")));
        Assert.False(year.Contains(At("2021-01-01T00:00:00Z")));
        Assert.False(year.Contains(At("2019-12-31T23:59:59Z")));
        Assert.False(year.IsEmpty);
    }

    [Fact]
    public void An_interval_may_be_open_at_one_end_only()
    {
        Assert.True(TemporalInterval.TryParse(new ArrayValue([Value.Null, Value.Of("2021-01-01")]), out var before));
        Assert.True(before.Contains(At("1900-01-01T00:00:00Z")));
        Assert.False(TemporalInterval.TryParse(new ArrayValue([Value.Null, Value.Null]), out _));
        Assert.True(TemporalInterval.TryParse(new ArrayValue([Value.Of("2021-01-01"), Value.Of("2021-01-01")]), out var empty));
        Assert.True(empty.IsEmpty);
    }

    static DateTimeOffset At(string text) => DateTimeOffset.Parse(text, CultureInfo.InvariantCulture);
}
