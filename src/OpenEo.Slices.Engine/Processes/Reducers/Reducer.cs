using OpenEo.Slices.Engine.Graph;
using OpenEo.Slices.Engine.Kernels;
using OpenEo.Slices.Engine.Programs;
using OpenEo.Slices.Engine.Values;

namespace OpenEo.Slices.Engine.Processes.Reducers;

/// <summary>
/// A process that makes one number of an array <c>data</c> of numbers, with the choice <c>ignore_nodata</c>. For
/// arrays of lanes <see cref="Kernel"/> is emitted; arrays of numbers come to <see cref="Reduce"/> without no-data.
/// </summary>
abstract class Reducer(ProcessDefinition definition) : Process
{
    public override ProcessDefinition Definition => definition;

    /// <summary>The parameter with that name in every reducer.</summary>
    internal static Parameter IgnoreNoData { get; } = new Parameter(
        "ignore_nodata", "Whether no-data values are left out (the default). If `false`, a single no-data value makes the result no-data.", Schema.Boolean)
        .Or(Value.True);

    /// <summary>The instruction for arrays of lanes: its inputs are the elements.</summary>
    protected abstract Instruction Kernel(bool ignoreNoData);

    /// <summary>The result for known numbers; null is no-data. Never called with no-data among the numbers; NaN may be.</summary>
    protected abstract double? Reduce(ReadOnlySpan<double> data);

    /// <summary>As <see cref="Reduce"/>, for numbers that are many.</summary>
    internal double? OfMany(ReadOnlySpan<double> data) => Reduce(data);

    /// <summary>True when the result is always one of the elements, so that a cube keeps its element type.</summary>
    protected virtual bool KeepsType => false;

    /// <summary>True when the result is in the units of the elements.</summary>
    protected virtual bool KeepsUnits => KeepsType;

    /// <summary>What to ask for where the values of a geometry go by; null for reducers that need them all at once.</summary>
    protected virtual Statistic? Streamed => null;

    public override Value Invoke(Arguments arguments, Evaluation evaluation)
    {
        if (arguments["data"] is PixelsValue pixels && OfPixels(pixels, arguments.Boolean("ignore_nodata") ?? true) is { } streamed) return streamed;
        var items = arguments.Array("data").Items;
        var ignore = arguments.Boolean("ignore_nodata") ?? true;
        if (ProgramBuilder.Of(items.AsSpan()) is { } program)
        {
            var result = program.Emit(Kernel(ignore), isBoolean: false, items.AsSpan());
            return result with
            {
                KeepsType = KeepsType && items.All(item => item is LaneValue { KeepsType: true } or NullValue),
                KeepsUnits = KeepsUnits && items.All(item => item is LaneValue { KeepsUnits: true } or NullValue),
            };
        }
        var numbers = items.OfType<NumberValue>().Select(number => number.Value).ToArray();
        return !ignore && numbers.Length < items.Length ? Value.Null : Value.Of(Reduce(numbers));
    }

    Value? OfPixels(PixelsValue pixels, bool ignore)
    {
        if (pixels.Numbers is not { } numbers) return Streamed is { } statistic ? pixels.Ask(statistic, ignore, KeepsUnits) : null;
        var valid = Array.FindAll(numbers, number => !double.IsNaN(number));
        return !ignore && valid.Length < numbers.Length ? Value.Null : Value.Of(Reduce(valid));
    }
}
