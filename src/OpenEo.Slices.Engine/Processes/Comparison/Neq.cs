using OpenEo.Slices.Engine.Graph;
using OpenEo.Slices.Engine.Processes.Logic;
using OpenEo.Slices.Engine.Values;

namespace OpenEo.Slices.Engine.Processes.Comparison;

/// <summary>neq: two values are not the same.</summary>
sealed class Neq : Process
{
    public override ProcessDefinition Definition { get; } = new(
        "neq", "Is not equal to",
        "Tells whether `x` and `y` differ; the opposite of `eq`. Values of different types always differ, and `NaN` differs from everything. If one of the "
        + "two is no-data, "
        + "so is the answer.",
        ["texts", "comparison"],
        [new("x", "The first value.", Equality.Operand), new("y", "The second value.", Equality.Operand), Equality.Delta, Equality.CaseSensitive],
        new("`true` if the values differ, no-data if one of them is no-data, else `false`.", Schema.BooleanOrNull))
    {
        Examples =
        [
            """{"arguments":{"x":"B04","y":"b04","case_sensitive":false},"returns":false}""",
            """{"arguments":{"x":1,"y":2},"returns":true}""",
        ],
    };

    public override Value Invoke(Arguments arguments, Evaluation evaluation) => Not.Of(Equality.Compare(arguments));
}
