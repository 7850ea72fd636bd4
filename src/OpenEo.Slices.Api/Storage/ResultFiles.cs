using System.Collections.Concurrent;
using System.Runtime.InteropServices;
using Npgsql;
using OpenEo.Slices.Api.Postgres;
using OpenEo.Slices.Api.Settings;
using OpenEo.Slices.Api.Web;
using OpenEo.Slices.Engine.Faults;

namespace OpenEo.Slices.Api.Storage;

/// <summary>
/// Where result files are: <c>Results:Folder</c> (default <c>results</c> in the data folder), then job, run, name. Names from outside are taken only when
/// they are plain names, so that no address leads out of the folder.
/// </summary>
sealed partial class ResultFiles(ResultSettings settings, DataSettings data, NpgsqlDataSource db, ILogger<ResultFiles> log)
{
    /// <summary>Windows that a run keeps for its next try, beside its files.</summary>
    public const string KeptName = ".windows";

    // What is listed (of a job without a file one row), and the runs that are at work.
    const string SelectKept = $"""
        SELECT j.id AS job_id, a.run_id, a.name
        FROM jobs j
        LEFT JOIN job_assets a ON a.job_id = j.id
        WHERE j.id = ANY(@ids)
        UNION ALL
        SELECT id, current_run, NULL
        FROM jobs
        WHERE id = ANY(@ids) AND status IN ('queued', 'running')
        UNION ALL
        SELECT j.id, r.id, '{KeptName}'
        FROM jobs j
        JOIN job_runs r ON r.job_id = j.id AND r.state = 'lost'
        WHERE j.id = ANY(@ids) AND j.status IN ('queued', 'running')
        """;

    const string SelectLost = "SELECT id FROM job_runs WHERE job_id = @jobId AND id <> @runId AND state = 'lost' ORDER BY id";

    sealed record Kept(string JobId, long? RunId, string? Name);

    readonly ConcurrentDictionary<string, FileStream> served = new();

    /// <summary>The folder of all synchronous requests.</summary>
    public string SyncRoot { get; } = data.PathOf("sync");

    /// <summary>The folder of all results.</summary>
    public string Root { get; } = Path.GetFullPath(settings.Folder ?? data.PathOf("results"));

    /// <summary>Where workers write: on the same disk as results, so that a file is moved and not copied.</summary>
    public string WorkRoot => Path.Combine(Root, ".workers");

    /// <summary>The folder of a synchronous request; whoever uses it deletes it.</summary>
    public string SyncFolder(string requestId) => Path.Combine(SyncRoot, Plain(requestId));

    /// <summary>A file's place below <see cref="Root"/>, with slashes.</summary>
    public static string RelativePath(string jobId, long runId, string name) => $"{Plain(jobId)}/{runId}/{Plain(name)}";

    /// <summary>The folder of one run.</summary>
    public string RunFolder(string jobId, long runId) => Path.Combine(Root, Plain(jobId), runId.ToString());

    /// <summary>The full path of what <see cref="RelativePath"/> gave.</summary>
    public string FullPath(string relative) => Path.Combine([Root, .. relative.Split('/').Select(Plain)]);

    /// <summary>
    /// Takes a file that a worker has completed out of the folder that it works in, unless that has been done before. Gives its size. Only real files: a link
    /// would lead whoever downloads it to somewhere else.
    /// </summary>
    /// <exception cref="IOException">It is not there, or no file.</exception>
    public long Take(string folder, string jobId, long runId, string name) => Take(folder, RunFolder(jobId, runId), name);

    /// <summary>
    /// Begins the file for windows of a run: one file with a second name in the worker's folder, so that it is there when worker and service are not any more.
    /// Where the disk knows no second names, nothing is kept. Gives what earlier tries of the job have kept.
    /// </summary>
    public async Task<IReadOnlyList<string>> KeepAsync(string folder, string jobId, long runId, CancellationToken ct)
    {
        var own = Path.Combine(RunFolder(jobId, runId), KeptName);
        Directory.CreateDirectory(RunFolder(jobId, runId));
        File.OpenHandle(own, FileMode.Create, FileAccess.Write).Dispose();
        if (link(own, Path.Combine(folder, KeptName)) != 0) File.Delete(own);
        var lost = await db.ListAsync<long>(SelectLost, new { jobId, runId }, ct);
        return [.. lost.Select(run => Path.Combine(RunFolder(jobId, run), KeptName)).Where(path => new FileInfo(path) is { Exists: true, Length: > 0 })];
    }

