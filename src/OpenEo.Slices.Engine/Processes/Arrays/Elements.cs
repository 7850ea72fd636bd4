using System.Collections.Immutable;
using OpenEo.Slices.Engine.Faults;
using OpenEo.Slices.Engine.Graph;
using OpenEo.Slices.Engine.Values;

namespace OpenEo.Slices.Engine.Processes.Arrays;

/// <summary>What the array processes share: elements in child processes, labels of joined arrays, equality.</summary>
static class Elements
{
    /// <summary>A label, or the number of an element.</summary>
    public static Schema Label { get; } = Schema.Parse("""[{"type":"number"},{"type":"string"}]""");

    /// <summary>A label or nothing.</summary>
    public static Schema LabelOrNull { get; } = Schema.Parse("""[{"type":"number"},{"type":"string"},{"type":"null"}]""");

    /// <summary>A position, counted from zero.</summary>
    public static Schema Position { get; } = Schema.Parse("""{"type":"integer","minimum":0}""");

    /// <summary>The parameter that hands extra data to a child process.</summary>
    public static Parameter Context { get; } = new Parameter("context", "Additional data for the child process.", Schema.Any).OrNull();

    /// <summary>The schema of a child process that is called for each element.</summary>
    public static Schema Callback(string returns, Schema type) => Schema.Callback(
        new(returns, type),
        new Parameter("x", "The element.", Schema.Any),
        new Parameter("index", "Its position, counted from zero.", Position),
        new Parameter("label", "Its label, if the array has labels.", LabelOrNull).OrNull(),
        Context);

    /// <summary>What the child process makes of each element.</summary>
    public static ImmutableArray<Value> Call(Arguments arguments, string process, Evaluation evaluation)
    {
        var (data, callback) = (arguments.Array("data"), arguments.Callback(process));
        return [.. data.Items.Select((item, i) => evaluation.Call(
            callback, ("x", item), ("index", Value.Of((double)i)), ("label", data.Labels is { } labels ? labels[i] : Value.Null),
            ("context", arguments["context"])))];
    }

    /// <summary>Two sets of labels as one.</summary>
    /// <exception cref="ProcessGraphException"><c>ArrayLabelConflict</c>: a label is in both.</exception>
    public static void RejectCommon(IEnumerable<Value> first, IEnumerable<Value> second)
    {
        if (first.Intersect(second).FirstOrDefault() is { } common)
            throw Arguments.Fault(FaultCodes.ArrayLabelConflict, $"Both arrays have the label {Schema.Show(common)}.");
    }

    /// <summary>Equality as in <c>eq</c>: by type and value; no-data, NaN, arrays and objects are equal to nothing.</summary>
    public static bool Same(Value x, Value y) => (x, y) switch
    {
        (NumberValue a, NumberValue b) => a.Value == b.Value,
        (StringValue a, StringValue b) => a.Value == b.Value,
        (BooleanValue a, BooleanValue b) => a.Value == b.Value,
        _ => false,
    };
}
