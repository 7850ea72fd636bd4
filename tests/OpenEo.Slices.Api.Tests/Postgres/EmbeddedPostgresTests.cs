using System.Runtime.Versioning;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using OpenEo.Slices.Api.Postgres;
using OpenEo.Slices.Api.Settings;

namespace OpenEo.Slices.Api.Tests.Postgres;

/// <summary>The private server; each test has a folder of its own. What needs root is skipped for others.</summary>
[SupportedOSPlatform("linux")]
public sealed class EmbeddedPostgresTests : IDisposable
{
    readonly string folder = Directory.CreateTempSubdirectory("openeo-pg-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    EmbeddedPostgres Create(string? at = null) => new(Path.Combine(at ?? folder, "postgres"), NullLogger.Instance) { Durable = false };

    static async Task<T?> AskAsync<T>(EmbeddedPostgres server, string sql)
    {
        await using var db = NpgsqlDataSource.Create(server.ConnectionString + ";Pooling=false");
        return await db.FindAsync<T>(sql, null, default);
    }

    static Task<int> PidAsync(EmbeddedPostgres server) => AskAsync<int>(server, "SELECT split_part(pg_read_file('postmaster.pid'), E'\\n', 1)::int");

    static bool IsRunning(int pid) => Directory.Exists($"/proc/{pid}") && !File.ReadAllText($"/proc/{pid}/stat").Contains(") Z ", StringComparison.Ordinal);

    [Fact]
    public async Task Keeps_what_was_stored_and_stops_with_its_owner()
    {
        int pid;
        await using (var server = Create())
        {
            await server.StartAsync();
            pid = await PidAsync(server);
            await AskAsync<int>(server, "CREATE TABLE kept AS SELECT 42 AS answer");
        }
        // The server removes its pid file a moment before it is gone.
        for (var i = 0; i < 500 && IsRunning(pid); i++) await Task.Delay(10);
        Assert.False(IsRunning(pid));
        await using var again = Create();
        await again.StartAsync();
        Assert.Equal(42, await AskAsync<int>(again, "SELECT answer FROM kept"));
    }

    [Fact]
    public async Task Listens_on_no_network_port()
    {
        await using var server = Create();
        await server.StartAsync();
        Assert.Equal("", await AskAsync<string>(server, "SHOW listen_addresses"));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute,
            File.GetUnixFileMode(new NpgsqlConnectionStringBuilder(server.ConnectionString).Host!));
    }

    [Fact]
    public async Task A_server_that_a_living_service_owns_is_shared_and_not_stopped()
    {
        await using var owner = Create();
        await owner.StartAsync();
        await using (var guest = Create())
        {
            await guest.StartAsync();
            Assert.Equal(await PidAsync(owner), await PidAsync(guest));
        }
        Assert.True(IsRunning(await PidAsync(owner)));
    }

    [Fact]
    public async Task A_stale_pid_file_does_not_block_the_start()
    {
        await using (var server = Create()) await server.StartAsync();
        await File.WriteAllTextAsync(Path.Combine(folder, "postgres", "postmaster.pid"),
            $"999999\n{folder}/postgres\n1\n5432\n{folder}/postgres\n\n  1 1\nready   \n");
        await using var again = Create();
        await again.StartAsync();
        Assert.Equal(1, await AskAsync<int>(again, "SELECT 1"));
    }

    [Fact]
    public async Task An_interrupted_creation_is_started_over()
    {
        Directory.CreateDirectory(Path.Combine(folder, "postgres.new"));
        await File.WriteAllTextAsync(Path.Combine(folder, "postgres.new", "PG_VERSION"), "half");
        await using var server = Create();
        await server.StartAsync();
        Assert.Equal(1, await AskAsync<int>(server, "SELECT 1"));
    }

    [Fact]
    public async Task A_folder_too_deep_for_a_socket_works()
    {
        var deep = Path.Combine(folder, new string('d', 100));
        await using var server = Create(deep);
        await server.StartAsync();
        Assert.Equal(1, await AskAsync<int>(server, "SELECT 1"));
    }

    [SkippableFact]
    public async Task Root_can_use_a_folder_that_no_other_user_can_get_to()
    {
        Skip.IfNot(Environment.IsPrivilegedProcess, "needs root");
        var closed = Path.Combine(folder, "closed");
        Directory.CreateDirectory(closed, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        await using var server = Create(closed);
        await server.StartAsync();
        Assert.Equal(1, await AskAsync<int>(server, "SELECT 1"));
        // Nothing was opened up to make it work.
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(closed));
    }

    [SkippableFact]
    public async Task Root_runs_it_as_another_user_where_that_user_can_get_to_the_folder()
    {
        Skip.IfNot(Environment.IsPrivilegedProcess, "needs root");
        File.SetUnixFileMode(folder, File.GetUnixFileMode(folder) | UnixFileMode.OtherExecute | UnixFileMode.GroupExecute);
        await using var server = Create();
        await server.StartAsync();
        var user = (await File.ReadAllLinesAsync($"/proc/{await PidAsync(server)}/status")).Single(line => line.StartsWith("Uid:", StringComparison.Ordinal))
            .Split('\t')[1];
        Assert.NotEqual("0", user);
    }

    [Fact]
    public async Task Without_PostgreSQL_one_line_says_what_to_do()
    {
        await using var server = new EmbeddedPostgres(Path.Combine(folder, "postgres"), NullLogger.Instance) { SearchPath = [folder] };
        var error = await Assert.ThrowsAsync<SetupException>(() => server.StartAsync());
        Assert.Contains("apt-get install postgresql", error.Message, StringComparison.Ordinal);
        Assert.Contains("ConnectionStrings__OpenEo", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', error.Message);
    }

    [SkippableFact]
    public async Task A_database_of_a_version_that_is_not_installed_is_named()
    {
        Directory.CreateDirectory(Path.Combine(folder, "postgres"));
        await File.WriteAllTextAsync(Path.Combine(folder, "postgres", "PG_VERSION"), "9\n");
        var binaries = PostgresBinaries.Find(PostgresBinaries.UsualPlaces, null);
        Skip.If(binaries.Version.Length == 0, "the version cannot be told from the folder");
        await using var server = new EmbeddedPostgres(Path.Combine(folder, "postgres"), NullLogger.Instance) { SearchPath = [binaries.Folder] };
        var error = await Assert.ThrowsAsync<SetupException>(() => server.StartAsync());
        Assert.Contains("PostgreSQL 9", error.Message, StringComparison.Ordinal);
    }
}
