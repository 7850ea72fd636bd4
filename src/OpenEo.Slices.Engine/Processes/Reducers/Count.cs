using OpenEo.Slices.Engine.Graph;
using OpenEo.Slices.Engine.Kernels;
using OpenEo.Slices.Engine.Programs;
using OpenEo.Slices.Engine.Values;

namespace OpenEo.Slices.Engine.Processes.Reducers;

/// <summary>count: how many elements are valid or meet a condition.</summary>
sealed class Count : Process
{
    static readonly Parameter Context = new Parameter("context", "Additional data for the condition.", Schema.Any).OrNull();

    public override ProcessDefinition Definition { get; } = new(
        "count", "Count elements",
        "Counts the elements of an array that are valid (neither no-data nor NaN nor infinite), that meet a condition, or simply all of them.",
        ["arrays", "math > statistics", "reducer"],
        [
            new("data", "An array of any elements.", Schema.Array),
            new Parameter("condition",
                "A child process that says `true` for elements to count. Leave it out to count valid elements; give `true` to count all.", Condition())
                .OrNull(),
            Context,
        ],
        new("The number of elements.", Schema.Number))
    {
        Examples =
        [
            """{"arguments":{"data":[3,null,5]},"returns":2}""",
            """{"arguments":{"data":[3,null,5],"condition":true},"returns":3}""",
            """
            {"arguments":{"data":[3,null,5],"condition":{"process_graph":{"c":{"process_id":"gt","arguments":{"x":{"from_parameter":"x"},"y":4},
              "result":true}}}},"returns":1}
            """,
        ],
    };

    public override Value Invoke(Arguments arguments, Evaluation evaluation)
    {
        if (arguments["data"] is PixelsValue { Program: not null } pixels && arguments["condition"] is NullValue or BooleanValue { Value: true })
            return pixels.Ask(arguments["condition"] is NullValue ? Statistic.Valid : Statistic.Total, true, keepsUnits: false);
        var items = arguments.Array("data").Items;
        switch (arguments["condition"])
        {
            case BooleanValue { Value: true }:
                return Value.Of(items.Length);
            case BooleanValue:
                throw arguments.Invalid("condition", "it must be a child process, true or null, not false");
            case CallbackValue condition:
                var answers = items.Select(item => evaluation.Call(condition, ("x", item), ("context", arguments["context"]))).ToList();
                return Total(answers, known => new CountTrueKernel(known), answer => answer is BooleanValue { Value: true });
            default:
                return Total(items, known => new CountValidKernel(known),
                    item => item is not (NullValue or NumberValue { Value: double.NaN or double.PositiveInfinity or double.NegativeInfinity }));
        }
    }

    static Value Total(IReadOnlyList<Value> items, Func<int, Instruction> kernel, Func<Value, bool> counts)
    {
        var lanes = items.OfType<LaneValue>().ToArray();
        var known = items.Count(item => item is not LaneValue && counts(item));
        return lanes.Length == 0 ? Value.Of(known) : lanes[0].Program.Emit(kernel(known), isBoolean: false, lanes);
    }

    static Schema Condition() => Schema.Parse($$"""
        [{{Callback().ToJson().ToJsonString()}},
        {"title":"All elements","type":"boolean","const":true},{"title":"Valid elements","type":"null"}]
        """);

    static Schema Callback() => Schema.Callback(
        new("Whether to count the element.", Schema.Boolean), new Parameter("x", "The element.", Schema.Any), Context);
}
