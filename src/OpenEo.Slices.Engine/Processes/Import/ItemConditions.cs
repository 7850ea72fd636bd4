using System.Collections.Immutable;
using OpenEo.Slices.Engine.Graph;
using OpenEo.Slices.Engine.Values;

namespace OpenEo.Slices.Engine.Processes.Import;

/// <summary>Conditions on properties of items: child processes, or comparisons in the short form <c>{"lt": 75}</c>, which becomes a child process.</summary>
static class ItemConditions
{
    static readonly string[] Comparisons = ["eq", "neq", "lt", "lte", "gt", "gte"];

    /// <summary>The conditions of the argument <c>properties</c>; none when it is no-data.</summary>
    /// <exception cref="Faults.ProcessGraphException"><c>ProcessParameterInvalid</c>: it is neither form.</exception>
    public static IReadOnlyList<(string Property, CallbackValue Condition)> Read(Arguments arguments, Evaluation evaluation) =>
        arguments.Object("properties") is not { } conditions ? []
        : [.. conditions.Members.Select(condition => (condition.Key, Of(condition.Key, condition.Value, arguments, evaluation)))];

    static CallbackValue Of(string property, Value condition, Arguments arguments, Evaluation evaluation)
    {
        if (condition is CallbackValue callback) return callback;
        if (condition is not ObjectValue { Members: { Count: > 0 } members })
            throw arguments.Invalid("properties", $"the condition for '{property}' is not a child process");
        var nodes = ImmutableArray.CreateBuilder<Node>();
        foreach (var (comparison, operand) in members)
        {
            if (Compare(comparison, operand) is not { } call)
                throw arguments.Invalid("properties", $"the condition for '{property}' is neither a child process nor one of "
                    + $"{string.Join(", ", Comparisons)} with a value, 'in' with an array, or 'between' with an array of two: '{comparison}' with "
                    + $"{Schema.Show(operand)}");
            nodes.Add(new Node(comparison, call.Process, "backend", call.Arguments, IsResult: false));
        }
        for (var i = 1; i < members.Count; i++)
            nodes.Add(new Node($"and{i}", "and", "backend", Named(("x", new Argument.FromNode(i == 1 ? nodes[0].Id : $"and{i - 1}")),
                ("y", new Argument.FromNode(nodes[i].Id))), IsResult: false));
        nodes[^1] = nodes[^1] with { IsResult = true };
        evaluation.Warn($"The condition for '{property}' is no child process; it is taken as: "
            + string.Join(" and ", members.Select(member => $"{member.Key} {ValueJson.Write(member.Value)?.ToJsonString() ?? "null"}")) + ".");
        return new CallbackValue(new ProcessGraph(nodes.ToImmutable()), ImmutableDictionary<string, Value>.Empty, $"{evaluation.Node}.properties");
    }

    static (string Process, ImmutableSortedDictionary<string, Argument> Arguments)? Compare(string comparison, Value operand) => (comparison, operand) switch
    {
        ("in", ArrayValue) => ("array_contains", Named(("data", new Argument.Constant(operand)), ("value", Property))),
        ("between", ArrayValue { Items: [var low, var high] }) =>
            ("between", Named(("x", Property), ("min", new Argument.Constant(low)), ("max", new Argument.Constant(high)))),
        (_, StringValue or NumberValue or BooleanValue) when Comparisons.Contains(comparison) =>
            (comparison, Named(("x", Property), ("y", new Argument.Constant(operand)))),
        _ => null,
    };

    static Argument Property => new Argument.FromParameter("value");

    static ImmutableSortedDictionary<string, Argument> Named(params ReadOnlySpan<(string Name, Argument Argument)> arguments)
    {
        var named = ImmutableSortedDictionary.CreateBuilder<string, Argument>(StringComparer.Ordinal);
        foreach (var (name, argument) in arguments) named[name] = argument;
        return named.ToImmutable();
    }
}
