using System.Text.Json;
using System.Text.Json.Nodes;
using OpenEo.Slices.Engine.Cubes;
using OpenEo.Slices.Engine.Faults;
using OpenEo.Slices.Engine.Geometries;
using OpenEo.Slices.Engine.Programs;
using OpenEo.Slices.Engine.Values;

namespace OpenEo.Slices.Engine.Graph;

/// <summary>
/// The JSON Schema of a parameter or return value, as openEO publishes it, and the check of a value against it. Understood are type, subtype, enum,
/// minimum, maximum, minItems, maxItems, items, required, and a list of alternatives; other keywords inform the user only.
/// </summary>
public sealed class Schema
{
    readonly JsonNode json;
    readonly bool lenient;

    Schema(JsonNode json, bool lenient = false) => (this.json, this.lenient) = (json, lenient);

    /// <summary>Anything.</summary>
    public static Schema Any { get; } = Parse("""{"description":"A value of any type."}""");

    /// <summary>A number.</summary>
    public static Schema Number { get; } = Parse("""{"type":"number"}""");

    /// <summary>A number or no-data.</summary>
    public static Schema NumberOrNull { get; } = Parse("""{"type":["number","null"]}""");

    /// <summary>A whole number.</summary>
    public static Schema Integer { get; } = Parse("""{"type":"integer"}""");

    /// <summary>A boolean.</summary>
    public static Schema Boolean { get; } = Parse("""{"type":"boolean"}""");

    /// <summary>A boolean or no-data.</summary>
    public static Schema BooleanOrNull { get; } = Parse("""{"type":["boolean","null"]}""");

    /// <summary>A text.</summary>
    public static Schema String { get; } = Parse("""{"type":"string"}""");

    /// <summary>A text or no-data.</summary>
    public static Schema StringOrNull { get; } = Parse("""{"type":["string","null"]}""");

    /// <summary>An array of anything.</summary>
    public static Schema Array { get; } = Parse("""{"type":"array","items":{"description":"An element of any type."}}""");

    /// <summary>An array of numbers and no-data.</summary>
    public static Schema Numbers { get; } = Parse("""{"type":"array","items":{"type":["number","null"]}}""");

    /// <summary>An array of booleans and no-data.</summary>
    public static Schema Booleans { get; } = Parse("""{"type":"array","items":{"type":["boolean","null"]}}""");

    /// <summary>A raster cube of any dimensions.</summary>
    public static Schema Cube { get; } = Parse("""{"type":"object","subtype":"datacube"}""");

    /// <summary>A schema, or an array of alternatives, from its JSON text.</summary>
    public static Schema Parse(string json) => new(JsonNode.Parse(json)!);

    /// <summary>A schema that a user wrote, or null when it is none; <paramref name="reason"/> then says why.</summary>
    public static Schema? Read(JsonElement json, out string? reason) => Read(json, null, out reason);

    /// <summary>The same; <paramref name="told"/> hears which types are taken for others.</summary>
    internal static Schema? Read(JsonElement json, Action<string>? told, out string? reason) =>
        (reason = SchemaForm.Fault(json)) is null ? new(SchemaTypes.Replace(JsonNode.Parse(json.GetRawText())!, told)) : null;

    /// <summary>
    /// The same as far as users read it, but no-data and numbers out of bounds come through to the process: for those that are defined to answer no-data or
    /// NaN there.
    /// </summary>
    public Schema Lenient() => new(json, lenient: true);

    /// <summary>A raster cube that needs at least these dimension types.</summary>
    public static Schema CubeWith(params string[] dimensionTypes) => new(new JsonObject
    {
        ["type"] = "object",
        ["subtype"] = "datacube",
        ["dimensions"] = new JsonArray([.. dimensionTypes.Select(type => new JsonObject { ["type"] = type })]),
    });

    /// <summary>A child process with these parameters and return value.</summary>
    public static Schema Callback(Returns returns, params Parameter[] parameters) => new(new JsonObject
    {
        ["type"] = "object",
        ["subtype"] = "process-graph",
        ["parameters"] = new JsonArray([.. parameters.Select(parameter => parameter.ToJson())]),
        ["returns"] = returns.ToJson(),
    });

    /// <summary>The names that a child process may use, when this is the schema of one; else null.</summary>
    public IEnumerable<string>? CallbackParameters =>
        Alternatives.FirstOrDefault(schema => schema["subtype"]?.GetValue<string>() == "process-graph")?["parameters"] is JsonArray parameters
            ? parameters.Select(parameter => parameter!["name"]!.GetValue<string>())
            : null;

