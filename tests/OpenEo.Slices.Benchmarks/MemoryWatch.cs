using System.Globalization;

namespace OpenEo.Slices.Benchmarks;

/// <summary>
/// Looks every 50 ms at what a service and all its descendants hold in memory: the sum of their resident sets. Pages that processes share (libraries,
/// PostgreSQL's buffers) are counted in each of them, so the sums are never too small.
/// </summary>
public sealed class MemoryWatch : IAsyncDisposable
{
    static readonly TimeSpan Period = TimeSpan.FromMilliseconds(50);

    readonly CancellationTokenSource stop = new();
    readonly RunningService service;
    readonly Task watching;

    /// <summary>Starts looking.</summary>
    public MemoryWatch(RunningService service)
    {
        this.service = service;
        watching = Task.Run(WatchAsync);
    }

    /// <summary>The most that the service and its workers held together, in bytes.</summary>
    public long ServicePeak { get; private set; }

    /// <summary>The most that the embedded PostgreSQL's processes held together, in bytes.</summary>
    public long DatabasePeak { get; private set; }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await stop.CancelAsync();
        await watching.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        stop.Dispose();
    }

    async Task WatchAsync()
    {
        // PostgreSQL is in a session of its own and may have lost its parent, so its number comes from its own file.
        var file = Path.Combine(service.Folder, "postgres", "postmaster.pid");
        int[] roots = File.Exists(file) ? [service.Pid, int.Parse(File.ReadLines(file).First(), CultureInfo.InvariantCulture)] : [service.Pid];
        while (true)
        {
            var (own, database) = Sample(roots);
            ServicePeak = Math.Max(ServicePeak, own);
            DatabasePeak = Math.Max(DatabasePeak, database);
            await Task.Delay(Period, stop.Token);
        }
    }

    static (long Own, long Database) Sample(int[] roots)
    {
        var processes = Directory.EnumerateDirectories("/proc").Select(Read).OfType<Entry>().ToArray();
        var children = processes.ToLookup(process => process.Parent);
        var (own, database) = (0L, 0L);
        var seen = new HashSet<int>();
        var open = new Stack<Entry>(processes.Where(process => roots.Contains(process.Pid)));
        while (open.TryPop(out var process))
        {
            if (!seen.Add(process.Pid)) continue;
            if (process.Name == "postgres") database += process.Resident;
            else own += process.Resident;
            foreach (var child in children[process.Pid]) open.Push(child);
        }
        return (own, database);
    }

    static Entry? Read(string folder)
    {
        if (!int.TryParse(Path.GetFileName(folder), NumberStyles.None, CultureInfo.InvariantCulture, out var pid)) return null;
        try
        {
            // "pid (name) state parent ... rss": the name may hold blanks and brackets; parent is field 4 and rss, in pages, field 24.
            var stat = File.ReadAllText($"{folder}/stat");
            var (open, close) = (stat.IndexOf('('), stat.LastIndexOf(')'));
            var fields = stat[(close + 2)..].Split(' ');
            var pages = long.Parse(fields[21], CultureInfo.InvariantCulture);
            return new Entry(pid, int.Parse(fields[1], CultureInfo.InvariantCulture), stat[(open + 1)..close], pages * Environment.SystemPageSize);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;   // it has ended
        }
    }

    sealed record Entry(int Pid, int Parent, string Name, long Resident);
}
