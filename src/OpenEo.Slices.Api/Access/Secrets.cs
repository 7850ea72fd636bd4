using System.Collections.Concurrent;
using System.Security.Cryptography;
using Npgsql;
using OpenEo.Slices.Api.Postgres;

namespace OpenEo.Slices.Api.Access;

/// <summary>Keys that every replica shares: made once, kept in the database, remembered here.</summary>
sealed class Secrets(NpgsqlDataSource db)
{
    // Two statements, so that the second sees the row that another replica's first has just written.
    const string Insert = "INSERT INTO server_secrets (name, value) VALUES (@name, @value) ON CONFLICT (name) DO NOTHING";
    const string Select = "SELECT value FROM server_secrets WHERE name = @name";

    readonly ConcurrentDictionary<string, byte[]> known = new();

    /// <summary>The 32-byte key of this name; the same in every replica.</summary>
    public async ValueTask<byte[]> GetAsync(string name, CancellationToken ct)
    {
        if (known.TryGetValue(name, out var value)) return value;
        await db.ExecuteAsync(Insert, new { name, value = RandomNumberGenerator.GetBytes(32) }, ct);
        value = await db.FindAsync<byte[]>(Select, new { name }, ct);
        return known.GetOrAdd(name, value!);
    }
}
