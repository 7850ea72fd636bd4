using System.Collections.Concurrent;

namespace OpenEo.Slices.Gdal.Remote;

/// <summary>
/// The files at web addresses that this process reads. At most <see cref="Capacity"/> bytes of them stay in memory; the longest unused go first.
/// </summary>
/// <param name="client">Gets ranges.</param>
/// <param name="memory">Where what it gets is kept.</param>
/// <param name="capacity">Bytes that stay in memory, at first.</param>
/// <param name="folder">Where copies of files are kept whose servers know no ranges, and of formats that cannot be read in parts.</param>
/// <param name="mostWhole">Bytes of the largest copy.</param>
/// <param name="forget">Closes what is open of an older version of a file.</param>
sealed class RemoteFiles(RemoteClient client, RemoteMemory memory, long capacity, string folder, long mostWhole, Action<string> forget) : IDisposable
{
    readonly ConcurrentDictionary<string, RemoteFile> known = new();
    // Until the next plan: what has been read of them was another file.
    readonly ConcurrentDictionary<string, bool> replaced = new();
    // Parts that were fetched in advance are given up last, until their end has been read.
    readonly LinkedList<RemotePart> used = new(), awaited = new();
    readonly Lock gate = new(), changing = new();
    long held, waiting, most = capacity;
    int generation;

    /// <summary>Gets ranges.</summary>
    public RemoteClient Client => client;

    /// <summary>Bytes that stay in memory.</summary>
    public long Capacity
    {
        get => Interlocked.Read(ref most);
        set => Interlocked.Exchange(ref most, value);
    }

    /// <summary>Where what it gets is kept.</summary>
    public RemoteMemory Memory => memory;

    /// <summary>The file at an address.</summary>
    /// <exception cref="RemoteFailure">It was replaced while it was read.</exception>
    public RemoteFile this[string address] => replaced.ContainsKey(address) ? throw WasReplaced()
        : Known(address);

    /// <summary>Whether more may be asked for in advance: the other half of the memory is for what is read.</summary>
    public bool HasRoom => Interlocked.Read(ref waiting) < Capacity / 2;

    /// <summary>Counts a part, and gives others up for it.</summary>
    public void Add(RemotePart part, bool inAdvance)
    {
        List<RemotePart>? gone = null;
        lock (gate)
        {
            (inAdvance ? awaited : used).AddLast(part.Place);
            if (inAdvance) waiting += SizeOf(part);
            held += SizeOf(part);
            while (held > Capacity && (used.First ?? awaited.First) is { Value: var oldest } && oldest != part)
            {
                TakeOut(oldest);
                held -= SizeOf(oldest);
                (gone ??= []).Add(oldest);
            }
        }
        // Not with this lock held: files have locks of their own, under which they come here.
        if (gone is null) return;
        gone.ForEach(one => one.Release());
        _ = Task.Run(() => gone.ForEach(one => one.File.Forget(one)));
    }

    /// <summary>A part has been read, perhaps to its end.</summary>
    public void Touch(RemotePart part, bool toItsEnd)
    {
        lock (gate)
        {
            if (part.Place.List is not { } list) return;
            TakeOut(part);
            if (list == awaited && !toItsEnd) waiting += SizeOf(part);
            (toItsEnd ? used : list).AddLast(part.Place);
        }
    }

    /// <summary>A part did not come.</summary>
    public void Remove(RemotePart part)
    {
        lock (gate)
        {
            if (part.Place.List is not null)
            {
                TakeOut(part);
                held -= SizeOf(part);
                part.Release();
            }
        }
        part.File.Forget(part);
    }

    /// <summary>The file is another one now.</summary>
    public void Replaced(RemoteFile file)
    {
        lock (changing)
        {
            if (!known.Contains(KeyValuePair.Create(file.Address, file))) return;
            replaced[file.Address] = true;
            TakeOut(file);
        }
    }

    /// <summary>What is said of a file that was replaced.</summary>
    public static RemoteFailure WasReplaced() => new("the file was replaced while it was read; start again", mayPass: false);

    /// <summary>The file could not be opened.</summary>
    public void Unknown(RemoteFile file) => known.TryRemove(KeyValuePair.Create(file.Address, file));

    /// <summary>From now on each file that is known must show that it is still the same, when it is used next.</summary>
    public void Refresh()
    {
        Interlocked.Increment(ref generation);
        lock (changing)
        {
            // Datasets that were in use when the file was found to be another came back since.
            foreach (var address in replaced.Keys) forget(address);
            replaced.Clear();
            foreach (var (address, file) in known)
                if (file.LetGo()) known.TryRemove(KeyValuePair.Create(address, file));
        }
        lock (gate)
        {
            // Whoever they were fetched for has gone.
            while (awaited.Last is { } left)
            {
                TakeOut(left.Value);
                used.AddFirst(left);
            }
        }
    }

