namespace OpenEo.Slices.Engine.Faults;

/// <summary>A process graph cannot be planned or run. Carries every fault that was found, the first one as the message.</summary>
public sealed class ProcessGraphException(IReadOnlyList<Fault> faults)
    : Exception(faults[0].Message + (faults.Count > 1 ? $" (and {faults.Count - 1} more)" : ""))
{
    /// <summary>For a single fault.</summary>
    public ProcessGraphException(Fault fault) : this([fault])
    {
    }

    /// <summary>Everything that is wrong, in graph order; never empty.</summary>
    public IReadOnlyList<Fault> Faults { get; } = faults;
}
