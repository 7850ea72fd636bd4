namespace OpenEo.Slices.Api.Running;

/// <summary>Blocking work on a thread of its own and not of the pool, which the engine uses for its windows.</summary>
static class OwnThread
{
    /// <summary>The result of the work, which is not cut short: it has to look at its own token.</summary>
    public static Task<T> Run<T>(Func<T> work) =>
        Task.Factory.StartNew(work, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
}
