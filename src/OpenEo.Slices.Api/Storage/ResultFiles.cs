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
sealed class ResultFiles(ResultSettings settings, DataSettings data, NpgsqlDataSource db, ILogger<ResultFiles> log)
{
    // Runs whose files are listed, and the one that is at work.
    const string SelectKept = """
        SELECT j.id, coalesce((SELECT string_agg(DISTINCT a.run_id::text, ',') FROM job_assets a WHERE a.job_id = j.id), '') AS runs,
            CASE WHEN j.status = 'running' THEN j.current_run END AS at_work
        FROM jobs j
        WHERE j.id = ANY(@ids)
        """;

    const string SelectListed = "SELECT name FROM job_assets WHERE job_id = @jobId AND run_id = @runId";

    // Between the creation of a folder and the row that mentions it there is no order that a sweep could rely on.
    static readonly TimeSpan Youth = TimeSpan.FromHours(2);

    sealed record Kept(string Id, string Runs, long? AtWork);

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

    /// <summary>The same for the files of a synchronous request.</summary>
    public void TakeSync(string folder, string requestId, IReadOnlyList<string> names)
    {
        foreach (var name in names) Take(folder, SyncFolder(requestId), name);
    }

    /// <summary>Deletes the files of a synchronous request.</summary>
    public void DeleteSync(string requestId) => Delete(SyncFolder(requestId));

    /// <summary>Deletes all files of a job; what is not there is no error.</summary>
    public void DeleteJob(string jobId) => Delete(Path.Combine(Root, Plain(jobId)));

    /// <summary>
    /// Deletes the files of a run that has ended but those that are listed, and the job's folder when nothing else is in it. The database is asked first:
    /// whoever lost the connection while he published does not know whether he did.
    /// </summary>
    public async Task DeleteUnlistedAsync(string jobId, long runId)
    {
        var folder = RunFolder(jobId, runId);
        if (!Directory.Exists(folder)) return;
        var listed = await db.ListAsync<string>(SelectListed, new { jobId, runId }, CancellationToken.None);
        if (listed.Count == 0) Delete(folder);
        else foreach (var file in Entries(folder).Where(file => !listed.Contains(Path.GetFileName(file)))) Delete(file);
        if (Entries(Path.GetDirectoryName(folder)!).Length == 0) Delete(Path.GetDirectoryName(folder)!, recursive: false);
    }

    /// <summary>
    /// Deletes the files of all runs of a job before one that was published. Whoever publishes may be late in doing so: a run that began since is not his.
    /// </summary>
    public void DeleteOlderRuns(string jobId, long runId)
    {
        var folder = Path.Combine(Root, Plain(jobId));
        foreach (var run in Entries(folder))
            if (long.TryParse(Path.GetFileName(run), out var number) && number < runId) Delete(run);
    }

    /// <summary>Deletes what crashed services and workers have left: folders of jobs and runs that the database does not know or need.</summary>
    public async Task SweepAsync(CancellationToken ct)
    {
        if (Directory.Exists(SyncRoot))
            foreach (var folder in Directory.GetDirectories(SyncRoot).Where(IsOld)) Delete(folder);
        if (!Directory.Exists(Root)) return;
        foreach (var folders in Directory.EnumerateDirectories(Root).Where(folder => folder != WorkRoot && IsOld(folder)).Chunk(1000))
        {
            var ids = folders.Select(folder => Path.GetFileName(folder)).ToArray();
            var kept = (await db.ListAsync<Kept>(SelectKept, new { ids }, ct)).ToDictionary(job => job.Id);
            foreach (var folder in folders)
            {
                if (!kept.TryGetValue(Path.GetFileName(folder), out var job)) Delete(folder);
                else foreach (var run in Entries(folder).Where(run => IsOld(run) && !IsNeeded(Path.GetFileName(run), job))) Delete(run);
            }
        }
    }

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

    static bool IsNeeded(string run, Kept job) =>
        run == job.AtWork?.ToString() || job.Runs.Split(',').Contains(run);

    static bool IsOld(string folder) => DateTime.UtcNow - Directory.GetLastWriteTimeUtc(folder) > Youth;

    static string Plain(string name) =>
        name.Length > 0 && name is not ("." or "..") && name.IndexOfAny(['/', '\\', '\0']) < 0 ? name
        : throw new OpenEoException(FaultCodes.FileNotFound, ("file", name));

    // None of a folder that somebody else, who deletes the job at this moment, has taken away.
    static string[] Entries(string folder)
    {
        try
        {
            return Directory.GetFileSystemEntries(folder);
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
