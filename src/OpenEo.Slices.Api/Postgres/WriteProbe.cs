using Dapper;
using Npgsql;

namespace OpenEo.Slices.Api.Postgres;

/// <summary>
/// Whether the database can store something, and not only answer. Every few seconds at most, however often it is asked: nobody is kept from asking.
/// </summary>
sealed class WriteProbe(NpgsqlDataSource db, TimeProvider clock) : IDisposable
{
    // Neither leaves anything behind: a sort that does not fit the memory it may have goes through a file beside the tables, and the message goes through
    // the log to the disk with its transaction.
    const string Try = """
        SET LOCAL work_mem = '64kB';
        SELECT count(*) FROM (SELECT repeat('x', 500) || i AS line FROM generate_series(1, 1000) AS i ORDER BY line OFFSET 0) AS sorted;
        SELECT pg_logical_emit_message(true, 'openeo', 'ready');
        """;

    static readonly TimeSpan Interval = TimeSpan.FromSeconds(3);

    readonly SemaphoreSlim one = new(1);
    long? last;
    PostgresException? refusal;

    /// <summary>Returns when it can.</summary>
    /// <exception cref="PostgresException">It cannot; says why.</exception>
    public async Task DemandAsync(CancellationToken ct)
    {
        await one.WaitAsync(ct);
        try
        {
            if (last is not { } before || clock.GetElapsedTime(before) > Interval)
            {
                refusal = await TryAsync(ct);
                last = clock.GetTimestamp();
            }
            if (refusal is not null) throw refusal;
        }
        finally
        {
            one.Release();
        }
    }

    async Task<PostgresException?> TryAsync(CancellationToken ct)
    {
        try
        {
            await using var connection = await db.OpenConnectionAsync(ct);
            await using var transaction = await connection.BeginTransactionAsync(ct);
            await connection.ExecuteAsync(new CommandDefinition(Try, transaction: transaction, cancellationToken: ct));
            await transaction.CommitAsync(ct);
            return null;
        }
        catch (PostgresException e)
        {
            return e;
        }
    }

    public void Dispose() => one.Dispose();
}
