using OpenEo.Slices.Engine.Faults;
using OpenEo.Slices.Engine.Graph;
using OpenEo.Slices.Engine.Kernels;
using OpenEo.Slices.Engine.Programs;
using OpenEo.Slices.Engine.Values;

namespace OpenEo.Slices.Engine.Processes.Arrays;

/// <summary>array_filter: the elements that meet a condition.</summary>
sealed class ArrayFilter : Process
{
    public override ProcessDefinition Definition { get; } = new(
        "array_filter", "Filter an array",
        "Keeps the elements for which a child process returns `true`, with their labels. Where the answer differs from pixel to pixel of a cube, elements that "
        + "fail the condition become no-data instead, because the arrays of all pixels have the same length.",
        ["arrays", "filter"],
        [
            new("data", "An array.", Schema.Array),
            new("condition", "The child process: it gets an element, its position and its label and says whether to keep it.",
                Elements.Callback("Whether to keep the element.", Schema.Boolean)),
            Elements.Context,
        ],
        new("The elements that are left.", Schema.Array))
    {
        Examples =
        [
            """
            {"arguments":{"data":[4,-1,7],"condition":{"process_graph":{"c":{"process_id":"gt","arguments":{"x":{"from_parameter":"x"},"y":0},
              "result":true}}}},"returns":[4,7]}
            """,
        ],
    };

    public override Value Invoke(Arguments arguments, Evaluation evaluation)
    {
        var data = arguments.Array("data");
        var answers = Elements.Call(arguments, "condition", evaluation);
        if (answers.Any(answer => answer is LaneValue))
            evaluation.Services.Log?.Log(LogSeverity.Warning,
                "The condition of array_filter differs from pixel to pixel: elements that fail it become no-data, "
                + "and the array stays as long as it is. Whoever counts all elements, or asks for one by its position, counts these too.", evaluation.Node);
        var kept = Enumerable.Range(0, answers.Length).Where(i => answers[i] is BooleanValue { Value: true } or LaneValue { IsBoolean: true }).ToList();
        return new ArrayValue([.. kept.Select(i => answers[i] is LaneValue condition ? Mask(condition, data.Items[i]) : data.Items[i])],
            data.Labels is { } labels ? [.. kept.Select(i => labels[i])] : null);
    }

    static LaneValue Mask(LaneValue condition, Value item)
    {
        var lane = condition.Program.Lane(item);
        return condition.Program.Emit(KeepWhere.Instance, lane.IsBoolean, condition, lane) with { KeepsType = lane.KeepsType };
    }
}
