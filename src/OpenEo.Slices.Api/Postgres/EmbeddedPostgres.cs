using System.Diagnostics;
using System.Runtime.InteropServices;
using Npgsql;
using OpenEo.Slices.Api.Settings;

namespace OpenEo.Slices.Api.Postgres;

/// <summary>
/// A private PostgreSQL server for one data folder, from the machine's own PostgreSQL binaries: made on first use, reachable only through a socket in a
/// folder that nobody else may enter. A server that a crashed service left behind is taken over; one that a living service owns is shared.
/// </summary>
/// <param name="folder">Where the database files are (or will be), such as <c>data/postgres</c>.</param>
/// <param name="log">Told what is started, and where.</param>
sealed class EmbeddedPostgres(string folder, ILogger log) : IAsyncDisposable
{
    const string User = "openeo";

    // The longest socket path that the kernel takes is 107 bytes; the name after the folder is ".s.PGSQL.5432".
    const int LongestSocketFolder = 92;

    static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    string data = Path.GetFullPath(folder);
    FileStream? ownership;
    NpgsqlConnectionStringBuilder? connection;

    /// <summary>False gives up safety against power loss for speed: for tests only.</summary>
    public bool Durable { get; init; } = true;

    /// <summary>Where PostgreSQL's programs are looked for; the machine's usual places unless a test says otherwise.</summary>
    public IReadOnlyList<string> SearchPath { get; init; } = PostgresBinaries.UsualPlaces;

    /// <summary>How to reach the server; only after <see cref="StartAsync"/>.</summary>
    public string ConnectionString => connection?.ConnectionString ?? throw new InvalidOperationException("The embedded PostgreSQL has not been started.");

    /// <summary>
    /// Makes the database if there is none, starts the server if none runs, and waits until it answers. Fails with <see cref="SetupException"/> when the
    /// machine has no PostgreSQL or the server does not come up.
    /// </summary>
    public async Task StartAsync(CancellationToken ct = default)
    {
        var unprivileged = await Unprivileged.ForAsync(data, log, ct);
        data = unprivileged.Folder;
        ownership = TryOwn($"{data}.lock");
        if (await TryReachAsync(ct)) return;
        if (ownership is null) throw new SetupException($"Another service is starting or stopping the database in {data}. Try again in a moment.");

        var binaries = PostgresBinaries.Find(SearchPath, VersionOf(data));
        if (!File.Exists(Path.Combine(data, "PG_VERSION"))) await InitialiseAsync(binaries, unprivileged, ct);
        await LaunchAsync(binaries, unprivileged, ct);
    }

    /// <summary>Stops the server when it is ours: open transactions are rolled back, everything committed is on disk.</summary>
    public async ValueTask DisposeAsync()
    {
        if (ownership is null) return;
        if (connection is not null && ReadPidFile() is { } server)
        {
            _ = Kill(server.Pid, Interrupt);
            var waited = Stopwatch.StartNew();
            while (File.Exists(PidFile) && waited.Elapsed < TimeSpan.FromSeconds(20)) await Task.Delay(5);
            if (server.Sockets != data) TryRemoveEmpty(server.Sockets);
        }
        await ownership.DisposeAsync();
        ownership = null;
    }

    string PidFile => Path.Combine(data, "postmaster.pid");

    async Task InitialiseAsync(PostgresBinaries binaries, Unprivileged unprivileged, CancellationToken ct)
    {
        log.LogInformation("Creating a database in {Folder} with PostgreSQL {Version}", data, binaries.Version);
        // Under another name until it is whole: an interrupted attempt is thrown away, not mistaken for a database.
        var attempt = $"{data}.new";
        if (Directory.Exists(attempt)) Directory.Delete(attempt, recursive: true);
        await unprivileged.OwnAsync(attempt, ct);
        string[] command = [binaries.Program("initdb"), "-D", attempt, "-U", User, "-A", "trust", "-E", "UTF8", "--no-locale",
            .. Durable ? Array.Empty<string>() : ["-N"]];
        var (exitCode, output) = await Shell.RunAsync([.. unprivileged.Prefix, .. command], ct);
        if (exitCode != 0) throw new SetupException($"PostgreSQL could not create a database in {data}: {LastLine(output)}");
        Directory.Move(attempt, data);
    }

