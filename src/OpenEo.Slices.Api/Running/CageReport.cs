namespace OpenEo.Slices.Api.Running;

/// <summary>What a worker says of its cage.</summary>
/// <param name="InForce">What the kernel enforces.</param>
/// <param name="Missing">What it does not, and why.</param>
sealed record CageReport(IReadOnlyList<string> InForce, IReadOnlyList<string> Missing)
{
    /// <summary>No cage at all.</summary>
    public static CageReport Off { get; } = new([], ["everything: Workers:Cage is off"]);

    /// <summary>Whether nothing is missing.</summary>
    public bool IsWhole => Missing.Count == 0;
}
