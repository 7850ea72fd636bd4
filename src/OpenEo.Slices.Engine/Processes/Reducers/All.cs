using OpenEo.Slices.Engine.Graph;

namespace OpenEo.Slices.Engine.Processes.Reducers;

/// <summary>all: whether every element is true.</summary>
sealed class All() : Quantifier(new(
    "all", "Are all values true?",
    "Tells whether every value of an array is `true`; an empty array gives `true`. If no-data is not ignored, a no-data value makes the result no-data "
    + "unless some value is `false`.",
    ["logic", "reducer"],
    [new("data", "An array of booleans.", Schema.Booleans), Reducer.IgnoreNoData],
    new("The answer.", Schema.BooleanOrNull))
{
    Examples =
    [
        """{"arguments":{"data":[true,null,true]},"returns":true}""",
        """{"arguments":{"data":[true,null,true],"ignore_nodata":false},"returns":null}""",
    ],
}, decisive: false);