    /// <summary>
    /// Forgets what is known of a file when it is not of its present version; asks the server once after each <see cref="Refresh"/>.
    /// </summary>
    /// <exception cref="RemoteFailure">It was replaced since: what has been read before was another file.</exception>
    public void Update(string address)
    {
        if (replaced.ContainsKey(address)) throw WasReplaced();
        if (!known.TryGetValue(address, out var file) || file.CheckAsync(Volatile.Read(ref generation)).GetAwaiter().GetResult()) return;
        lock (changing)
            if (known.Contains(KeyValuePair.Create(address, file))) TakeOut(file);
    }

    /// <summary>Begins to open a file, or to ask whether it is still the one that is known, and does not wait.</summary>
    public void Expect(string address)
    {
        if (replaced.ContainsKey(address)) return;
        if (!known.TryGetValue(address, out var file)) Known(address).Expect();
        else _ = RenewAsync(file);
    }

    async Task RenewAsync(RemoteFile file)
    {
        if (await file.CheckAsync(Volatile.Read(ref generation))) return;
        lock (changing)
            if (known.Contains(KeyValuePair.Create(file.Address, file))) TakeOut(file);
        Known(file.Address).Expect();
    }

    /// <summary>Writes a file of this size, which is read part by part, and gives its path.</summary>
    /// <exception cref="IOException">It is too large, or cannot be read.</exception>
    public string Copy(long size, Func<long, Memory<byte>, int> read)
    {
        if (size > mostWhole) throw TooLarge();
        var path = Path.Combine(Directory.CreateDirectory(folder).FullName, $"remote-{Guid.NewGuid():N}");
        try
        {
            using var copy = File.Create(path);
            var buffer = new byte[8 << 20];
            for (int got; copy.Length < size && (got = read(copy.Length, buffer)) > 0;) copy.Write(buffer, 0, got);
            return path;
        }
        catch
        {
            File.Delete(path);
            throw;
        }
    }

    RemoteFailure TooLarge() => new($"it is larger than {mostWhole >> 20} MiB and can only be had whole", mayPass: false);

    /// <summary>Writes a body to a file and gives its path.</summary>
    /// <exception cref="RemoteFailure">It is too large.</exception>
    public async Task<string> KeepAsync(Stream body, CancellationTokenSource limit)
    {
        var path = Path.Combine(Directory.CreateDirectory(folder).FullName, $"remote-{Guid.NewGuid():N}");
        try
        {
            await using var copy = File.Create(path);
            var buffer = new byte[1 << 17];
            for (int read; (read = await body.ReadAsync(buffer, limit.Token)) > 0;)
            {
                limit.CancelAfter(RemoteClient.Patience);   // slow is not silent
                await copy.WriteAsync(buffer.AsMemory(0, read), limit.Token);
                if (copy.Length > mostWhole) throw TooLarge();
            }
            return path;
        }
        catch
        {
            File.Delete(path);
            throw;
        }
    }

    /// <summary>Keeps nothing that would have to be asked for again only by whoever comes back: no bytes, no memory.</summary>
    public void Release()
    {
        List<RemotePart> parts;
        lock (gate) parts = [.. used, .. awaited];
        parts.ForEach(Remove);
        memory.Release();
    }

    public void Dispose()
    {
        foreach (var file in known.Values) file.Close();
        client.Dispose();
    }

    RemoteFile Known(string address) =>
        known.GetOrAdd(address, static (address, files) => new RemoteFile(address, files, Volatile.Read(ref files.generation)), this);

    // What is open of it is closed first, so that whoever finds it unknown opens it anew; with the lock for changes held.
    void TakeOut(RemoteFile file)
    {
        forget(file.Address);
        known.TryRemove(KeyValuePair.Create(file.Address, file));
        List<RemotePart> parts;
        lock (gate) parts = [.. used.Concat(awaited).Where(part => part.File == file)];
        foreach (var part in parts) Remove(part);
        file.Close();
    }

    // With the gate held.
    void TakeOut(RemotePart part)
    {
        if (part.Place.List == awaited) waiting -= SizeOf(part);
        part.Place.List!.Remove(part.Place);
    }

    static long SizeOf(RemotePart part) => ((part.LastPage + 1) << 14) - part.Start;
}
