using System.Security.Cryptography;
using System.Text.Json;
using Dapper;
using Npgsql;
using OpenEo.Slices.Api.Postgres;
using OpenEo.Slices.Api.Settings;
using OpenEo.Slices.Api.Web;

namespace OpenEo.Slices.Api.Jobs;

/// <summary>Lets a client repeat a request whose answer it has missed. A key belongs to one request of one user for <c>Idempotency:Hours</c>.</summary>
sealed class IdempotencyKeys(NpgsqlDataSource db, TimeProvider clock, IdempotencySettings settings)
{
    const string Forget = "DELETE FROM idempotency_keys WHERE user_id = @userId AND key = @key AND created < @before";

    // Of two at once the second waits here until the first has committed.
    const string Claim = """
        INSERT INTO idempotency_keys (user_id, key, digest, job_id, created)
        VALUES (@userId, @key, @digest, @jobId, @now)
        ON CONFLICT DO NOTHING
        """;

    const string Select = "SELECT digest, job_id FROM idempotency_keys WHERE user_id = @userId AND key = @key";

    const string ForgetOld = "DELETE FROM idempotency_keys WHERE created < @before";

    readonly TimeSpan lifetime = TimeSpan.FromHours(settings.Hours);

    sealed record Known(string Digest, string JobId);

    /// <summary>
    /// Runs the statement and returns <paramref name="jobId"/>, or runs nothing and returns the job that an earlier request with the key has made.
    /// </summary>
    /// <exception cref="OpenEoException"><c>IdempotencyKeyReused</c>: the key belongs to another request.</exception>
    public async Task<string> OnceAsync<T>(string userId, string key, T request, string jobId, string insert, object parameters, CancellationToken ct)
    {
        var digest = Convert.ToHexStringLower(SHA256.HashData(JsonSerializer.SerializeToUtf8Bytes(request, Json.Options)));
        var now = clock.GetUtcNow();
        var row = new { userId, key, digest, jobId, now, before = now - lifetime };
        await using var connection = await db.OpenConnectionAsync(ct);
        await using var transaction = await connection.BeginTransactionAsync(ct);
        await connection.ExecuteAsync(new CommandDefinition(Forget, row, transaction, cancellationToken: ct));
        if (await connection.ExecuteAsync(new CommandDefinition(Claim, row, transaction, cancellationToken: ct)) == 1)
        {
            await connection.ExecuteAsync(new CommandDefinition(insert, parameters, transaction, cancellationToken: ct));
            await transaction.CommitAsync(ct);
            return jobId;
        }
        var known = await connection.QuerySingleAsync<Known>(new CommandDefinition(Select, row, transaction, cancellationToken: ct));
        return known.Digest == digest ? known.JobId : throw new OpenEoException(ErrorCodes.IdempotencyKeyReused);
    }

    /// <summary>Deletes keys that nobody may repeat any more.</summary>
    public Task<int> SweepAsync(CancellationToken ct) => db.ExecuteAsync(ForgetOld, new { before = clock.GetUtcNow() - lifetime }, ct);
}
