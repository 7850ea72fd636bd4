using System.Diagnostics;

namespace OpenEo.Slices.Api.Running;

/// <summary>One child process of our own binary that computes, one request at a time. It ends itself when we end, because then its input closes.</summary>
sealed class WorkerProcess : IAsyncDisposable
{
    readonly Process process;
    readonly WorkerEnvironment environment;
    readonly long memoryLimit;
    readonly Task output;
    readonly SemaphoreSlim writing = new(1);
    readonly int pid;
    TaskCompletionSource<WorkerReply> pending = NewReply();
    Action<WorkerReply.News>? heard;
    int requests;
    long limit;
    bool outgrown;

    WorkerProcess(Process process, WorkerEnvironment environment, WorkerSlot slot, long memoryLimit, ILogger log)
    {
        (this.process, this.environment, Slot, this.memoryLimit, pid) = (process, environment, slot, memoryLimit, process.Id);
        output = Task.Run(ReadAsync);
        process.ErrorDataReceived += (_, line) =>
        {
            if (!string.IsNullOrWhiteSpace(line.Data)) log.LogWarning("Worker {Pid}: {Line}", pid, line.Data);
        };
        process.BeginErrorReadLine();
    }

    /// <summary>Number of the operating system's process.</summary>
    public int Pid => pid;

    /// <summary>Its folders.</summary>
    public WorkerSlot Slot { get; }

    /// <summary>What it is shut off from.</summary>
    public CageReport Cage { get; private set; } = CageReport.Off;

    /// <summary>Requests that it has answered.</summary>
    public int Answered { get; private set; }

    /// <summary>True when it has answered all that it was asked.</summary>
    public bool IsIdle => Answered == requests;

    /// <summary>Bytes of memory in use, 0 when it is gone.</summary>
    public long Memory => ProcessMemory.Resident(pid);

    /// <summary>True until the process has ended.</summary>
    public bool IsAlive => !process.HasExited;

    /// <summary>Starts a process and waits until it is warm.</summary>
    /// <param name="environment">What it gets.</param>
    /// <param name="slot">Its folders, which go with it.</param>
    /// <param name="memoryLimit">Most bytes that it may use.</param>
    /// <param name="log">Told of what it writes to standard error.</param>
    /// <param name="ct">Ends it.</param>
    public static async Task<WorkerProcess> StartAsync(WorkerEnvironment environment, WorkerSlot slot, long memoryLimit, ILogger log, CancellationToken ct)
    {
        var command = Command();
        var start = new ProcessStartInfo(command[0], [.. command[1..], "worker"])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        environment.Prepare(start.Environment, slot);
        var worker = new WorkerProcess(Process.Start(start)!, environment, slot, memoryLimit, log);
        try
        {
            using var stop = ct.Register(worker.Kill);
            await worker.WriteLineAsync(WorkerProtocol.Write(environment.Handover));
            worker.Cage = (await worker.pending.Task as WorkerReply.Ready)?.Cage ?? CageReport.Off;
            worker.pending = NewReply();
            return worker;
        }
        catch
        {
            await worker.DisposeAsync();
            ct.ThrowIfCancellationRequested();
            throw;
        }
    }

    /// <summary>
    /// Sends a request and waits for its answer. Cancelling tells the worker to stop, and kills it when it does not within <paramref name="patience"/>.
    /// </summary>
    /// <exception cref="WorkerLostException">The process ended without an answer.</exception>
    public async Task<WorkerReply> SendAsync(WorkerRequest request, Action<WorkerReply.News>? news, TimeSpan patience, CancellationToken ct,
        long? memory = null)
    {
        heard = news;
        limit = Math.Min(memory ?? memoryLimit, memoryLimit);
        using var over = new CancellationTokenSource();
        var guard = WatchMemoryAsync(over.Token);
        try
        {
            var number = ++requests;
            await WriteAsync(request);
            await using var cancel = ct.Register(() => _ = CancelAsync(number, patience, over.Token));
            var reply = await pending.Task;
            pending = NewReply();
            Answered++;
            return reply;
        }
        finally
        {
            await over.CancelAsync();
            await guard;
            heard = null;
        }
    }

