namespace OpenEo.Slices.Engine.Programs;

/// <summary>Statistics of any number of values that are computed while the values go by.</summary>
enum Statistic
{
    /// <summary>How many values there are, no-data included.</summary>
    Total,

    /// <summary>How many are neither no-data nor infinite.</summary>
    Valid,

    /// <summary>Their sum.</summary>
    Sum,

    /// <summary>Their arithmetic mean.</summary>
    Mean,

    /// <summary>The smallest.</summary>
    Minimum,

    /// <summary>The largest.</summary>
    Maximum,

    /// <summary>The variance of a sample.</summary>
    Variance,

    /// <summary>The standard deviation of a sample.</summary>
    StandardDeviation,
}
