using System.Globalization;
using Npgsql;
using OpenEo.Slices.Api.Postgres;
using OpenEo.Slices.Api.Settings;

namespace OpenEo.Slices.Api.Access;

/// <summary>Users with a password: the operator's commands <c>users add NAME</c> and <c>users list</c>, and the demo user.</summary>
sealed class Users(NpgsqlDataSource db, Passwords passwords, TimeProvider clock, ILogger<Users> log)
{
    /// <summary>Name, password and id of the demo user.</summary>
    public const string Demo = "demo";

    const int ShortestPassword = 8;

    const string Upsert = """
        INSERT INTO users (id, name, password_hash, created)
        VALUES (@id, @name, @hash, @created)
        ON CONFLICT (name) WHERE provider IS NULL DO UPDATE SET password_hash = excluded.password_hash
        """;

    const string UpdateCredit = "UPDATE users SET credit = @credit WHERE name = @name OR id = @name";
    const string UpdateDisabled = "UPDATE users SET disabled = @disabled WHERE name = @name OR id = @name";

    const string SelectOwned = """
        SELECT id, (SELECT count(*) FROM jobs WHERE user_id = users.id) AS jobs, (SELECT count(*) FROM user_files WHERE user_id = users.id) AS files,
            (SELECT count(*) FROM process_graphs WHERE user_id = users.id) AS processes
        FROM users
        WHERE id = @name OR (name = @name AND provider IS NULL)
        """;

    const string Remove = """
        WITH a AS (DELETE FROM jobs WHERE user_id = @Id), b AS (DELETE FROM user_files WHERE user_id = @Id),
            c AS (DELETE FROM process_graphs WHERE user_id = @Id),
            d AS (DELETE FROM sync_requests WHERE user_id = @Id), e AS (DELETE FROM idempotency_keys WHERE user_id = @Id)
        DELETE FROM users WHERE id = @Id
        """;

    sealed record Owned(string Id, long Jobs, long Files, long Processes);

    const string SelectNames = "SELECT name || CASE WHEN disabled THEN ' (disabled)' ELSE '' END FROM users WHERE password_hash IS NOT NULL ORDER BY name";
    const string SelectDemo = "SELECT password_hash FROM users WHERE id = @Demo";
    const string LockDemo = "UPDATE users SET password_hash = NULL WHERE id = @Demo";

    /// <summary>Adds a user, or gives an existing one a new password. Fails with <see cref="SetupException"/> when name or password are no good.</summary>
    public async Task AddAsync(string name, string? password, CancellationToken ct)
    {
        if (name.Length is 0 or > 100 || name.Contains(':') || name.Any(char.IsControl))
            throw new SetupException("A user name has 1 to 100 characters and no colon.");
        if (name == Demo) throw new SetupException($"'{Demo}' is the demo user's name. Choose another one.");
        if (password is null || password.Length < ShortestPassword)
            throw new SetupException($"The password, read from the first line of the input, needs {ShortestPassword} characters at least.");
        await StoreAsync($"u-{Guid.CreateVersion7():N}", name, password, ct);
    }

    /// <summary>Names of all users who can log in with a password.</summary>
    public Task<IReadOnlyList<string>> ListAsync(CancellationToken ct) => db.ListAsync<string>(SelectNames, null, ct);

    /// <summary>Shuts a user out, or lets him in again; by name, or by id for users of identity providers. Fails with <see cref="SetupException"/>.</summary>
    public async Task SetDisabledAsync(string name, bool disabled, CancellationToken ct)
    {
        if (await db.ExecuteAsync(UpdateDisabled, new { name, disabled }, ct) == 0) throw Unknown(name);
    }

    /// <summary>
    /// Removes a user. One who has jobs, files or processes only with all of them (<paramref name="withData"/>): nothing is left that belongs to nobody. What
    /// they have on disk is deleted by the next sweep. Fails with <see cref="SetupException"/>.
    /// </summary>
    public async Task RemoveAsync(string name, bool withData, CancellationToken ct)
    {
        var found = await db.FindAsync<Owned>(SelectOwned, new { name }, ct) ?? throw Unknown(name);
        if (found is { Jobs: 0, Files: 0, Processes: 0 } || withData)
        {
            await db.ExecuteAsync(Remove, new { found.Id }, ct);
            return;
        }
        throw new SetupException(
            $"User {name} has {found.Jobs} jobs, {found.Files} files and {found.Processes} processes. With --with-data they are deleted too; 'users disable' "
            + $"only shuts him out.");
    }

    /// <summary>Sets what a user may spend; <c>none</c> is no limit. Fails with <see cref="SetupException"/>.</summary>
    public async Task SetCreditAsync(string name, string amount, CancellationToken ct)
    {
        double? credit = amount == "none" ? null : double.TryParse(amount, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number) ? number
            : throw new SetupException("The amount is a number, or 'none' for no limit.");
        if (await db.ExecuteAsync(UpdateCredit, new { name, credit }, ct) == 0) throw Unknown(name);
    }

    /// <summary>Lets the demo user in, or locks it out: its password is in the README.</summary>
    public async Task PrepareDemoAsync(bool allowed, CancellationToken ct)
    {
        var hash = await db.FindAsync<string>(SelectDemo, new { Demo }, ct);
        if (!allowed)
        {
            if (hash is not null) await db.ExecuteAsync(LockDemo, new { Demo }, ct);
            return;
        }
        if (hash is null) await StoreAsync(Demo, Demo, Demo, ct);
        log.LogInformation("Log in as user {User} with password {Password}; only this machine can reach the service", Demo, Demo);
    }

    static SetupException Unknown(string name) => new($"There is no user '{name}'.");

    Task<int> StoreAsync(string id, string name, string password, CancellationToken ct) =>
        db.ExecuteAsync(Upsert, new { id, name, hash = passwords.Hash(password), created = clock.GetUtcNow() }, ct);
}
