using OpenEo.Slices.Engine.Graph;
using OpenEo.Slices.Engine.Values;

namespace OpenEo.Slices.Engine.Processes.Reducers;

/// <summary>extrema: minimum and maximum as an array of two.</summary>
sealed class Extrema : Process
{
    public override ProcessDefinition Definition { get; } = new(
        "extrema", "Minimum and maximum",
        "Gives the smallest and the largest number of an array, as `min` and `max` would. An array without any valid number gives no-data twice.",
        ["math > statistics"],
        [new("data", "An array of numbers.", Schema.Numbers), Reducer.IgnoreNoData],
        new("An array of two elements: minimum, maximum.", Schema.Parse(
            """[{"type":"array","minItems":2,"maxItems":2,"items":{"type":"number"}},{"type":"array","minItems":2,"maxItems":2,"items":{"type":"null"}}]""")))
    {
        Examples = ["""{"arguments":{"data":[3,null,1,2]},"returns":[1,3]}"""],
    };

    public override Value Invoke(Arguments arguments, Evaluation evaluation) =>
        new ArrayValue([new Min().Invoke(arguments, evaluation), new Max().Invoke(arguments, evaluation)]);
}
