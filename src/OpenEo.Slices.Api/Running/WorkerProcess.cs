using System.Diagnostics;

namespace OpenEo.Slices.Api.Running;

/// <summary>One child process of our own binary that computes, one request at a time. It ends itself when we end, because then its input closes.</summary>
sealed class WorkerProcess : IAsyncDisposable
{
    // Characters of a line: the largest answers are bare values and the cubes of a plan.
    const int LongestLine = 1 << 25;

    // A process that was started, or whose output is still held by something that it started, is waited for so long.
    static readonly TimeSpan StartPatience = TimeSpan.FromMinutes(2), EndPatience = TimeSpan.FromSeconds(5);

    readonly Process process;
    readonly ILogger log;
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
        this.log = log;
        output = Task.Run(ReadAsync);
        _ = Task.Run(() => new WorkerErrors(pid, log).ReadAsync(process.StandardError));
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
        var worker = new WorkerProcess(Start(environment, slot), environment, slot, memoryLimit, log);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(ct);
        limit.CancelAfter(StartPatience);
        try
        {
            using var stop = limit.Token.Register(worker.Kill);
            await worker.WriteLineAsync(WorkerProtocol.Write(environment.Handover));
            worker.Cage = (await worker.ReplyAsync() as WorkerReply.Ready)?.Cage ?? CageReport.Off;
            worker.pending = NewReply();
            return worker;
        }
        catch
        {
            await worker.DisposeAsync();
            ct.ThrowIfCancellationRequested();
            if (limit.IsCancellationRequested) throw new WorkerLostException($"it was not ready after {StartPatience.TotalSeconds} s");
            throw;
        }
    }

    static Process Start(WorkerEnvironment environment, WorkerSlot slot)
    {
        try
        {
            var command = Command();
            var start = new ProcessStartInfo(command[0], [.. command[1..], "worker"])
            {
                RedirectStandardInput = true,
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            };
            environment.Prepare(start.Environment, slot);
            return Process.Start(start)!;
        }
        catch
        {
            // The process would have it.
            slot.Dispose();
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
            var written = WriteAsync(request with { Memory = limit });
            // Before it is written: a worker that does not read would keep us from it.
            await using var cancel = ct.Register(() => _ = CancelAsync(number, patience, over.Token));
            await written;
            var reply = await ReplyAsync();
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
        catch (Exception e) when (e is InvalidOperationException or System.ComponentModel.Win32Exception or AggregateException)
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
        var told = WriteAsync(new WorkerRequest.Cancel(number));
        await Task.Delay(patience, over).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (!over.IsCancellationRequested) Kill();
        // It may have gone before it was told.
        await told.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    // As the base type, or the line would not say which kind of request it is.
    Task WriteAsync(WorkerRequest request) => WriteLineAsync(WorkerProtocol.Write(request));

    async Task WriteLineAsync(string line)
    {
        await writing.WaitAsync();
        try
        {
            // On another thread, whoever waits for a pipe that is full.
            await Task.Run(async () =>
            {
                await process.StandardInput.WriteLineAsync(line);
                await process.StandardInput.FlushAsync();
            });
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
        var reading = BoundedLines.ReadAsync(process.StandardOutput, LongestLine, cut: false, HearAsync);
        try
        {
            await await Task.WhenAny(reading, EndAsync());
        }
        catch (Exception e)
        {
            // Whatever it is, somebody waits for an answer that will not come.
            log.LogError(e, "Worker {Pid} says what cannot be heard; it is ended", pid);
        }
        Kill();
        pending.TrySetException(await DescribeEndAsync());
        _ = pending.Task.Exception;   // nobody may be waiting
    }

    async Task EndAsync()
    {
        await process.WaitForExitAsync();
        await Task.Delay(EndPatience);
    }

    async Task HearAsync(string line)
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

    // Not only `pending`: who reads may have stopped before it was made.
    async Task<WorkerReply> ReplyAsync()
    {
        await Task.WhenAny(pending.Task, output);
        return pending.Task.IsCompleted ? await pending.Task : throw await DescribeEndAsync();
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
