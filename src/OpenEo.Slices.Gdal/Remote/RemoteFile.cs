namespace OpenEo.Slices.Gdal.Remote;

/// <summary>
/// A file at a web address, of which parts are in memory. Parts are pages; pages that are missing side by side come with one request. All parts are of one
/// version of the file.
/// </summary>
sealed class RemoteFile(string address, RemoteFiles files, int generation)
{
    const int PageBits = 14, PageSize = 1 << PageBits;
    const int HeadPages = 2, MostPages = 256, MostAhead = 64, MostOfRange = 1 << 30;

    readonly Lock gate = new(), copying = new();
    readonly Dictionary<long, RemotePart> pages = [];
    Task? opening;
    Task<bool> current = Task.FromResult(true);
    int checkedIn = generation;
    long length = -1;
    string? version, local;
    long lastEnd;
    int ahead, handles;
    bool isGone, isExpected;

    /// <summary>The address.</summary>
    public string Address => address;

    /// <summary>The path of a copy, when the server only gives whole files; null otherwise.</summary>
    public string? Local => local;

    /// <summary>Bytes of the file. Asks the server when nothing is known yet.</summary>
    /// <exception cref="RemoteFailure">The server does not give it.</exception>
    public long Length()
    {
        Open().GetAwaiter().GetResult();
        return length;
    }

    /// <summary>The version that the server gives it (an entity tag, or when it was changed) with its length; null when it gives none.</summary>
    /// <exception cref="RemoteFailure">The server does not give the file.</exception>
    public string? Version() => Length() is var bytes && version is not null ? $"{bytes} {version}" : null;

    /// <summary>Begins to open it, and does not wait. A failure is kept for the next who asks: he need not find out once more.</summary>
    public void Expect()
    {
        lock (gate)
        {
            if (opening is not null) return;
            isExpected = true;
            opening = Task.Run(OpenAsync);
        }
    }

    /// <summary>
    /// Copies bytes into a target and gives how many there are before the file ends. Waits for what is on its way, and asks for what is missing.
    /// </summary>
    /// <exception cref="RemoteFailure">The server does not give it.</exception>
    public int Read(long offset, Span<byte> target)
    {
        var count = (int)Math.Min(target.Length, Math.Max(0, Length() - offset));
        if (count == 0) return 0;
        if (local is not null)
        {
            using var copy = File.OpenHandle(local);
            return RandomAccess.Read(copy, target[..count], offset);
        }
        var (first, last) = (offset >> PageBits, (offset + count - 1) >> PageBits);
        lock (gate)
        {
            // Whoever reads on and on from where he stopped gets more each time.
            var missing = false;
            for (var page = first; page <= last && !missing; page++) missing = !pages.ContainsKey(page);
            if (missing)
            {
                ahead = offset == lastEnd && offset > 0 ? Math.Min(Math.Max(1, ahead * 2), MostAhead) : 0;
                Request(first, Math.Min(last + ahead, (length - 1) >> PageBits));
            }
            lastEnd = offset + count;
        }
        for (var done = 0; done < count;)
        {
            var part = Hold(offset + done, last);
            try
            {
                var bytes = part.Bytes.GetAwaiter().GetResult();
                files.Touch(part, toItsEnd: last >= part.LastPage);
                var from = (int)(offset + done - part.Start);
                var copied = Math.Min(count - done, bytes.Count - from);
                if (copied <= 0) throw new RemoteFailure("the server sends less than was asked for", mayPass: true);
                bytes.AsSpan(from, copied).CopyTo(target[done..]);
                done += copied;
            }
            finally
            {
                part.Release();
            }
        }
        return count;
    }

    // The part that has a byte; what was given up meanwhile, to make room, is asked for again, up to a last page.
    RemotePart Hold(long at, long last)
    {
        lock (gate)
        {
            while (true)
            {
                if (pages.TryGetValue(at >> PageBits, out var part))
                {
                    if (part.TryHold()) return part;
                    Forget(part);
                }
                Request(at >> PageBits, last);
            }
        }
    }

    /// <summary>The path of a copy of the whole file.</summary>
    /// <exception cref="IOException">The server does not give it, or it is too large.</exception>
    public string Whole()
    {
        var size = Length();
        lock (copying)
        {
            if (local is not null) return local;
            return local = files.Copy(size, (offset, target) => Read(offset, target.Span));
        }
    }

    /// <summary>Asks for ranges that will be read, and does not wait. Small gaps between them come along.</summary>
    /// <returns>Bytes of the pages that hold them.</returns>
    public long Fetch(IEnumerable<(long Offset, long Count)> ranges)
    {
        if (local is not null || length < 0) return 0;
        var wanted = ranges.Where(range => range.Count is > 0 and <= MostOfRange && range.Offset >= 0 && range.Offset <= length - range.Count)
            .SelectMany(range => Enumerable.Range(0, (int)(((range.Offset + range.Count - 1) >> PageBits) - (range.Offset >> PageBits)) + 1)
                .Select(i => (range.Offset >> PageBits) + i)).Distinct().Order().ToList();
        lock (gate)
        {
            for (var i = 0; i < wanted.Count;)
            {
                var end = i;
                while (end + 1 < wanted.Count && wanted[end + 1] <= wanted[end] + 2) end++;
                Request(wanted[i], wanted[end], inAdvance: true);
                i = end + 1;
            }
        }
        return (long)wanted.Count << PageBits;
    }

