namespace OpenEo.Slices.Engine.Faults;

/// <summary>
/// One thing that is wrong with a process graph: a standard openEO error code, a message that says what and what to do, and where (node id, with child
/// graphs as <c>reduce1.reducer.mean1</c>, and parameter).
/// </summary>
public sealed record Fault(string Code, string Message, string? Node = null, string? Parameter = null)
{
    /// <summary>
    /// True when the client has named what is at fault, or asks what cannot be done with it, where the code alone says that others have to mend it: the
    /// answer is then a 4xx.
    /// </summary>
    public bool IsClients { get; init; }

    /// <summary>Names and values for the message template of <see cref="Code"/>, such as <c>process</c> and <c>reason</c>.</summary>
    public IReadOnlyDictionary<string, string> Details { get; init; } = new Dictionary<string, string>();
}
