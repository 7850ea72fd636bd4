using OpenEo.Slices.Engine.Graph;
using OpenEo.Slices.Engine.Kernels;
using OpenEo.Slices.Engine.Programs;
using OpenEo.Slices.Engine.Values;

namespace OpenEo.Slices.Engine.Processes.Arrays;

/// <summary>array_interpolate_linear: gaps filled along a straight line.</summary>
sealed class ArrayInterpolateLinear : Process
{
    public override ProcessDefinition Definition { get; } = new(
        "array_interpolate_linear", "Fill gaps linearly",
        "Replaces each NaN and no-data value that lies between numbers by the point on the straight line between its neighbours. Distances are "
        + "those of the labels if they are numbers or dates, else of the positions. Gaps at the start and at the end stay.",
        ["arrays", "math", "math > interpolation"],
        [new("data", "An array of numbers with gaps. Labels must be in ascending order.", Schema.Numbers)],
        new("The array without inner gaps, with the same labels.", Schema.Numbers))
    {
        Examples = ["""{"arguments":{"data":[null,2,null,null,8,null]},"returns":[null,2,4,6,8,null]}"""],
    };

    public override Value Invoke(Arguments arguments, Evaluation evaluation)
    {
        var data = arguments.Array("data");
        var positions = Positions(data);
        if (ProgramBuilder.Of(data.Items.AsSpan()) is not { } program)
            return new ArrayValue([.. data.Items.Select((item, i) => IsGap(item) ? Fill(data, positions, i) : item)], data.Labels);
        var keeps = data.Items.All(item => item is LaneValue { KeepsUnits: true } or NullValue);
        var lanes = program.Emit(new InterpolationKernel(positions), data.Items.Length, isBoolean: false, data.Items.AsSpan());
        return new ArrayValue([.. lanes.Select(lane => lane with { KeepsUnits = keeps })], data.Labels);
    }

    static Value Fill(ArrayValue data, double[] positions, int gap)
    {
        var (before, after) = (gap - 1, gap + 1);
        while (before >= 0 && IsGap(data.Items[before])) before--;
        while (after < positions.Length && IsGap(data.Items[after])) after++;
        if (before < 0 || after == positions.Length) return data.Items[gap];
        var weight = (positions[gap] - positions[before]) / (positions[after] - positions[before]);
        return Value.Of(((NumberValue)data.Items[before]).Value * (1 - weight) + ((NumberValue)data.Items[after]).Value * weight);
    }

    static bool IsGap(Value item) => item is not NumberValue { Value: not double.NaN };

    /// <summary>Where the elements stand, from 0 on; dates in days, so that float32 tells any two apart.</summary>
    static double[] Positions(ArrayValue data)
    {
        double[] natural = [.. Enumerable.Range(0, data.Items.Length)];
        if (data.Labels is not { Length: > 0 } labels) return natural;
        var read = labels.Select(label => label switch
        {
            NumberValue number => number.Value,
            StringValue text when Temporal.TryParse(text.Value, out var instant) => instant.UtcTicks / (double)TimeSpan.TicksPerDay,
            _ => double.NaN,
        }).ToArray();
        return read.Any(double.IsNaN) ? natural : [.. read.Select(position => position - read[0])];
    }
}
