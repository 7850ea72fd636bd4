namespace OpenEo.Slices.Api.Running;

/// <summary>A worker process died in the middle of a request; the message says how.</summary>
sealed class WorkerLostException(string reason, bool outgrown = false) : Exception(reason)
{
    /// <summary>True when it was killed for the memory that it took: another try would end the same way.</summary>
    public bool Outgrown => outgrown;
}