    /// <summary>The same for the files of a synchronous request.</summary>
    public void TakeSync(string folder, string requestId, IReadOnlyList<string> names)
    {
        Directory.CreateDirectory(SyncRoot);
        served[requestId] = FileLock.Take(SyncFolder(requestId) + FileLock.Extension);
        foreach (var name in names) Take(folder, SyncFolder(requestId), name);
    }

    /// <summary>Deletes the files of a synchronous request.</summary>
    public void DeleteSync(string requestId)
    {
        Delete(SyncFolder(requestId));
        if (served.TryRemove(requestId, out var held)) held.Dispose();
    }

    /// <summary>Deletes all files of a job; what is not there is no error.</summary>
    public void DeleteJob(string jobId) => Delete(Path.Combine(Root, Plain(jobId)));

    /// <summary>Deletes of a job's files what no row knows: what <see cref="SweepAsync"/> does for all. Rows are asked, whoever believes what.</summary>
    public Task TidyAsync(string jobId) => TidyAsync([Path.Combine(Root, Plain(jobId))], CancellationToken.None);

    /// <summary>
    /// Deletes what crashed services and workers have left: all that rows do not know. A run's number is never given twice, and its folder is only filled
    /// while it is at work; so what was there before the rows were read, and is not of a run at work then, is listed or will never be.
    /// </summary>
    public async Task SweepAsync(CancellationToken ct)
    {
        if (Directory.Exists(SyncRoot))
            foreach (var entry in Directory.GetFileSystemEntries(SyncRoot).Where(FileLock.IsLeftOf)) Delete(entry);
        if (!Directory.Exists(Root)) return;
        foreach (var folders in Directory.EnumerateDirectories(Root).Where(folder => folder != WorkRoot).Chunk(1000)) await TidyAsync(folders, ct);
    }

    async Task TidyAsync(string[] folders, CancellationToken ct)
    {
        // All that is there, before.
        var found = folders.Where(Directory.Exists).ToDictionary(folder => folder, folder => Entries(folder).ToDictionary(run => run, Entries));
        if (found.Count == 0) return;
        var ids = folders.Select(folder => Path.GetFileName(folder)).ToArray();
        var kept = (await db.ListAsync<Kept>(SelectKept, new { ids }, ct)).ToLookup(row => row.JobId);
        foreach (var (folder, runs) in found)
        {
            var rows = kept[Path.GetFileName(folder)].ToList();
            if (rows.Count == 0) Delete(folder);
            else Tidy(folder, runs, rows);
        }
    }

    void Tidy(string folder, Dictionary<string, string[]> runs, List<Kept> rows)
    {
        foreach (var (run, files) in runs)
        {
            var own = rows.Where(row => row.RunId?.ToString() == Path.GetFileName(run)).ToList();
            if (own.Exists(row => row.Name is null)) continue;
            if (own.Count == 0) Delete(run);
            else foreach (var file in files.Where(file => !own.Exists(row => row.Name == Path.GetFileName(file)))) Delete(file);
        }
        if (!rows.Exists(row => row is { RunId: not null, Name: null }) && Entries(folder).Length == 0) Delete(folder, recursive: false);
    }

    [LibraryImport("libc", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int link(string from, string to);

    static long Take(string from, string to, string name)
    {
        var (source, target) = (new FileInfo(Path.Combine(from, Plain(name))), new FileInfo(Path.Combine(to, Plain(name))));
        if (source.LinkTarget is not null || source.Exists && source.Attributes.HasFlag(FileAttributes.Device))
            throw new IOException($"'{name}' is not a file.");
        if (source.Exists || !target.Exists)
        {
            Directory.CreateDirectory(to);
            File.Move(source.FullName, target.FullName, overwrite: true);
            target.Refresh();
        }
        return target.Length;
    }

    static string Plain(string name) =>
        name.Length > 0 && name is not ("." or "..") && name.IndexOfAny(['/', '\\', '\0']) < 0 ? name
        : throw new OpenEoException(FaultCodes.FileNotFound, ("file", name));

    // None of a folder that somebody else, who deletes the job at this moment, has taken away.
    static string[] Entries(string folder)
    {
        try
        {
            return File.Exists(folder) ? [] : Directory.GetFileSystemEntries(folder);
        }
        catch (DirectoryNotFoundException)
        {
            return [];
        }
    }

    // A folder that must be empty (not recursive) may just have been filled by somebody else: then it stays.
    void Delete(string path, bool recursive = true)
    {
        try
        {
            if (File.Exists(path)) File.Delete(path);
            else Directory.Delete(path, recursive);
        }
        catch (DirectoryNotFoundException)
        {
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            log.LogWarning("Cannot delete {Path} now, a later sweep will try again: {Reason}", path, e.Message);
        }
    }
}
