using System.Text.Json;
using System.Threading.Channels;
using OpenEo.Slices.Api.Graphs;
using OpenEo.Slices.Api.Jobs;
using OpenEo.Slices.Api.Postgres;
using OpenEo.Slices.Api.Running;
using OpenEo.Slices.Api.Storage;
using OpenEo.Slices.Api.Web;
using OpenEo.Slices.Engine.Cubes;
using OpenEo.Slices.Engine.Execution;
using OpenEo.Slices.Engine.Faults;
using OpenEo.Slices.Engine.Graph;
using OpenEo.Slices.Engine.Stac;

namespace OpenEo.Slices.Api.Worker;

/// <summary>
/// The verbs of the worker. <c>worker</c>: requests of the service that started it, line by line, until the input closes. <c>run NUMBER</c>: one queued run,
/// for outer systems; the exit code is 0 when the run has ended in order, whatever came out of it.
/// </summary>
public static class WorkerMain
{
    // A graph that needs nothing; computing it once loads and compiles what every request needs.
    static readonly JsonElement WarmUp = JsonElement.Parse("""{"process_graph":{"a":{"process_id":"add","arguments":{"x":1,"y":2},"result":true}}}""");

    /// <summary>Serves requests until the input closes. Returns the exit code.</summary>
    public static async Task<int> ServeAsync()
    {
        // The protocol has standard output for itself.
        var output = Console.Out;
        Console.SetOut(Console.Error);
        // Ctrl+C, and a service manager's signal to all processes at once, are for the service, which decides what becomes of us.
        using var terminate = System.Runtime.InteropServices.PosixSignalRegistration.Create(System.Runtime.InteropServices.PosixSignal.SIGTERM, signal => signal.Cancel = true);
        using var interrupt = System.Runtime.InteropServices.PosixSignalRegistration.Create(System.Runtime.InteropServices.PosixSignal.SIGINT, signal => signal.Cancel = true);
        await using var services = Compose();
        services.GetRequiredService<ProcessingEngine>().Plan(WarmUp, UserContext.Nobody, null, CancellationToken.None);
        var requests = Channel.CreateUnbounded<WorkerRequest>();
        using var current = new CurrentRequest();
        _ = Task.Factory.StartNew(() => Listen(requests.Writer, current), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        Reply(new WorkerReply.Ready());
        await foreach (var request in requests.Reader.ReadAllAsync())
        {
            var ct = current.Begin();
            Reply(await AnswerAsync(services, request, Reply, ct));
        }
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

    /// <summary>Takes the queued run of this number and does it. Returns the exit code.</summary>
    public static async Task<int> RunAsync(string number)
    {
        if (!long.TryParse(number, out var runId)) throw new SetupException("Use: run NUMBER");
        await using var services = Compose();
        var run = await services.GetRequiredService<RunQueue>().TakeAsync(runId, "command", CancellationToken.None)
            ?? throw new SetupException($"Run {runId} is not queued.");
        using var stop = new CancellationTokenSource();
        using var terminate = System.Runtime.InteropServices.PosixSignalRegistration.Create(System.Runtime.InteropServices.PosixSignal.SIGTERM, signal =>
        {
            signal.Cancel = true;
            stop.Cancel();
        });
        await services.GetRequiredService<RunJob>().ExecuteAsync(run, stop.Token);
        if (stop.IsCancellationRequested) await services.GetRequiredService<RunLedger>().LoseAsync(run, "it was told to stop", counts: false);
        return stop.IsCancellationRequested ? 1 : 0;
    }

    // On a thread of its own: a computation may keep the pool busy, and a closed input must end the process whatever it is doing.
    static void Listen(ChannelWriter<WorkerRequest> requests, CurrentRequest current)
    {
        while (Console.In.ReadLine() is { } line)
        {
            switch (WorkerProtocol.TryRead<WorkerRequest>(line))
            {
                case WorkerRequest.Cancel cancel:
                    current.Cancel(cancel.Number);
                    break;
                case { } request:
                    requests.TryWrite(request);
                    break;
                default:
                    Console.Error.WriteLine("A request could not be read.");
                    Environment.Exit(2);
                    break;
            }
        }
        Environment.Exit(0);
    }

    static async Task<WorkerReply> AnswerAsync(IServiceProvider services, WorkerRequest request, Action<WorkerReply> tell, CancellationToken ct)
    {
        try
        {
            switch (request)
            {
                case WorkerRequest.Run run:
                    await services.GetRequiredService<RunJob>().ExecuteAsync(run.Claim, ct);
                    return new WorkerReply.Done();
                case WorkerRequest.Compute compute:
                    return await services.GetRequiredService<SyncWork>().ComputeAsync(compute, entry => tell(new WorkerReply.Log(entry)), ct);
                case WorkerRequest.Estimate estimate:
                    return await services.GetRequiredService<SyncWork>().EstimateAsync(estimate, entry => tell(new WorkerReply.Log(entry)), ct);
                case WorkerRequest.Describe describe:
                    return await DescribeAsync(services, describe.CollectionId, ct);
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
            return new WorkerReply.Faults(RunFaults.Of(e));
        }
    }

    static async Task<WorkerReply> DescribeAsync(IServiceProvider services, string id, CancellationToken ct)
    {
        if (await services.GetRequiredService<CollectionCatalog>().FindAsync(id, ct) is not { } collection) return new WorkerReply.Described(null);
        var dimensions = await OwnThread.Run(() => services.GetRequiredService<CollectionProbe>().Dimensions(collection, ct));
        return new WorkerReply.Described(dimensions is null ? null : JsonSerializer.SerializeToElement(dimensions));
    }

    static ServiceProvider Compose()
    {
        // Heartbeats and input need threads even while the engine has taken one for each core.
        ThreadPool.SetMinThreads(Environment.ProcessorCount + 8, 8);
        var configuration = new ConfigurationBuilder().AddEnvironmentVariables().Build();
        return new ServiceCollection()
            .AddSingleton<IConfiguration>(configuration)
            .AddLogging(logging => logging.SetMinimumLevel(LogLevel.Warning).AddConsole(console => console.LogToStandardErrorThreshold = LogLevel.Trace))
            .AddSingleton(TimeProvider.System)
            .AddDatabase(configuration)
            .AddEngine(configuration)
            .AddSingleton<RemoteProcesses>()
            .AddSingleton<Billing>()
            .AddSingleton<UserFiles>()
            .AddSingleton<UserContexts>()
            .AddSingleton<RunQueue>()
            .AddSingleton<RunLedger>()
            .AddSingleton<ResultFiles>()
            .AddSingleton<RunJob>()
            .AddSingleton<SyncWork>()
            .BuildServiceProvider();
    }

    /// <summary>The token of the request that is being done, and its number.</summary>
    sealed class CurrentRequest : IDisposable
    {
        readonly Lock gate = new();
        readonly HashSet<int> canceled = [];
        CancellationTokenSource source = new();
        int number;

        public CancellationToken Begin()
        {
            lock (gate)
            {
                source.Dispose();
                source = new CancellationTokenSource();
                if (canceled.Remove(++number)) source.Cancel();
                return source.Token;
            }
        }

        // A cancel may overtake the start of its request; one of an earlier request is void.
        public void Cancel(int which)
        {
            lock (gate)
            {
                if (which == number) source.Cancel();
                else if (which > number) canceled.Add(which);
            }
        }

        public void Dispose() => source.Dispose();
    }
}

/// <summary>What an exception of the engine means to the user.</summary>
public static class RunFaults
{
    /// <summary>The faults to report. What is not the user's doing is also written to standard error, which the service logs.</summary>
    public static IReadOnlyList<Fault> Of(Exception exception)
    {
        switch (exception)
        {
            case ProcessGraphException graph:
                return graph.Faults;
            case RasterException raster:
                Console.Error.WriteLine(raster);
                return [new Fault("DataUnreadable", raster.Message)];
            case OutOfMemoryException:
                return [new Fault("MemoryExceeded", "The computation needs more memory than is available. Use a smaller extent or a coarser resolution.")];
            case IOException { HResult: 28 or -2147024784 }:
                return [new Fault("StorageFailure", "The disk for results is full.")];
            default:
                Console.Error.WriteLine(exception);
                return [new Fault("Internal", $"Something failed inside the service ({exception.GetType().Name}). Report it with the job's id.")];
        }
    }
}
