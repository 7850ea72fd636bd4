using System.Globalization;

namespace OpenEo.Slices.Engine.Values;

/// <summary>Values as text of a table: texts as they are, numbers with all their digits, arrays and objects as JSON, no-data as nothing.</summary>
public static class ValueText
{
    /// <summary>The text of a value.</summary>
    public static string Of(Value value) => value switch
    {
        NullValue => "",
        StringValue text => text.Value,
        NumberValue number => number.Value.ToString("R", CultureInfo.InvariantCulture),
        BooleanValue boolean => boolean.Value ? "true" : "false",
        _ => ValueJson.Write(value)?.ToJsonString() ?? "",
    };
}
