using OpenEo.Slices.Engine.Graph;
using OpenEo.Slices.Engine.Values;

namespace OpenEo.Slices.Engine.Processes.Arrays;

/// <summary>What <c>order</c> and <c>sort</c> share: parameters and the comparison of elements.</summary>
static class Sorting
{
    /// <summary>An array of what can be sorted.</summary>
    public static Schema Sortable { get; } = Schema.Parse("""
        {"type":"array","items":{"anyOf":[{"type":"number"},{"type":"null"},{"type":"string","format":"date-time","subtype":"date-time"},{"type":"string",
         "format":"date","subtype":"date"}]}}
        """);

    /// <summary>The direction.</summary>
    public static Parameter Ascending { get; } =
        new Parameter("asc", "Whether the smallest (or earliest) comes first, the default; `false` sorts the other way round.", Schema.Boolean).Or(Value.True);

    /// <summary>Where no-data goes.</summary>
    public static Parameter NoData { get; } = new Parameter(
        "nodata",
        "Where no-data goes: to the end if `true`, to the start if `false`. By default it is removed; where that would differ from pixel to pixel of a cube, "
        + "it goes to the end.",
        Schema.BooleanOrNull).OrNull();

    /// <summary>The positions of the elements in sorted order; ties keep their order.</summary>
    public static IEnumerable<int> Order(Arguments arguments)
    {
        var items = arguments.Array("data").Items;
        var keys = items.Select(item => Key(arguments, item)).ToArray();
        var valid = Enumerable.Range(0, items.Length).Where(i => items[i] is not NullValue);
        var missing = Enumerable.Range(0, items.Length).Where(i => items[i] is NullValue);
        var sorted = arguments.Boolean("asc") ?? true ? valid.OrderBy(i => keys[i]) : valid.OrderByDescending(i => keys[i]);
        return arguments.Boolean("nodata") switch { null => sorted, true => sorted.Concat(missing), false => missing.Concat(sorted) };
    }

    /// <summary>Numbers before instants; NaN after all other numbers.</summary>
    static (int Kind, double Number, DateTimeOffset Instant) Key(Arguments arguments, Value item) => item switch
    {
        NumberValue number => (double.IsNaN(number.Value) ? 1 : 0, number.Value, default),
        StringValue text when Temporal.TryParse(text.Value, out var instant) => (2, 0, instant),
        NullValue => default,
        _ => throw arguments.Invalid("data", $"{Schema.Show(item)} is neither a number nor a date"),
    };
}
