using System.Text.Json;
using Dapper;
using Npgsql;
using OpenEo.Slices.Api.Postgres;
using OpenEo.Slices.Api.Storage;
using OpenEo.Slices.Api.Web;
using OpenEo.Slices.Engine.Execution;
using OpenEo.Slices.Engine.Faults;

namespace OpenEo.Slices.Api.Running;

/// <summary>
/// Copies files that a batch job has computed to workspaces, before the job counts as finished: who sees it finished finds them there. Files first, then items,
/// then the collection that leads to them, so that nothing leads to what is not there.
/// </summary>
sealed class WorkspaceExporter(Workspaces workspaces, ResultFiles results, SourceLinks links, NpgsqlDataSource db, TimeProvider clock)
{
    const string Select = """
        SELECT id, title, description, status, created, updated, queued, started, unpublished
        FROM jobs
        WHERE id = @JobId AND user_id = @UserId AND current_run = @RunId
        """;

    // Two jobs that become part of one collection wait for each other, in all replicas.
    const string Lock = "SELECT pg_advisory_xact_lock(hashtextextended(@place, 0))";

    /// <summary>Copies what was asked for.</summary>
    /// <param name="run">The run.</param>
    /// <param name="files">Its files, moved to where results are.</param>
    /// <param name="exports">Which of them go where.</param>
    /// <param name="tell">Told what was copied.</param>
    /// <param name="ct">Stops it.</param>
    /// <exception cref="ProcessGraphException">A workspace cannot be written.</exception>
    public async Task ExportAsync(ClaimedRun run, IReadOnlyList<OutputFile> files, IReadOnlyList<WorkspaceExport> exports, Action<LogSeverity, string> tell,
        CancellationToken ct)
    {
        if (exports.Count == 0 || await db.FindAsync<ResultJob>(Select, run, ct) is not { } job) return;
        var sources = await links.OpenAsync(null, ct);
        foreach (var export in exports)
        {
            var chosen = files.Where(file => export.Files.Contains(file.Name)).Select(file => new ResultAsset(
                file.Name, run.RunId, file.MediaType, file.Size, file.Checksum, AssetMetadata.Write(file), clock.GetUtcNow().UtcDateTime)).ToList();
            // The worker says so, which its user's data may have taken over.
            if (export.Merge is { } merge && !WorkspaceExport.IsPlace(merge))
                throw new ProcessGraphException(
                    new Fault(FaultCodes.ProcessParameterInvalid, $"'{merge}' is no place in a workspace.", export.Node, nameof(merge)));
            var stac = new ExportedStac(job, chosen, sources, export.Merge);
            try
            {
                using var store = workspaces.Open(export.Workspace, run.UserId);
                await CopyAsync(run, export, chosen, stac, store, ct);
            }
            catch (Exception e) when (e is IOException or JsonException)
            {
                var reason = DiskSpace.IsFull(e) ? "its disk is full" : ServerPaths.Hide(e.Message).TrimEnd('.');
                throw new ProcessGraphException(new Fault(FaultCodes.StorageFailure,
                    $"The workspace '{export.Workspace}' cannot be written at '{stac.Path}': {reason}. Nothing that was there is lost.", export.Node));
            }
            tell(LogSeverity.Info, $"Exported to the workspace '{export.Workspace}': {chosen.Count} files of {stac.Path}.");
        }
    }

    async Task CopyAsync(ClaimedRun run, WorkspaceExport export, List<ResultAsset> chosen, ExportedStac stac, WorkspaceStore store, CancellationToken ct)
    {
        var made = new List<string>();
        try
        {
            foreach (var asset in chosen)
            {
                await BeginAsync(stac.PathOf(asset));
                await store.CopyAsync(results.FullPath(ResultFiles.RelativePath(run.JobId, run.RunId, asset.Name)), stac.PathOf(asset), asset.MediaType, ct);
            }
            await using var connection = await db.OpenConnectionAsync(ct);
            await using var transaction = await connection.BeginTransactionAsync(ct);
            await connection.ExecuteAsync(new CommandDefinition(Lock, new { place = $"{export.Workspace}/{stac.Path}" }, transaction, cancellationToken: ct));
            var collection = stac.Collection(export.Merge is null ? null : await store.ReadAsync(stac.Path, ct), export.Changes);
            foreach (var (path, item) in stac.Items(collection))
            {
                await BeginAsync(path);
                await store.WriteAsync(path, item.ToJsonString(Json.Options), ResultStac.ItemType, ct);
            }
            await store.WriteAsync(stac.Path, collection.ToJsonString(Json.Options), ResultStac.CollectionType, ct);
            await transaction.CommitAsync(ct);
        }
        catch (Exception e) when (e is IOException)
        {
            // Nothing leads to what is new. What has taken another file's place stays: something may lead to that.
            foreach (var name in made) await Task.WhenAny(store.DeleteAsync(name, CancellationToken.None));
            throw;
        }

        async Task BeginAsync(string name)
        {
            if (!await store.HasAsync(name, ct)) made.Add(name);
        }
    }
}
