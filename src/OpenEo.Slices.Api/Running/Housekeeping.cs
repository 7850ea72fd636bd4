using Npgsql;
using OpenEo.Slices.Api.Hosting;

namespace OpenEo.Slices.Api.Running;

/// <summary>Throws away what nobody needs any more. Each replica does all of it; what another one has done already is no error.</summary>
public sealed class Housekeeping(ResultFiles results, UserFiles files, IdempotencyKeys keys, NpgsqlDataSource db, TimeProvider clock, IConfiguration configuration)
{
    const string DeleteOldLogs = "DELETE FROM sync_requests WHERE created < @before";

    readonly TimeSpan interval = TimeSpan.FromMinutes(configuration.GetValue("Housekeeping:Minutes", 60.0));
    readonly TimeSpan logAge = TimeSpan.FromDays(configuration.GetValue("Sync:LogDays", 7.0));

    /// <summary>Does it once and waits for the next time.</summary>
    public async Task RunAsync(CancellationToken ct)
    {
        await SweepAsync(ct);
        await Task.Delay(interval, ct);
    }

    /// <summary>Does it once.</summary>
    public async Task SweepAsync(CancellationToken ct)
    {
        await results.SweepAsync(ct);
        await files.SweepAsync(ct);
        await keys.SweepAsync(ct);
        await db.ExecuteAsync(DeleteOldLogs, new { before = clock.GetUtcNow() - logAge }, ct);
    }
}
