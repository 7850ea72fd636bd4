using System.Collections.Immutable;
using OpenEo.Slices.Engine.Faults;
using OpenEo.Slices.Engine.Graph;
using OpenEo.Slices.Engine.Kernels;
using OpenEo.Slices.Engine.Programs;
using OpenEo.Slices.Engine.Values;

namespace OpenEo.Slices.Engine.Processes.Reducers;

/// <summary>quantiles: values below which given shares of the numbers lie.</summary>
sealed class Quantiles : Process
{
    /// <summary>More intervals than these are refused: no one reads them.</summary>
    const int MaximumIntervals = 100_000;

    public override ProcessDefinition Definition { get; } = new(
        "quantiles", "Quantiles",
        "Computes the values that divide the sorted numbers of an array, for given probabilities or into intervals of equal size, interpolating linearly "
        + "between ranks "
        + "(type 7 of Hyndman and Fan). NaN among the numbers makes all results NaN; an array without any valid number gives no-data.",
        ["math > statistics"],
        [
            new("data", "An array of numbers.", Schema.Numbers),
            new Parameter("probabilities", "Probabilities in ascending order, or the number of intervals of equal size.", Schema.Parse("""
                [{"title":"List of probabilities","type":"array","uniqueItems":true,"items":{"type":"number","minimum":0,"maximum":1}},
                {"title":"Number of intervals (q-quantiles)","type":"integer","minimum":2}]
                """)).OrNull(),
            new Parameter("q", "Deprecated: the number of intervals. Use `probabilities`.", Schema.Parse("""{"type":"integer","minimum":2}""")).OrNull() with
            {
                Deprecated = true,
            },
            Reducer.IgnoreNoData,
        ],
        new("The quantiles: one for each probability, or one less than there are intervals.", Schema.Numbers))
    {
        Exceptions = ImmutableSortedDictionary<string, string>.Empty
            .Add(FaultCodes.QuantilesParameterMissing, "Neither `probabilities` nor `q` is given.")
            .Add(FaultCodes.QuantilesParameterConflict, "Both `probabilities` and `q` are given.")
            .Add(FaultCodes.AscendingProbabilitiesRequired, "The probabilities are not in ascending order."),
        Examples =
        [
            """{"arguments":{"data":[1,2,3,4,5],"probabilities":[0.1,0.5]},"returns":[1.4,3]}""",
            """{"title":"Quartiles","arguments":{"data":[1,2,3,4,5],"probabilities":4},"returns":[2,3,4]}""",
        ],
    };

    public override Value Invoke(Arguments arguments, Evaluation evaluation)
    {
        var (items, ignore, probabilities) = (arguments.Array("data").Items, arguments.Boolean("ignore_nodata") ?? true, Probabilities(arguments));
        if (ProgramBuilder.Of(items.AsSpan()) is { } program)
        {
            var keeps = items.All(item => item is LaneValue { KeepsUnits: true } or NullValue);
            return new ArrayValue([.. program.Emit(new QuantilesKernel(probabilities, ignore), probabilities.Length, isBoolean: false, items.AsSpan())
                .Select(lane => lane with { KeepsUnits = keeps })]);
        }
        double[] sorted = [.. items.OfType<NumberValue>().Select(number => number.Value).Order()];
        var usable = sorted.Length > 0 && (ignore || sorted.Length == items.Length);
        return new ArrayValue([.. probabilities.Select(probability => usable ? Value.Of(At(sorted, probability)) : Value.Null)]);
    }

    static double[] Probabilities(Arguments arguments)
    {
        var (probabilities, intervals) = (arguments["probabilities"], arguments["q"]);
        if (probabilities is NullValue && intervals is NullValue)
            throw Arguments.Fault(FaultCodes.QuantilesParameterMissing, "quantiles needs 'probabilities' or 'q'.");
        if (probabilities is not NullValue && intervals is not NullValue)
            throw Arguments.Fault(FaultCodes.QuantilesParameterConflict, "quantiles takes either 'probabilities' or 'q', not both.");
        if (probabilities is ArrayValue list)
        {
            double[] given = [
                .. list.Items.Select(item => item is NumberValue number ? number.Value
                    : throw arguments.Invalid("probabilities", "they must be the same for all pixels"))];
            if (given.Zip(given.Skip(1)).Any(pair => pair.First > pair.Second))
                throw Arguments.Fault(FaultCodes.AscendingProbabilitiesRequired, "The probabilities must be in ascending order.", "probabilities");
            return given;
        }
        var parts = (arguments.Number("q") ?? arguments.Number("probabilities"))!.Value;
        if (parts > MaximumIntervals)
            throw arguments.Invalid(intervals is NullValue ? "probabilities" : "q", $"at most {MaximumIntervals} intervals are possible");
        return [.. Enumerable.Range(1, (int)parts - 1).Select(i => i / parts)];
    }

    static double At(double[] sorted, double probability)
    {
        // NaN sorts before everything else.
        if (double.IsNaN(sorted[0])) return double.NaN;
        var rank = (sorted.Length - 1) * probability;
        // What misses a whole rank by rounding only is that rank: its neighbour, which may be infinite, has no part in it.
        if (Math.Abs(rank - Math.Round(rank)) < 1e-9) rank = Math.Round(rank);
        var (low, high, weight) = (sorted[(int)Math.Floor(rank)], sorted[(int)Math.Ceiling(rank)], rank - Math.Floor(rank));
        return low == high ? low : low * (1 - weight) + high * weight;
    }
}