    /// <summary>Ends the process at once.</summary>
    public void Kill()
    {
        try
        {
            process.Kill(entireProcessTree: true);
        }
        catch (InvalidOperationException)
        {
            // It has ended by itself.
        }
    }

    public async ValueTask DisposeAsync()
    {
        Kill();
        await output;
        process.Dispose();
        writing.Dispose();
        Slot.Dispose();
    }

    async Task CancelAsync(int number, TimeSpan patience, CancellationToken over)
    {
        try
        {
            await WriteAsync(new WorkerRequest.Cancel(number));
            await Task.Delay(patience, over);
            Kill();
        }
        catch (Exception e) when (e is OperationCanceledException or WorkerLostException)
        {
        }
    }

    // As the base type, or the line would not say which kind of request it is.
    Task WriteAsync(WorkerRequest request) => WriteLineAsync(WorkerProtocol.Write(request));

    async Task WriteLineAsync(string line)
    {
        await writing.WaitAsync();
        try
        {
            await process.StandardInput.WriteLineAsync(line);
            await process.StandardInput.FlushAsync();
        }
        catch (Exception e) when (e is IOException or InvalidOperationException)
        {
            throw await DescribeEndAsync();
        }
        finally
        {
            writing.Release();
        }
    }

    async Task ReadAsync()
    {
        while (await process.StandardOutput.ReadLineAsync() is { } line)
        {
            switch (WorkerProtocol.TryRead<WorkerReply>(line))
            {
                case WorkerReply.News news:
                    heard?.Invoke(news);
                    break;
                case WorkerReply.Sign question:
                    await AnswerAsync(question);
                    break;
                case { } reply:
                    pending.TrySetResult(reply);
                    break;
            }
        }
        pending.TrySetException(await DescribeEndAsync());
        _ = pending.Task.Exception;   // nobody may be waiting
    }

    // One question after the other: a worker that does not listen is not heard either.
    async Task AnswerAsync(WorkerReply.Sign question)
    {
        try
        {
            await WriteAsync(environment.Answer(question));
        }
        catch (WorkerLostException)
        {
            // It has gone, as the end of its output will tell.
        }
    }

    async Task WatchMemoryAsync(CancellationToken over)
    {
        while (!over.IsCancellationRequested)
        {
            await Task.Delay(250, over).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (Memory <= limit) continue;
            outgrown = true;
            Kill();
            return;
        }
    }

    async Task<WorkerLostException> DescribeEndAsync()
    {
        await process.WaitForExitAsync();
        if (outgrown) return new($"it needed more than the {limit >> 20} MiB of memory that it may have", outgrown: true);
        return new(process.ExitCode switch
        {
            137 => "it was killed (signal 9, SIGKILL), by hand or because the machine ran out of memory",
            139 => "it crashed (signal 11, SIGSEGV)",
            134 => "it crashed (signal 6, SIGABRT)",
            > 128 and var code => $"it was ended by signal {code - 128}",
            var code => $"it ended with exit code {code}",
        });
    }

    static TaskCompletionSource<WorkerReply> NewReply() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>The same binary: as its own program, or, from <c>dotnet run</c> and from tests, through the dotnet that runs us.</summary>
    internal static string[] Command()
    {
        var assembly = typeof(WorkerProcess).Assembly;
        var self = Environment.ProcessPath ?? "dotnet";
        if (Path.GetFileName(self) == assembly.GetName().Name) return [self];
        return [Path.GetFileNameWithoutExtension(self) == "dotnet" ? self : "dotnet", Path.Combine(AppContext.BaseDirectory, assembly.GetName().Name + ".dll")];
    }
}
