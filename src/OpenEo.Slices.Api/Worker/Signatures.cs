using System.Collections.Concurrent;
using OpenEo.Slices.Api.Running;
using OpenEo.Slices.Engine.Faults;
using OpenEo.Slices.Engine.Stac;

namespace OpenEo.Slices.Api.Worker;

/// <summary>Asks the service, which has the keys, for addresses of objects. Any thread may ask, at any time.</summary>
sealed class Signatures
{
    readonly ConcurrentDictionary<int, TaskCompletionSource<SignedAddress>> open = new();
    int last;

    /// <summary>Says something to the service.</summary>
    public Action<WorkerReply> Tell { private get; set; } = _ => throw new InvalidOperationException("Nobody listens yet.");

    /// <summary>An address that an object can be read from.</summary>
    /// <exception cref="ProcessGraphException">The service does not sign it; the message says why.</exception>
    public async Task<SignedAddress> AskAsync(string location, CancellationToken ct)
    {
        var (number, answer) = (Interlocked.Increment(ref last), new TaskCompletionSource<SignedAddress>(TaskCreationOptions.RunContinuationsAsynchronously));
        open[number] = answer;
        try
        {
            Tell(new WorkerReply.Sign(number, location));
            return await answer.Task.WaitAsync(ct);
        }
        finally
        {
            open.TryRemove(number, out _);
        }
    }

    /// <summary>An answer has come.</summary>
    public void Hear(WorkerRequest.Signed answer)
    {
        if (!open.TryGetValue(answer.Number, out var waiting)) return;
        if (answer.Address is { } address) waiting.TrySetResult(address);
        else waiting.TrySetException(new ProcessGraphException(new Fault(FaultCodes.PermissionsInsufficient, answer.Refusal ?? "It is not signed.")));
    }
}
