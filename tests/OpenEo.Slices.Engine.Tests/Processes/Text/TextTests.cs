using OpenEo.Slices.Engine.Values;

namespace OpenEo.Slices.Engine.Tests.Processes.Text;

public sealed class TextTests
{
    [Theory]
    [InlineData("ΑΒΓ", "β", false, 1.0)]
    [InlineData("ΑΒΓ", "β", true, null)]
    [InlineData("🌍🌍 here", "here", true, 3.0)]
    [InlineData("abc", "", true, 0.0)]
    [InlineData("a.c", "abc", true, null)]
    [InlineData(null, "x", true, null)]
    public void The_first_position_counts_characters(string? data, string pattern, bool caseSensitive, double? expected) =>
        Assert.Equal(Value.Of(expected),
            LaneRunner.Call("text_find", ("data", Value.Of(data)), ("pattern", Value.Of(pattern)), ("case_sensitive", Value.Of((bool?)caseSensitive))));

    [Fact]
    public void Anything_but_text_is_written_as_in_JSON()
    {
        var data = new ArrayValue([Value.Of(-0.0), Value.Of(1e21), Value.Of(0.1), Value.Null, Value.True, Value.Of("ß")]);
        Assert.Equal(Value.Of("0;1e+21;0.1;null;true;ß"), LaneRunner.Call("text_concat", ("data", data), ("separator", Value.Of(";"))));
        data = new ArrayValue([Value.Of(1577836800123456), Value.Of(-2e20)]);
        Assert.Equal(Value.Of("1577836800123456-200000000000000000000"), LaneRunner.Call("text_concat", ("data", data)));
        Assert.Equal(Value.Of(""), LaneRunner.Call("text_concat", ("data", new ArrayValue([]))));
    }
}
