using System.Security.Cryptography;
using Npgsql;
using OpenEo.Slices.Api.Postgres;
using OpenEo.Slices.Api.Settings;
using OpenEo.Slices.Api.Web;

namespace OpenEo.Slices.Api.Storage;

/// <summary>
/// Where the contents of users' files are: <c>Files:Folder</c> (default <c>files</c> in the data folder), under names that no user chooses. A user may keep
/// <c>Files:Quota</c> bytes (default 10 GiB) of files and job results together.
/// </summary>
sealed class UserFiles(FileSettings settings, DataSettings data, NpgsqlDataSource db, ILogger<UserFiles> log)
{
    /// <summary>Bytes that a user has stored: files, and results of jobs.</summary>
    public const string SelectUsed = """
        SELECT (
            coalesce((SELECT sum(size) FROM user_files WHERE user_id = @UserId), 0)
            + coalesce((SELECT sum(a.size) FROM job_assets a JOIN jobs j ON j.id = a.job_id WHERE j.user_id = @UserId), 0)
        )::bigint
        """;

    /// <summary>True when there are files below a path; no row otherwise. A zero is the character after a slash.</summary>
    public const string SelectIsFolder = "SELECT true FROM user_files WHERE user_id = @UserId AND path > @Path || '/' AND path < @Path || '0' LIMIT 1";

    const string SelectKept = "SELECT blob FROM user_files WHERE blob = ANY(@names)";

    /// <summary>The folder of all files of users.</summary>
    public string Root { get; } = Path.GetFullPath(settings.Folder ?? data.PathOf("files"));

    /// <summary>Bytes that a user may store.</summary>
    public long Quota => settings.Quota;

    /// <summary>The full path of a content. Its name comes from the database and was made by <see cref="NewBlob"/>.</summary>
    public string FullPath(string blob) => Path.Combine(Root, blob[..2], blob);

    /// <summary>A new name; it keeps the file's extension, because some formats are known by it.</summary>
    public static string NewBlob(string path)
    {
        var extension = Path.GetExtension(path).ToLowerInvariant();
        return Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16))
            + (extension.Length is > 1 and <= 10 && extension[1..].All(char.IsAsciiLetterOrDigit) ? extension : "");
    }

    /// <summary>
    /// Writes a content to disk as it comes, at most <paramref name="most"/> bytes. What is not wholly written is removed again. The caller keeps what he
    /// gets until the row is there that mentions the content: no sweep takes it before.
    /// </summary>
    /// <exception cref="OpenEoException"><c>StorageQuotaExceeded</c>.</exception>
    /// <exception cref="IOException">The disk does not take it.</exception>
    public async Task<StoredContent> WriteAsync(string blob, Stream body, long most, CancellationToken ct)
    {
        var path = FullPath(blob);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        var held = FileLock.Take(path + FileLock.Extension);
        try
        {
            await using var file = new FileStream(path, FileMode.CreateNew, FileAccess.Write, FileShare.None, 0, FileOptions.Asynchronous);
            using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
            var buffer = new byte[256 << 10];
            long size = 0;
            for (int read; (read = await body.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, ct)) > 0; size += read)
            {
                if (size + read > most) throw Exceeded();
                hash.AppendData(buffer, 0, read);
                await file.WriteAsync(buffer.AsMemory(0, read), ct);
            }
            file.Flush(flushToDisk: true);
            return new StoredContent(size, Convert.ToHexStringLower(hash.GetHashAndReset()), held);
        }
        catch
        {
            Delete(blob);
            await held.DisposeAsync();
            throw;
        }
    }

    /// <summary>Deletes a content; what is not there is no error. Whoever reads it at the moment reads on.</summary>
    public void Delete(string blob)
    {
        try
        {
            File.Delete(FullPath(blob));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            log.LogWarning("Cannot delete a user's file now, a later sweep will try again: {Reason}", e.Message);
        }
    }

    /// <summary>
    /// Deletes a content unless a row mentions it: whoever lost the connection while he entered it does not know whether he did. Left to a sweep when nobody
    /// can tell now.
    /// </summary>
    public async Task DeleteUnlistedAsync(string blob)
    {
        try
        {
            if ((await db.ListAsync<string>(SelectKept, new { names = new[] { blob } }, CancellationToken.None)).Count == 0) Delete(blob);
        }
        catch (NpgsqlException e)
        {
            log.LogWarning("Whether a user's file is needed cannot be told now, a later sweep will try again: {Reason}", e.Message);
        }
    }

    /// <summary>Deletes contents that no row mentions: what crashed uploads have left.</summary>
    public async Task SweepAsync(CancellationToken ct)
    {
        if (!Directory.Exists(Root)) return;
        // In this order: what has no lock any more when it is looked at has its row by then, or never gets one.
        foreach (var files in Directory.EnumerateFiles(Root, "*", SearchOption.AllDirectories).Where(FileLock.IsLeftOf).Chunk(1000))
        {
            var names = files.Select(file => Path.GetFileName(file)).ToArray();
            var kept = (await db.ListAsync<string>(SelectKept, new { names }, ct)).ToHashSet();
            foreach (var name in names.Where(name => !kept.Contains(name))) Delete(name);
        }
    }

    /// <summary>The user's storage is used up.</summary>
    public OpenEoException Exceeded() =>
        new(ErrorCodes.StorageQuotaExceeded, $"Your storage of {Quota >> 20} MiB is used up. Delete jobs or files that you no longer need.");
}