    /// <summary>
    /// The names that child processes inside the value may use: of the value itself when it is one, or of the members of an object of child processes, such as
    /// conditions on properties. Null when there are none.
    /// </summary>
    public IEnumerable<string>? InnerParameters => CallbackParameters
        ?? (Alternatives.Select(schema => (schema as JsonObject)?["additionalProperties"]).OfType<JsonObject>()
            .FirstOrDefault(schema => schema["subtype"]?.GetValue<string>() == "process-graph")?["parameters"] as JsonArray)
            ?.Select(parameter => parameter!["name"]!.GetValue<string>());

    /// <summary>What an array's items have to be; null when this is no schema of arrays, or says nothing of them.</summary>
    internal Schema? Items => json is JsonObject && json["items"] is { } items ? new Schema(items) : null;

    /// <summary>The texts that are allowed, when they are listed.</summary>
    internal IEnumerable<string> Texts => Alternatives.SelectMany(schema => (schema as JsonObject)?["enum"] as JsonArray ?? [])
        .Select(option => option is JsonValue constant && constant.TryGetValue<string>(out var text) ? text : null).OfType<string>();

    IEnumerable<JsonNode> Alternatives => json is JsonArray several ? several.Select(alternative => alternative!) : [json];

    /// <summary>A copy of the JSON for <c>/processes</c>.</summary>
    public JsonNode ToJson() => json.DeepClone();

    /// <summary>Null when the value fits, else why it does not.</summary>
    public string? Mismatch(Value value)
    {
        if (lenient && (value is NullValue || value is NumberValue && json is JsonObject && TypeFits(json, value))) return null;
        if (json is not JsonArray alternatives) return Mismatch(json, value);
        var reasons = alternatives.Select(alternative => Mismatch(alternative!, value)).ToList();
        if (reasons.Any(reason => reason is null)) return null;
        // The alternative whose type fits says what is wrong inside; otherwise name all types.
        return alternatives.Zip(reasons).FirstOrDefault(pair => TypeFits(pair.First!, value)).Second
            ?? $"expected {string.Join(" or ", alternatives.Select(alternative => Describe(alternative!)).Distinct())}, got {Show(value)}";
    }

    /// <summary>
    /// A boolean, or an array of booleans, as the numbers 1 and 0 when numbers are wanted and booleans are not: users of languages where comparisons can be
    /// multiplied write so. Null when there is nothing to change.
    /// </summary>
    internal Value? AsNumbers(Value value) => value switch
    {
        BooleanValue or LaneValue { IsBoolean: true } when Mismatch(value) is not null && TakesNumbers(json) => AsNumber(value),
        ArrayValue { Items: var items } array when items.Any(IsBoolean) && items.All(item => IsBoolean(item) || item is NullValue)
            && Mismatch(value) is not null && json is JsonObject && json["type"] is not JsonArray && json["items"] is { } wanted && TakesNumbers(wanted)
            => array with { Items = [.. items.Select(AsNumber)] },
        _ => null,
    };

    static bool IsBoolean(Value value) => value is BooleanValue or LaneValue { IsBoolean: true };

    static bool TakesNumbers(JsonNode schema) => Takes(schema, Value.Of(0d)) && !Takes(schema, Value.True);

    static bool Takes(JsonNode schema, Value value) =>
        schema is JsonArray alternatives ? alternatives.Any(alternative => TypeFits(alternative!, value)) : TypeFits(schema, value);

    static Value AsNumber(Value value) => value switch
    {
        BooleanValue boolean => Value.Of(boolean.Value ? 1d : 0),
        LaneValue lane => lane with { IsBoolean = false, KeepsType = false },
        _ => value,
    };

    static string? Mismatch(JsonNode schema, Value value)
    {
        if (!TypeFits(schema, value)) return $"expected {Describe(schema)}, got {Show(value)}";
        return value switch
        {
            NumberValue number => NumberMismatch(schema, number.Value),
            StringValue text when schema["enum"] is JsonArray allowed
                && !allowed.Any(option => option is JsonValue constant && constant.TryGetValue<string>(out var name) && name == text.Value)
                => $"'{text.Value}' is not one of {Names.List(allowed.Select(option => option?.ToString() ?? "null"))}",
            ArrayValue array => ArrayMismatch(schema, array),
            ObjectValue map when schema["required"] is JsonArray required
                && required.FirstOrDefault(name => !Has(schema, map, name!.GetValue<string>())) is { } missing
                => $"the member '{missing}' is missing",
            _ => null,
        };
    }

