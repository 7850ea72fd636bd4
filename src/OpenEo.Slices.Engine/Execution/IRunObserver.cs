using OpenEo.Slices.Engine.Faults;

namespace OpenEo.Slices.Engine.Execution;

/// <summary>Told by a running plan; called from any thread.</summary>
public interface IRunObserver : IRunLog
{
    /// <summary>Windows done and windows planned, over all outputs.</summary>
    void Progress(int done, int planned);

    /// <summary>A file is complete: closed, re-opened and checksummed. Others may still be written.</summary>
    void Completed(OutputFile file);
}
