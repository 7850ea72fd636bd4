namespace OpenEo.Slices.Engine.Faults;

/// <summary>Codes of what is no fault, but worth knowing. The openEO API has none for this, so they are ours.</summary>
public static class NoticeCodes
{
    /// <summary>A node loads everything there is.</summary>
    public const string ExtentMissing = nameof(ExtentMissing);

    /// <summary>Nothing uses the value of a node.</summary>
    public const string NodeUnused = nameof(NodeUnused);

    /// <summary>What a log entry says that has no code of its own.</summary>
    public const string Notice = nameof(Notice);

    /// <summary>The definition of a process may change.</summary>
    public const string ProcessExperimental = nameof(ProcessExperimental);

    /// <summary>The data could not be looked at in time.</summary>
    public const string ValidationIncomplete = nameof(ValidationIncomplete);
}
