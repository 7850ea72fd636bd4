using OpenEo.Slices.Engine.Programs;

namespace OpenEo.Slices.Engine.Cubes;

/// <summary>
/// What is kept of values that go by. Sums carry what rounding left over, so that in whatever order and portions values come the result is the same, and
/// variances lose nothing where values are large and alike.
/// </summary>
struct Tally()
{
    long numbers, finite;
    double sum, rest, squares, squaresRest;
    double minimum = double.PositiveInfinity, maximum = double.NegativeInfinity;

    /// <summary>Adds values; NaN is no-data.</summary>
    public void Add(ReadOnlySpan<double> values, bool withSquares)
    {
        var (s, r, low, high, valid, infinite) = (sum, rest, minimum, maximum, 0L, 0L);
        foreach (var value in values)
        {
            if (double.IsNaN(value)) continue;
            valid++;
            AddTo(ref s, ref r, value);
            if (value < low) low = value;
            if (value > high) high = value;
            if (double.IsInfinity(value)) infinite++;
        }
        (sum, rest, minimum, maximum, numbers, finite) = (s, r, low, high, numbers + valid, finite + valid - infinite);
        if (withSquares) AddSquares(values);
    }

    /// <summary>Adds what another one has.</summary>
    public void Add(in Tally other)
    {
        AddTo(ref sum, ref rest, other.sum);
        rest += other.rest;
        AddTo(ref squares, ref squaresRest, other.squares);
        squaresRest += other.squaresRest;
        (numbers, finite) = (numbers + other.numbers, finite + other.finite);
        (minimum, maximum) = (Math.Min(minimum, other.minimum), Math.Max(maximum, other.maximum));
    }

    /// <summary>A statistic of all values; NaN for no-data.</summary>
    /// <param name="statistic">Which.</param>
    /// <param name="ignoresNoData">False: a single no-data value makes the result no-data.</param>
    /// <param name="pixels">How many values there are, no-data included; none: the result is no-data.</param>
    public readonly double Of(Statistic statistic, bool ignoresNoData, long pixels)
    {
        if (pixels == 0) return double.NaN;
        if (statistic is Statistic.Total) return pixels;
        if (statistic is Statistic.Valid) return finite;
        if (numbers == 0 || !ignoresNoData && numbers < pixels) return double.NaN;
        return statistic switch
        {
            Statistic.Sum => Whole(sum, rest),
            Statistic.Mean => Whole(sum, rest) / numbers,
            Statistic.Minimum => minimum,
            Statistic.Maximum => maximum,
            Statistic.StandardDeviation => Math.Sqrt(Variance()),
            _ => Variance(),
        };
    }

    // Sum of squares less square of the sum by the number, both with their rests: what is left of them is small, and right.
    readonly double Variance()
    {
        if (numbers < 2 || finite < numbers) return double.NaN;
        var square = sum * sum;
        var squareRest = Math.FusedMultiplyAdd(sum, sum, -square) + 2 * sum * rest;
        var part = square / numbers;
        var partRest = (Math.FusedMultiplyAdd(-part, numbers, square) + squareRest) / numbers;
        return Math.Max(0, squares - part + (squaresRest - partRest)) / (numbers - 1);
    }

    void AddSquares(ReadOnlySpan<double> values)
    {
        var (s, r) = (squares, squaresRest);
        foreach (var value in values)
        {
            if (double.IsNaN(value)) continue;
            var square = value * value;
            AddTo(ref s, ref r, square);
            r += Math.FusedMultiplyAdd(value, value, -square);
        }
        (squares, squaresRest) = (s, r);
    }

    static void AddTo(ref double sum, ref double rest, double value)
    {
        var next = sum + value;
        var part = next - sum;
        rest += sum - (next - part) + (value - part);
        sum = next;
    }

    // Infinity leaves no rest, but NaN.
    static double Whole(double sum, double rest) => double.IsFinite(sum) ? sum + rest : sum;
}
