using OpenEo.Slices.Engine.Graph;
using OpenEo.Slices.Engine.Kernels;
using OpenEo.Slices.Engine.Programs;
using OpenEo.Slices.Engine.Values;

namespace OpenEo.Slices.Engine.Processes.Arrays;

/// <summary>A running total of an array, such as its running sum: element i of the result combines elements 0 to i. No-data stays no-data.</summary>
/// <param name="definition">With the parameters <c>data</c> and <c>ignore_nodata</c>.</param>
/// <param name="combine">How the total and the next number become the new total.</param>
/// <param name="keepsType">True when every total is one of the numbers.</param>
abstract class Cumulative<TFold>(ProcessDefinition definition, Func<double, double, double> combine, bool keepsType = false)
    : Process where TFold : struct, IFold
{
    public override ProcessDefinition Definition { get; } = definition with { Experimental = true };

    /// <summary>Whether no-data is skipped.</summary>
    protected static Parameter IgnoreNoData { get; } = new Parameter(
        "ignore_nodata", "Whether no-data values are skipped (the default). If `false`, everything from the first no-data value on is no-data.", Schema.Boolean)
        .Or(Value.True);

    public override Value Invoke(Arguments arguments, Evaluation evaluation)
    {
        var (data, ignore) = (arguments.Array("data"), arguments.Boolean("ignore_nodata") ?? true);
        if (ProgramBuilder.Of(data.Items.AsSpan()) is not { } program) return new ArrayValue([.. Totals(data, ignore)], data.Labels);
        var keeps = keepsType && data.Items.All(item => item is LaneValue { KeepsType: true } or NullValue);
        var lanes = program.Emit(new CumulativeKernel<TFold>(ignore), data.Items.Length, isBoolean: false, data.Items.AsSpan());
        return new ArrayValue([.. lanes.Select(lane => lane with { KeepsType = keeps })], data.Labels);
    }

    IEnumerable<Value> Totals(ArrayValue data, bool ignore)
    {
        var (total, ended) = ((double?)null, false);
        foreach (var item in data.Items)
        {
            ended |= item is NullValue && !ignore;
            if (item is NumberValue number) total = total is { } before ? combine(before, number.Value) : number.Value;
            yield return item is NullValue || ended ? Value.Null : Value.Of(total);
        }
    }
}