    /// <summary>Takes the pages of a part out; it is asked for again when somebody needs it.</summary>
    public void Forget(RemotePart part)
    {
        lock (gate)
            for (var page = part.Start >> PageBits; page <= part.LastPage; page++)
                if (pages.TryGetValue(page, out var known) && known == part) pages.Remove(page);
    }

    /// <summary>Whether the file at the server is still the one that parts are known of; asked once in each generation.</summary>
    public Task<bool> CheckAsync(int now)
    {
        lock (gate)
        {
            if (checkedIn != now) (checkedIn, current) = (now, Task.Run(IsCurrentAsync));
            return current;
        }
    }

    async Task<bool> IsCurrentAsync()
    {
        if (opening is not { IsCompletedSuccessfully: true }) return true;   // nothing is known of it
        // Whole again, because there is no range to ask for; or nothing by which the server would say that it is the same.
        if (local is not null || version is null) return false;
        try
        {
            // Two bytes: there are servers that take an end of 0 for none.
            var now = await files.Client.GetAsync(address, 0, 2, (_, _) => Task.CompletedTask, CancellationToken.None);
            return now.Bytes is not null && now.Length == length && now.Version == version;
        }
        catch (RemoteFailure)
        {
            return false;   // the next reader hears why
        }
    }

    /// <summary>Counts a handle of GDAL's that reads it; false when it is no longer the one that is known.</summary>
    public bool Hold()
    {
        lock (gate)
        {
            if (isGone) return false;
            handles++;
            return true;
        }
    }

    /// <summary>A handle is done with it.</summary>
    public void Release()
    {
        lock (gate) handles--;
    }

    /// <summary>Whether nothing of it is held by anybody; then nobody can hold it any more.</summary>
    public bool LetGo()
    {
        lock (gate) return isGone |= handles == 0 && pages.Count == 0 && local is null && opening is null or { IsCompleted: true };
    }

    /// <summary>Deletes a copy.</summary>
    public void Close()
    {
        if (local is not null) File.Delete(local);
    }

    // The first pages, of which length and version are taken.
    Task Open()
    {
        lock (gate)
        {
            var (asked, wasExpected) = (opening, isExpected);
            isExpected = false;
            if (asked is { IsCompletedSuccessfully: true } or { IsCompleted: false }) return asked;
            if (asked is null || !wasExpected) return opening = Task.Run(OpenAsync);
            opening = null;
            files.Unknown(this);
            return asked;
        }
    }

    async Task OpenAsync()
    {
        RemoteRange head;
        try
        {
            head = await files.Client.GetAsync(address, 0, HeadPages << PageBits, KeepAsync, CancellationToken.None);
        }
        catch
        {
            lock (gate)
            {
                // Neither the failure nor the file is kept: the next reader asks again.
                if (!isExpected)
                {
                    opening = null;
                    files.Unknown(this);
                }
            }
            throw;
        }
        lock (gate)
        {
            (length, version) = (head.Length, head.Version);
            if (local is not null) length = new FileInfo(local).Length;
            if (head.Bytes is not { Count: > 0 } bytes) return;
            var part = new RemotePart(this, 0, (bytes.Count - 1) >> PageBits, Task.FromResult(bytes), files.Memory);
            for (var page = 0L; page <= part.LastPage; page++) pages[page] = part;
            files.Add(part, inAdvance: false);
        }
    }

    async Task KeepAsync(Stream body, CancellationTokenSource limit)
    {
        local = await files.KeepAsync(body, limit);
    }

    // Once ranges have come, a whole file is none of their continuations: each request would bring one.
    static Task RefuseAsync(Stream body, CancellationTokenSource limit) =>
        throw new RemoteFailure("the server gives ranges of it and then does not", mayPass: true);

    // Missing pages from first to last, side by side in one request; called with the gate held.
    void Request(long first, long last, bool inAdvance = false)
    {
        for (var page = first; page <= last;)
        {
            if (pages.ContainsKey(page))
            {
                page++;
                continue;
            }
            var end = page;
            while (end < last && end - page + 1 < MostPages && !pages.ContainsKey(end + 1)) end++;
            var (start, count) = (page << PageBits, Math.Min((end + 1) << PageBits, length) - (page << PageBits));
            var part = new RemotePart(this, start, end, Task.Run(() => GetAsync(start, count)), files.Memory);
            for (; page <= end; page++) pages[page] = part;
            files.Add(part, inAdvance);
            // What failed is tried again by the next reader.
            part.Bytes.ContinueWith(_ => files.Remove(part), CancellationToken.None, TaskContinuationOptions.NotOnRanToCompletion, TaskScheduler.Default);
        }
    }

    async Task<ArraySegment<byte>> GetAsync(long start, long count)
    {
        var range = await files.Client.GetAsync(address, start, count, RefuseAsync, CancellationToken.None);
        if (range.Length != length || range.Version != version)
        {
            files.Replaced(this);
            throw RemoteFiles.WasReplaced();
        }
        return range.Bytes!.Value;
    }
}
