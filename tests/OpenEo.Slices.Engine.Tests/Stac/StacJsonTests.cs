using System.Text;
using System.Text.Json;
using OpenEo.Slices.Engine.Stac;

namespace OpenEo.Slices.Engine.Tests.Stac;

/// <summary>What programs write that call it JSON.</summary>
public class StacJsonTests
{
    [Theory]
    [InlineData("""{"a":NaN,"b":[Infinity,-Infinity,1]}""", """{"a":"NaN","b":["Infinity","-Infinity",1]}""")]
    [InlineData("""{"a":"NaN \" Infinity","NaN":NaN}""", """{"a":"NaN \" Infinity","NaN":"NaN"}""")]
    [InlineData("""{"a":"\ud83d\ude00 \ud83d x \ude00 \\ud83d"}""", """{"a":"\ud83d\ude00 \ufffd x \ufffd \\ud83d"}""")]
    public void Is_read_when_it_is_clear_what_is_meant(string text, string meant) =>
        Assert.True(JsonElement.DeepEquals(JsonElement.Parse(meant), StacJson.Parse(Encoding.UTF8.GetBytes(text))));

    [Fact]
    public void Bytes_that_are_no_characters_and_a_byte_order_mark_do_not_hide_the_rest()
    {
        byte[] text = [0xEF, 0xBB, 0xBF, .. "{\"a\":\"caf"u8, 0xE9, .. "\",\"b\":1}"u8];

        var json = StacJson.Parse(text);

        Assert.Equal("caf\uFFFD", json.GetProperty("a").GetString());
        Assert.Equal(1, json.GetProperty("b").GetInt32());
    }

    [Theory]
    [InlineData("{\"a\":1,\n \"b\":}", 1, 5)]
    [InlineData("{\"a\":NaN,\n \"b\":NaN, \"c\":-Infinity, \"d\":}", 1, 29)]
    [InlineData("{\"a\":NaN,\n \"b\":Nan}", 1, 5)]
    public void Is_refused_with_line_and_byte_of_what_was_sent(string text, long line, long column)
    {
        var failure = Assert.ThrowsAny<JsonException>(() => StacJson.Parse(Encoding.UTF8.GetBytes(text)));

        Assert.Equal((line, column), (failure.LineNumber, failure.BytePositionInLine));
    }
}
