using OpenEo.Slices.Engine.Graph;

namespace OpenEo.Slices.Engine.Processes.Reducers;

/// <summary>any: whether an element is true.</summary>
sealed class Any() : Quantifier(new(
    "any", "Is any value true?",
    "Tells whether at least one value of an array is `true`; an empty array gives `false`. If no-data is not ignored, a no-data value makes the result "
    + "no-data unless some value is `true`.",
    ["logic", "reducer"],
    [new("data", "An array of booleans.", Schema.Booleans), Reducer.IgnoreNoData],
    new("The answer.", Schema.BooleanOrNull))
{
    Examples = ["""{"arguments":{"data":[false,null,true]},"returns":true}"""],
}, decisive: true);
