using System.Collections.Concurrent;
using System.Security.Cryptography;
using Npgsql;
using OpenEo.Slices.Api.Postgres;
using OpenEo.Slices.Api.Settings;

namespace OpenEo.Slices.Api.Access;

/// <summary>
/// Keys that every replica shares: made once, kept in the database, remembered here. Sealed there (AES-256-GCM) with a key from a file outside the database, so
/// that its files, or a copy of it, are not enough to make tokens and links.
/// </summary>
sealed class Secrets(NpgsqlDataSource db, SealingKey sealing)
{
    // Two statements, so that the second sees the row that another replica's first has just written.
    const string Insert = "INSERT INTO server_secrets (name, value) VALUES (@name, @value) ON CONFLICT (name) DO NOTHING";
    const string Select = "SELECT value FROM server_secrets WHERE name = @name";
    const string SelectAll = "SELECT name, value FROM server_secrets";
    const string Seal = "UPDATE server_secrets SET value = @value WHERE name = @name AND value = @open";
    const string Delete = "DELETE FROM server_secrets";

    const int Size = 32;

    readonly ConcurrentDictionary<string, byte[]> known = new();

    sealed record Row(string Name, byte[] Value);

    /// <summary>The 32-byte key of this name; the same in every replica.</summary>
    /// <exception cref="SetupException">It was sealed with another key than that of our file.</exception>
    public async ValueTask<byte[]> GetAsync(string name, CancellationToken ct)
    {
        if (known.TryGetValue(name, out var value)) return value;
        await db.ExecuteAsync(Insert, new { name, value = sealing.Close(name, RandomNumberGenerator.GetBytes(Size)) }, ct);
        return known.GetOrAdd(name, sealing.Open(name, (await db.FindAsync<byte[]>(Select, new { name }, ct))!));
    }

    /// <summary>Seals what an earlier version has left open, and makes sure that the rest can be opened.</summary>
    /// <exception cref="SetupException">It cannot: the key file is another one.</exception>
    public async Task PrepareAsync(CancellationToken ct)
    {
        foreach (var (name, value) in await db.ListAsync<Row>(SelectAll, null, ct))
            if (value.Length == Size) await db.ExecuteAsync(Seal, new { name, open = value, value = sealing.Close(name, value) }, ct);
            else sealing.Open(name, value);
    }

    /// <summary>Forgets all keys: every token and every signed link is void once all replicas have been started anew.</summary>
    public Task RotateAsync(CancellationToken ct) => db.ExecuteAsync(Delete, null, ct);
}
