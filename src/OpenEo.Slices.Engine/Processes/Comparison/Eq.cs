using OpenEo.Slices.Engine.Graph;
using OpenEo.Slices.Engine.Values;

namespace OpenEo.Slices.Engine.Processes.Comparison;

/// <summary>eq: two values are the same.</summary>
sealed class Eq : Process
{
    public override ProcessDefinition Definition { get; } = new(
        "eq", "Is equal to",
        "Tells whether `x` and `y` are equal. Values of different types never are: the number 1 is not the text \"1\". `NaN` equals nothing. Texts are "
        + "compared letter by "
        + "letter, also where they are dates: use `date_difference` for those. If one of the two is no-data, so is the answer.",
        ["texts", "comparison"],
        [new("x", "The first value.", Equality.Operand), new("y", "The second value.", Equality.Operand), Equality.Delta, Equality.CaseSensitive],
        new("`true` if the values are equal, no-data if one of them is no-data, else `false`.", Schema.BooleanOrNull))
    {
        Examples =
        [
            """{"arguments":{"x":0.30000001,"y":0.3,"delta":0.001},"returns":true}""",
            """{"arguments":{"x":1,"y":"1"},"returns":false}""",
            """{"arguments":{"x":1,"y":null},"returns":null}""",
        ],
    };

    public override Value Invoke(Arguments arguments, Evaluation evaluation) => Equality.Compare(arguments);
}
