using System.Runtime.InteropServices;
using System.Text.Json;
using System.Threading.Channels;
using OpenEo.Slices.Api.Running;
using OpenEo.Slices.Engine.Stac;

namespace OpenEo.Slices.Api.Worker;

/// <summary>Serves the requests of the service that started this process, one after the other.</summary>
sealed class RequestLoop(
    BatchWork batch, SyncWork sync, CollectionCatalog collections, CollectionProbe probe, WarmUp warmUp, Signatures signatures, Rest rest)
{
    /// <summary>Reads requests from the standard input until it closes, and writes replies. Returns the exit code.</summary>
    public async Task<int> ServeAsync(TextWriter output, CageReport cage)
    {
        // Ctrl+C, and a service manager's signal to all processes at once, are for the service, which decides what becomes of us.
        using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, signal => signal.Cancel = true);
        using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, signal => signal.Cancel = true);
        var requests = Channel.CreateUnbounded<WorkerRequest>();
        using var current = new CurrentRequest();
        signatures.Tell = Reply;
        _ = Task.Factory.StartNew(() => Listen(requests.Writer, current, signatures), CancellationToken.None,
            TaskCreationOptions.LongRunning, TaskScheduler.Default);
        Reply(new WorkerReply.Ready(cage));
        using var busy = new CancellationTokenSource();
        var warming = OwnThread.Run(() => warmUp.Run(busy.Token));
        var more = requests.Reader.WaitToReadAsync().AsTask();
        while (await more)
        {
            while (requests.Reader.TryRead(out var request))
            {
                await busy.CancelAsync();
                var ct = current.Begin();
                var reply = await AnswerAsync(request, Reply, ct);
                Rest.AfterWork();
                Reply(reply);
            }
            more = rest.WaitAsync(requests.Reader.WaitToReadAsync().AsTask()).AsTask();
        }
        await warming;
        return 0;

        void Reply(WorkerReply reply)
        {
            lock (output)
            {
                output.WriteLine(WorkerProtocol.Write(reply));
                output.Flush();
            }
        }
    }

    // On a thread of its own: a computation may keep the pool busy, and a closed input must end the process whatever it is doing.
    static void Listen(ChannelWriter<WorkerRequest> requests, CurrentRequest current, Signatures signatures)
    {
        while (Console.In.ReadLine() is { } line)
        {
            switch (WorkerProtocol.TryRead<WorkerRequest>(line))
            {
                case WorkerRequest.Cancel cancel:
                    current.Cancel(cancel.Number);
                    break;
                case WorkerRequest.Signed answer:
                    signatures.Hear(answer);
                    break;
                case { } request:
                    requests.TryWrite(request);
                    break;
                default:
                    Console.Error.WriteLine("A request could not be read.");
                    End();
                    break;
            }
        }
        End();
    }

    // Not by Exit, which waits for libraries that may be at work.
    static void End() => System.Diagnostics.Process.GetCurrentProcess().Kill();

    async Task<WorkerReply> AnswerAsync(WorkerRequest request, Action<WorkerReply.News> tell, CancellationToken ct)
    {
        try
        {
            switch (request)
            {
                case WorkerRequest.Run run:
                    return await batch.ExecuteAsync(run, tell, ct);
                case WorkerRequest.Compute compute:
                    return await sync.ComputeAsync(compute, tell, ct);
                case WorkerRequest.Estimate estimate:
                    return await sync.EstimateAsync(estimate, tell, ct);
                case WorkerRequest.Describe describe:
                    return await DescribeAsync(describe.CollectionId, ct);
                default:
                    throw new InvalidOperationException($"A request of type {request.GetType().Name} is not known.");
            }
        }
        catch (OperationCanceledException) when (ct.IsCancellationRequested)
        {
            return new WorkerReply.Canceled();
        }
        catch (Exception e)
        {
            return new WorkerReply.Faults(RunFaults.Of(e, request.Files));
        }
    }

    async Task<WorkerReply> DescribeAsync(string id, CancellationToken ct)
    {
        if (await collections.FindAsync(id, ct) is not { } collection) return new WorkerReply.Described(null);
        var dimensions = await OwnThread.Run(() => probe.Dimensions(collection, ct));
        return new WorkerReply.Described(dimensions is null ? null : JsonSerializer.SerializeToElement(dimensions));
    }
}
