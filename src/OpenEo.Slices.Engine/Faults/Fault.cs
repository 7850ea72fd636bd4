namespace OpenEo.Slices.Engine.Faults;

/// <summary>
/// One thing that is wrong with a process graph: a standard openEO error code, a message that says what and what to do, and where (node id, with child
/// graphs as <c>reduce1.reducer.mean1</c>, and parameter).
/// </summary>
public sealed record Fault(string Code, string Message, string? Node = null, string? Parameter = null)
{
    /// <summary>Names and values for the message template of <see cref="Code"/>, such as <c>process</c> and <c>reason</c>.</summary>
    public IReadOnlyDictionary<string, string> Details { get; init; } = new Dictionary<string, string>();
}