    // null is there where the member's own schema has it for something, such as all values of a dimension.
    static bool Has(JsonNode schema, ObjectValue map, string name) => map[name] is not null
        || map.Members.ContainsKey(name) && schema["properties"]?[name] is JsonObject member && TypeFits(member, Value.Null)
            && (member["anyOf"] ?? member["type"]) is not null;

    static string? NumberMismatch(JsonNode schema, double number)
    {
        if (schema["enum"] is JsonArray allowed
            && !allowed.Any(option => option is not null && option.GetValueKind() == JsonValueKind.Number && ToDouble(option) == number))
            return $"{number} is not one of {Names.List(allowed.Select(option => option?.ToString() ?? "null"))}";
        if (schema["minimum"] is { } minimum && number < ToDouble(minimum)) return $"{number} is less than {minimum}";
        return schema["maximum"] is { } maximum && number > ToDouble(maximum) ? $"{number} is more than {maximum}" : null;
    }

    static string? ArrayMismatch(JsonNode schema, ArrayValue array)
    {
        if (schema["minItems"] is { } least && array.Items.Length < ToDouble(least)) return $"at least {least} items are needed, got {array.Items.Length}";
        if (schema["maxItems"] is { } most && array.Items.Length > ToDouble(most)) return $"at most {most} items are allowed, got {array.Items.Length}";
        if (schema["items"] is not { } items) return null;
        for (var i = 0; i < array.Items.Length; i++)
            if (new Schema(items).Mismatch(array.Items[i]) is { } reason) return $"item {i}: {reason}";
        return null;
    }

    static bool TypeFits(JsonNode schema, Value value)
    {
        if (schema["anyOf"] is JsonArray alternatives) return alternatives.Any(alternative => TypeFits(alternative!, value));
        string[] types = schema["type"] switch { JsonArray several => [.. several.Select(type => type!.GetValue<string>())],
            { } one => [one.GetValue<string>()], null => [] };
        if (types.Length > 0 && !types.Any(type => TypeFits(type, schema["subtype"]?.GetValue<string>(), value)))
            return NeedsGeometries(schema) && GeoJsonReader.IsGeoJson(value);
        return value is not CubeValue cube || !NeedsGeometries(schema) || cube.Cube.Schema.Find(DimensionType.Geometry) is not null;
    }

    // A vector cube; GeoJSON in its place means the cube that it makes.
    static bool NeedsGeometries(JsonNode schema) => schema is JsonObject && schema["dimensions"] is JsonArray dimensions
        && dimensions.Any(dimension => dimension is JsonObject && dimension["type"] is JsonValue type && type.TryGetValue<string>(out var name)
            && name == "geometry");

    static bool TypeFits(string type, string? subtype, Value value) => (type, value) switch
    {
        ("null", NullValue) or ("boolean", BooleanValue or LaneValue { IsBoolean: true }) or ("number", NumberValue or LaneValue { IsBoolean: false })
            or ("array", ArrayValue or PixelsValue) => true,
        ("string", StringValue) => true,
        ("integer", NumberValue number) => double.IsInteger(number.Value),
        ("integer", LaneValue { IsBoolean: false }) => true,
        ("object", CubeValue) => subtype is null or "datacube" or "raster-cube",
        ("object", CallbackValue) => subtype is "process-graph",
        ("object", StacValue) => subtype is null or "stac",
        ("object", ObjectValue) => subtype is not ("datacube" or "raster-cube" or "process-graph" or "stac"),
        _ => false,
    };

    static double ToDouble(JsonNode number) => number.GetValue<JsonElement>().GetDouble();

    static string Describe(JsonNode schema) => schema["subtype"]?.GetValue<string>() switch
    {
        "datacube" or "raster-cube" => NeedsGeometries(schema) ? "a vector cube" : "a data cube",
        "process-graph" => "a child process ({\"process_graph\": …})",
        { } subtype => subtype.Replace('-', ' '),
        null => schema["type"] switch { JsonArray several => string.Join(" or ", several.Select(type => type!.GetValue<string>())),
            { } one => one.GetValue<string>(), null => "any value" },
    };

    /// <summary>The value in a message: scalars as they are (shortened), others by type.</summary>
    internal static string Show(Value value) => value switch
    {
        NullValue => "null",
        BooleanValue or NumberValue => ValueJson.Write(value)!.ToJsonString(),
        StringValue { Value.Length: > 60 } text => $"'{text.Value[..57]}…'",
        StringValue text => $"'{text.Value}'",
        _ => $"a value of type {value.TypeName}",
    };
}