    async Task LaunchAsync(PostgresBinaries binaries, Unprivileged unprivileged, CancellationToken ct)
    {
        await unprivileged.OwnAsync(data, ct);
        var sockets = data;
        if (data.Length > LongestSocketFolder)
        {
            sockets = Directory.CreateTempSubdirectory("openeo-").FullName;
            await unprivileged.OwnAsync(sockets, ct);
        }
        var logFile = Path.Combine(data, "server.log");
        // A session of its own: Ctrl+C is for the service, which stops the server after its last query.
        using var server = Shell.Start(["sh", "-c", "exec setsid \"$@\" >\"$0\" 2>&1 </dev/null", logFile, .. unprivileged.Prefix,
            .. ServerCommand(binaries, sockets)]);
        var waited = Stopwatch.StartNew();
        while (!await TryReachAsync(ct))
        {
            if (server.HasExited || waited.Elapsed > Patience)
                throw new SetupException(
                    $"PostgreSQL did not start: {LastLine(File.Exists(logFile) ? await File.ReadAllTextAsync(logFile, ct) : "")} (see {logFile})");
            await Task.Delay(10, ct);
        }
    }

    string[] ServerCommand(PostgresBinaries binaries, string sockets)
    {
        string[] command =
        [
            binaries.Program("postgres"), "-D", data, "-c", "listen_addresses=", "-c", $"unix_socket_directories={sockets}", "-c", "port=5432",
            "-c", "max_connections=200", "-c", "wal_level=minimal", "-c", "max_wal_senders=0", "-c", "jit=off",
        ];
        return Durable ? command : [.. command, "-c", "fsync=off", "-c", "synchronous_commit=off", "-c", "full_page_writes=off"];
    }

    // A server answers for this folder when the folder's own pid file says ready and its socket takes a login.
    async Task<bool> TryReachAsync(CancellationToken ct)
    {
        if (ReadPidFile() is not { Ready: true } server) return false;
        var builder = new NpgsqlConnectionStringBuilder { Host = server.Sockets, Port = server.Port, Username = User, Database = "postgres", Pooling = false };
        try
        {
            await using var probe = new NpgsqlConnection(builder.ConnectionString);
            await probe.OpenAsync(ct);
            await using var exists = new NpgsqlCommand($"SELECT count(*) FROM pg_database WHERE datname = '{User}'", probe);
            if ((long)(await exists.ExecuteScalarAsync(ct))! == 0)
            {
                await using var create = new NpgsqlCommand($"CREATE DATABASE {User}", probe);
                await create.ExecuteNonQueryAsync(ct);
            }
        }
        catch (NpgsqlException)
        {
            return false;   // a pid file that a crash left behind
        }
        builder.Database = User;
        builder.Pooling = true;
        builder.MaxPoolSize = 40;
        connection = builder;
        return true;
    }

    // Lines of postmaster.pid: pid, data folder, start, port, socket folder, address, shared memory, status.
    (int Pid, int Port, string Sockets, bool Ready)? ReadPidFile()
    {
        try
        {
            var lines = File.ReadAllLines(PidFile);
            return lines.Length < 8 ? null : (int.Parse(lines[0]), int.Parse(lines[3]), lines[4], lines[7].StartsWith("ready", StringComparison.Ordinal));
        }
        catch (IOException)
        {
            return null;
        }
    }

    // Held as long as this process lives, however it ends: the kernel gives the lock back.
    static FileStream? TryOwn(string path)
    {
        try
        {
            return new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException)
        {
            return null;
        }
    }

    // The socket's own folder, which the server leaves empty. Anything else in it is not ours to delete.
    static void TryRemoveEmpty(string path)
    {
        try
        {
            Directory.Delete(path);
        }
        catch (IOException)
        {
            // left to the system's cleaning of its temporary folder
        }
    }

    static string? VersionOf(string folder) => Path.Combine(folder, "PG_VERSION") is var file && File.Exists(file) ? File.ReadAllText(file).Trim() : null;

    static string LastLine(string text) => text.TrimEnd().Split('\n')[^1].Trim();

    const int Interrupt = 2;   // PostgreSQL's "fast" shutdown

    [DllImport("libc", EntryPoint = "kill")]
    static extern int Kill(int pid, int signal);
}
