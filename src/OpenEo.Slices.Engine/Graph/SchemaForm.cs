using System.Text.Json;

namespace OpenEo.Slices.Engine.Graph;

/// <summary>
/// Whether a JSON value that a user wrote is a schema at all: the keywords that <see cref="Schema"/> understands have the shapes that JSON Schema gives them.
/// </summary>
static class SchemaForm
{
    static readonly string[] Types = ["null", "boolean", "number", "integer", "string", "array", "object"];

    /// <summary>Null for a schema or a list of alternatives, else what is wrong.</summary>
    public static string? Fault(JsonElement json)
    {
        if (json.ValueKind is not JsonValueKind.Array) return One(json);
        return json.GetArrayLength() == 0 ? "an empty list of alternatives" : json.EnumerateArray().Select(One).FirstOrDefault(fault => fault is not null);
    }

    static string? One(JsonElement json)
    {
        if (json.ValueKind is not JsonValueKind.Object) return "a schema is an object";
        foreach (var member in json.EnumerateObject())
            if (Keyword(member.Name, member.Value) is { } fault) return fault;
        return null;
    }

    static string? Keyword(string name, JsonElement value) => name switch
    {
        "type" when value.ValueKind is JsonValueKind.Array => value.GetArrayLength() == 0 ? "'type' is an empty list"
            : value.EnumerateArray().Select(Type).FirstOrDefault(fault => fault is not null),
        "type" => Type(value),
        "subtype" or "format" or "pattern" or "title" or "description" or "$schema" or "$id" =>
            value.ValueKind is JsonValueKind.String ? null : $"'{name}' must be a string",
        "deprecated" => value.ValueKind is JsonValueKind.True or JsonValueKind.False ? null : "'deprecated' must be true or false",
        "enum" => value.ValueKind is JsonValueKind.Array ? null : "'enum' must be an array",
        "required" => value.ValueKind is JsonValueKind.Array && value.EnumerateArray().All(item => item.ValueKind is JsonValueKind.String) ? null
            : "'required' must be an array of strings",
        "minimum" or "maximum" or "exclusiveMinimum" or "exclusiveMaximum" or "multipleOf" =>
            value.ValueKind is JsonValueKind.Number ? null : $"'{name}' must be a number",
        "minItems" or "maxItems" or "minLength" or "maxLength" => value.ValueKind is JsonValueKind.Number && value.GetDouble() >= 0 ? null
            : $"'{name}' must be a number, 0 or more",
        "anyOf" or "oneOf" or "allOf" => value.ValueKind is JsonValueKind.Array && value.GetArrayLength() > 0
            ? value.EnumerateArray().Select(One).FirstOrDefault(fault => fault is not null) : $"'{name}' must be a list of schemas",
        "items" or "not" => value.ValueKind is JsonValueKind.Object ? One(value) : $"'{name}' must be a schema",
        "properties" => value.ValueKind is JsonValueKind.Object
            ? value.EnumerateObject().Select(member => One(member.Value)).FirstOrDefault(fault => fault is not null)
            : "'properties' must be an object of schemas",
        "parameters" => value.ValueKind is JsonValueKind.Array && value.EnumerateArray().All(HasName) ? null
            : "'parameters' must be an array of objects with 'name'",
        _ => null,
    };

    static string? Type(JsonElement value) => value.ValueKind is JsonValueKind.String
        && (Types.Contains(value.GetString()) || SchemaTypes.Meant(value.GetString()!) is not null) ? null
        : $"'type' must be one of {string.Join(", ", Types)}";

    static bool HasName(JsonElement json) => json.ValueKind is JsonValueKind.Object && json.TryGetProperty("name", out var name)
        && name.ValueKind is JsonValueKind.String;
}
