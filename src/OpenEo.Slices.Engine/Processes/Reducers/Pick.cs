using OpenEo.Slices.Engine.Graph;
using OpenEo.Slices.Engine.Kernels;
using OpenEo.Slices.Engine.Programs;
using OpenEo.Slices.Engine.Values;

namespace OpenEo.Slices.Engine.Processes.Reducers;

/// <summary>The element at one end of an array, or the first from there that is not no-data.</summary>
abstract class Pick(ProcessDefinition definition, bool fromEnd) : Process
{
    public override ProcessDefinition Definition => definition;

    /// <summary>Whether no-data is passed over.</summary>
    protected static Parameter AnyNoData { get; } = new Parameter(
        "ignore_nodata", "Whether no-data values are passed over (the default). If `false`, the element at the end of the array is returned whatever it is.",
        Schema.Boolean).Or(Value.True);

    public override Value Invoke(Arguments arguments, Evaluation evaluation)
    {
        var items = fromEnd ? [.. arguments.Array("data").Items.Reverse()] : arguments.Array("data").Items;
        if (arguments.Boolean("ignore_nodata") == false) return items.FirstOrDefault(Value.Null);
        // No element after the first that is known to be valid matters; lanes before it may or may not be valid.
        var known = items.FirstOrDefault(item => item is not (NullValue or LaneValue));
        var candidates = items.TakeWhile(item => item is NullValue or LaneValue).OfType<LaneValue>().Select(lane => (Value)lane).ToList();
        if (known is not null) candidates.Add(known);
        if (candidates.Count < 2) return candidates.FirstOrDefault(Value.Null);
        var isBoolean = candidates.All(item => item is LaneValue { IsBoolean: true } or BooleanValue);
        return ((LaneValue)candidates[0]).Program.Emit(FirstValid.Instance, isBoolean, candidates.ToArray()) with
        {
            KeepsType = candidates.All(item => item is LaneValue { KeepsType: true }),
        };
    }
}
