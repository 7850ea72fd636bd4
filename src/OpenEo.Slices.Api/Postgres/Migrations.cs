using Dapper;
using DbUp;
using DbUp.Engine.Output;
using DbUp.Postgresql;
using Npgsql;
using OpenEo.Slices.Api.Settings;

namespace OpenEo.Slices.Api.Postgres;

/// <summary>Brings the database to the shape this binary expects: the numbered scripts of <c>db/migrations</c>, forward only, one transaction each.</summary>
static class Migrations
{
    // Any number that nothing else in the database uses: replicas that start together migrate one after the other.
    const long LockKey = 0x6F70656E656F;

    const string ListApplied = "SELECT scriptname FROM schemaversions";

    /// <summary>
    /// Applies what is missing, under an advisory lock. Fails with <see cref="SetupException"/> when the database cannot be reached or a script fails.
    /// </summary>
    public static async Task ApplyAsync(NpgsqlDataSource db, CancellationToken ct)
    {
        try
        {
            await using var connection = await db.OpenConnectionAsync(ct);
            if (await IsCurrentAsync(connection)) return;
            await connection.ExecuteAsync("SELECT pg_advisory_lock(@LockKey)", new { LockKey });
            try
            {
                Upgrade(db);
            }
            finally
            {
                // The connection goes back to the pool, not away: what it holds, it would hold on to.
                await connection.ExecuteAsync("SELECT pg_advisory_unlock(@LockKey)", new { LockKey });
            }
        }
        catch (NpgsqlException e)
        {
            throw new SetupException($"The database cannot be used: {e.Message}. Check ConnectionStrings__OpenEo.", e);
        }
    }

    static void Upgrade(NpgsqlDataSource db)
    {
        var result = DeployChanges.To.PostgresqlDatabase(new PostgresqlConnectionManager(db))
            .WithScriptsEmbeddedInAssembly(typeof(Migrations).Assembly, name => name.StartsWith("migrations/", StringComparison.Ordinal))
            .WithTransactionPerScript()
            .WithVariablesDisabled()
            .LogTo(new NoOpUpgradeLog())
            .Build().PerformUpgrade();
        if (!result.Successful) throw new SetupException($"Database migration {result.ErrorScript?.Name} failed: {result.Error.Message}", result.Error);
    }

    // One cheap query instead of DbUp's machinery on every start.
    static async Task<bool> IsCurrentAsync(NpgsqlConnection connection)
    {
        var journal = await connection.ExecuteScalarAsync<string?>("SELECT to_regclass('schemaversions')::text");
        if (journal is null) return false;
        var applied = await connection.QueryAsync<string>(ListApplied);
        var known = typeof(Migrations).Assembly.GetManifestResourceNames().Where(name => name.StartsWith("migrations/", StringComparison.Ordinal));
        return !known.Except(applied).Any();
    }
}
