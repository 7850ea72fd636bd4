using System.Collections.Immutable;
using OpenEo.Slices.Engine.Faults;
using OpenEo.Slices.Engine.Graph;
using OpenEo.Slices.Engine.Values;

namespace OpenEo.Slices.Engine.Processes.Arrays;

/// <summary>array_modify: elements removed, inserted or replaced.</summary>
sealed class ArrayModify : Process
{
    public override ProcessDefinition Definition { get; } = new(
        "array_modify", "Change part of an array",
        "Removes a number of elements at a position and inserts others there. Labels are kept if both arrays have them or one of the arrays is "
        + "empty, and dropped otherwise.",
        ["arrays"],
        [
            new("data", "The array to change.", Schema.Array),
            new("values", "The elements to insert.", Schema.Array),
            new("index", "Position before which the elements are inserted; the length of the array to insert at its end.", Elements.Position),
            new Parameter("length", "How many elements to remove from that position on; more than there are removes all up to the end.", Elements.Position)
            .Or(Value.Of(0d)),
        ],
        new("The changed array.", Schema.Array))
    {
        Experimental = true,
        Exceptions = ImmutableSortedDictionary<string, string>.Empty
            .Add(FaultCodes.ArrayElementNotAvailable, "The position is beyond the end of the array.")
            .Add(FaultCodes.ArrayLabelConflict, "A label is in both arrays."),
        Examples =
        [
            """{"title":"Insert","arguments":{"data":["B02","B04"],"values":["B03"],"index":1},"returns":["B02","B03","B04"]}""",
            """{"title":"Replace","arguments":{"data":["B02","B04"],"values":["B8A"],"index":1,"length":1},"returns":["B02","B8A"]}""",
            """{"title":"Remove","arguments":{"data":["B02","B03","B04"],"values":[],"index":0,"length":2},"returns":["B04"]}""",
        ],
    };

    public override Value Invoke(Arguments arguments, Evaluation evaluation)
    {
        var (data, values) = (arguments.Array("data"), arguments.Array("values"));
        var position = arguments.Number("index")!.Value;
        if (position > data.Items.Length)
            throw Arguments.Fault(FaultCodes.ArrayElementNotAvailable,
                $"The array has only {data.Items.Length} elements: there is no position {position}.", "index");
        var (start, count) = ((int)position, (int)Math.Min(arguments.Number("length") ?? 0, data.Items.Length - position));
        return new ArrayValue(Splice(data.Items, values.Items), Labels(data, values) is var (old, added) ? Splice(old, added) : null);

        ImmutableArray<Value> Splice(ImmutableArray<Value> into, ImmutableArray<Value> inserted) => into.RemoveRange(start, count).InsertRange(start, inserted);
    }

    /// <summary>The labels of both arrays, or null when the result has none.</summary>
    static (ImmutableArray<Value> Data, ImmutableArray<Value> Values)? Labels(ArrayValue data, ArrayValue values)
    {
        if (data.Labels is null && values.Labels is null) return null;
        if (Known(data) is not { } old || Known(values) is not { } added) return null;
        Elements.RejectCommon(old, added);
        return (old, added);
    }

    /// <summary>An empty array has labels as far as that matters: none.</summary>
    static ImmutableArray<Value>? Known(ArrayValue array) => array.Labels ?? (array.Items.IsEmpty ? [] : null);
}
