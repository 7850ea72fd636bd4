using System.Text.Json.Nodes;
using OpenEo.Slices.Engine.Graph;
using OpenEo.Slices.Engine.Values;

namespace OpenEo.Slices.Engine.Processes.Import;

/// <summary>
/// Conditions on item properties as CQL2 JSON (OGC 21-065), for servers that filter. Only what means the same there is translated; whatever the server
/// answers is filtered once more here.
/// </summary>
static class Cql2
{
    static readonly Dictionary<string, string> Comparisons = new() { ["eq"] = "=", ["neq"] = "<>", ["lt"] = "<", ["lte"] = "<=", ["gt"] = ">", ["gte"] = ">=" };

    /// <summary>All conditions that can be translated, joined by and; null when none can.</summary>
    public static JsonObject? Translate(IEnumerable<(string Property, ProcessGraph Condition)> conditions)
    {
        var parts = conditions.Select(one => Node(one.Condition.Result, one.Condition, one.Property)).OfType<JsonObject>().ToArray();
        return parts switch { [] => null, [var only] => only, _ => Operation("and", parts) };
    }

    static JsonObject? Node(Node node, ProcessGraph graph, string property)
    {
        if (node.Namespace is not (null or "backend")) return null;
        if (Comparisons.TryGetValue(node.Process, out var symbol)) return Compare(node, symbol, property);
        switch (node.Process)
        {
            case "between" when IsValue(node, "x") && Constant(node, "min") is NumberValue min && Constant(node, "max") is NumberValue max
            && Constant(node, "exclude_max") is null or BooleanValue { Value: false }:
                return Operation("between", Property(property), JsonValue.Create(min.Value), JsonValue.Create(max.Value));
            case "array_contains" when IsValue(node, "value") && Constant(node, "data") is ArrayValue list
            && list.Items.All(item => item is StringValue or NumberValue):
                return Operation("in", Property(property), new JsonArray([.. list.Items.Select(ValueJson.Write)]));
            case "and" or "or" when Inner(node, "x", graph, property) is { } x && Inner(node, "y", graph, property) is { } y:
                return Operation(node.Process, x, y);
            case "not" when Inner(node, "x", graph, property) is { } x:
                return Operation("not", x);
            default:
                return null;
        }
    }

    static JsonObject? Inner(Node node, string parameter, ProcessGraph graph, string property) =>
        node.Arguments.GetValueOrDefault(parameter) is Argument.FromNode reference
        ? Node(graph.Nodes.First(other => other.Id == reference.Node), graph, property) : null;

    static JsonObject? Compare(Node node, string symbol, string property)
    {
        // A tolerance, or other case of letters, has no equal there.
        if (node.Arguments.Keys.Any(name => name is not ("x" or "y"))) return null;
        if (IsValue(node, "x") && Constant(node, "y") is StringValue or NumberValue or BooleanValue)
            return Operation(symbol, Property(property), ValueJson.Write(Constant(node, "y")!));
        if (!IsValue(node, "y") || Constant(node, "x") is not (StringValue or NumberValue or BooleanValue)) return null;
        var mirrored = symbol switch { "<" => ">", "<=" => ">=", ">" => "<", ">=" => "<=", _ => symbol };
        return Operation(mirrored, Property(property), ValueJson.Write(Constant(node, "x")!));
    }

    static bool IsValue(Node node, string parameter) => node.Arguments.GetValueOrDefault(parameter) is Argument.FromParameter { Name: "value" };

    static Value? Constant(Node node, string parameter) => (node.Arguments.GetValueOrDefault(parameter) as Argument.Constant)?.Value;

    static JsonObject Property(string name) => new() { ["property"] = name };

    static JsonObject Operation(string name, params JsonNode?[] arguments) => new() { ["op"] = name, ["args"] = new JsonArray(arguments) };
}
