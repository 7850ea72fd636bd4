using OpenEo.Slices.Engine.Values;

namespace OpenEo.Slices.Engine.Programs;

/// <summary>
/// The values of one geometry as its reducer gets them: an array of whose length nothing is known when the reducer is compiled. A reducer that can be computed
/// while pixels go by asks for a <see cref="Statistic"/> and gets a lane; others do not know this value, and are then called for each geometry with its
/// numbers.
/// </summary>
sealed record PixelsValue : Value
{
    readonly List<(Statistic Statistic, bool IgnoresNoData, LaneValue Lane)> asked = [];

    /// <summary>Where statistics become lanes; null when the numbers are known.</summary>
    public ProgramBuilder? Program { get; init; }

    /// <summary>The numbers, no-data as NaN; null when they are not known yet.</summary>
    public double[]? Numbers { get; init; }

    /// <summary>The statistics that were asked for, in the order of the program's inputs.</summary>
    public IReadOnlyList<(Statistic Statistic, bool IgnoresNoData, LaneValue Lane)> Asked => asked;

    public override string TypeName => "array";

    /// <summary>A lane that holds a statistic of each geometry.</summary>
    public LaneValue Ask(Statistic statistic, bool ignoresNoData, bool keepsUnits)
    {
        var known = asked.Find(one => one.Statistic == statistic && one.IgnoresNoData == ignoresNoData).Lane;
        if (known is not null) return known;
        var lane = Program!.Input(isBoolean: false) with { KeepsType = false, KeepsUnits = keepsUnits };
        asked.Add((statistic, ignoresNoData, lane));
        return lane;
    }

    /// <summary>The numbers as an array.</summary>
    public ArrayValue ToArray() => new([.. Numbers!.Select(number => double.IsNaN(number) ? Null : new NumberValue(number))]);

    public bool Equals(PixelsValue? other) => ReferenceEquals(this, other);

    public override int GetHashCode() => System.Runtime.CompilerServices.RuntimeHelpers.GetHashCode(this);
}
