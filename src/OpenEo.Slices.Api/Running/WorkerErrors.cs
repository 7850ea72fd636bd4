namespace OpenEo.Slices.Api.Running;

/// <summary>Passes on to the log what a worker writes to standard error: so many characters a line, and so many lines in ten seconds.</summary>
sealed class WorkerErrors(int pid, ILogger log)
{
    const int Longest = 1 << 14, Most = 200;

    static readonly TimeSpan Span = TimeSpan.FromSeconds(10);

    readonly TimeProvider clock = TimeProvider.System;
    long begun = TimeProvider.System.GetTimestamp();
    int lines;

    /// <summary>Reads to the end.</summary>
    public async Task ReadAsync(TextReader reader)
    {
        try
        {
            await BoundedLines.ReadAsync(reader, Longest, cut: true, Hear);
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException or InvalidOperationException)
        {
            // It has ended.
        }
    }

    Task Hear(string line)
    {
        if (string.IsNullOrWhiteSpace(line)) return Task.CompletedTask;
        if (clock.GetElapsedTime(begun) > Span) (begun, lines) = (clock.GetTimestamp(), 0);
        if (++lines <= Most) log.LogWarning("Worker {Pid}: {Line}", pid, line);
        else if (lines == Most + 1) log.LogWarning("Worker {Pid} writes more than {Most} lines in {Seconds} s; some are left out", pid, Most,
            Span.TotalSeconds);
        return Task.CompletedTask;
    }
}
