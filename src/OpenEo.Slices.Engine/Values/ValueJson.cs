using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace OpenEo.Slices.Engine.Values;

/// <summary>
/// Between JSON and values. JSON has no NaN and no infinity: they are written as the texts <c>"NaN"</c>, <c>"Infinity"</c>, <c>"-Infinity"</c>.
/// </summary>
static class ValueJson
{
    /// <summary>A JSON value as it stands; a number too large for a double (<c>1e999</c>) is infinity.</summary>
    public static Value Read(JsonElement json) => json.ValueKind switch
    {
        JsonValueKind.True => Value.True,
        JsonValueKind.False => Value.False,
        JsonValueKind.Number => new NumberValue(json.GetDouble()),
        JsonValueKind.String => new StringValue(json.GetString()!),
        JsonValueKind.Array => new ArrayValue([.. json.EnumerateArray().Select(Read)]),
        JsonValueKind.Object => new ObjectValue(json.EnumerateObject().Aggregate(
            ImmutableSortedDictionary.Create<string, Value>(StringComparer.Ordinal), (members, member) => members.SetItem(member.Name, Read(member.Value)))),
        _ => Value.Null,
    };

    /// <summary>JSON for a value that a client can be given: null for no-data, labelled arrays as objects of label and value.</summary>
    /// <exception cref="ArgumentException">The value is a cube or a process, which have no JSON form.</exception>
    public static JsonNode? Write(Value value) => value switch
    {
        NullValue => null,
        BooleanValue boolean => JsonValue.Create(boolean.Value),
        NumberValue { Value: var number } when double.IsFinite(number) => Number(number),
        NumberValue { Value: var number } => JsonValue.Create(double.IsNaN(number) ? "NaN" : number > 0 ? "Infinity" : "-Infinity"),
        StringValue text => JsonValue.Create(text.Value),
        ArrayValue array => new JsonArray([.. array.Items.Select(Write)]),
        ObjectValue map => new JsonObject(map.Members.Select(member => KeyValuePair.Create(member.Key, Write(member.Value)))),
        _ => throw new ArgumentException($"A {value.TypeName} has no JSON form.", nameof(value)),
    };

    /// <summary>Whole numbers without a fraction, as users wrote them.</summary>
    static JsonValue Number(double number) =>
        number == Math.Truncate(number) && Math.Abs(number) < 1e15 && !double.IsNegative(number) | number != 0 ? JsonValue.Create((long)number)
        : JsonValue.Create(number);
}
