using DotNet.Testcontainers.Builders;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using OpenEo.Slices.Api.Postgres;
using Testcontainers.PostgreSql;

namespace OpenEo.Slices.Api.Tests;

/// <summary>
/// One PostgreSQL server for the whole test run: the one that <c>OPENEO_TEST_DB</c> names, else a container where an engine answers, else a private server
/// from the machine's binaries. Databases on it are copies of one that was migrated once.
/// </summary>
public static class TestDatabase
{
    const string Template = "openeo_template";

    const string CleanUp = """
        exec >/dev/null 2>&1 </dev/null
        while kill -0 $0; do sleep 0.3; done
        kill -INT "$(head -n 1 "$1/postgres/postmaster.pid")"
        while [ -e "$1/postgres/postmaster.pid" ]; do sleep 0.1; done
        rm -rf "$1"
        """;

    static readonly Lazy<Task<string>> Server = new(StartAsync);
    static int count;

    /// <summary>Makes an empty, migrated database and returns how to reach it.</summary>
    public static async Task<string> CreateAsync()
    {
        var server = await Server.Value;
        var name = $"openeo_test_{Environment.ProcessId}_{Interlocked.Increment(ref count)}";
        await ExecuteAsync(server, $"CREATE DATABASE {name} TEMPLATE {Template}_{Environment.ProcessId}");
        return new NpgsqlConnectionStringBuilder(server) { Database = name, MaxPoolSize = 20 }.ConnectionString;
    }

    /// <summary>Removes a database that <see cref="CreateAsync"/> made.</summary>
    public static async Task DropAsync(string connectionString)
    {
        NpgsqlConnection.ClearAllPools();
        await ExecuteAsync(await Server.Value, $"DROP DATABASE {new NpgsqlConnectionStringBuilder(connectionString).Database} WITH (FORCE)");
    }

    static async Task<string> StartAsync()
    {
        var server = Environment.GetEnvironmentVariable("OPENEO_TEST_DB") ?? await TryContainerAsync() ?? await PrivateAsync();
        if (Environment.GetEnvironmentVariable("OPENEO_TEST_DB") is not null)
            AppDomain.CurrentDomain.ProcessExit += (_, _) => DropAllAsync(server).Wait(TimeSpan.FromSeconds(30));
        var template = $"{Template}_{Environment.ProcessId}";
        await ExecuteAsync(server, $"CREATE DATABASE {template}");
        await using var db = NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder(server) { Database = template, Pooling = false }.ConnectionString);
        await Migrations.ApplyAsync(db, CancellationToken.None);
        return server;
    }

    // A server of somebody's own is left as it was.
    static async Task DropAllAsync(string server)
    {
        await using var db = NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder(server) { Pooling = false }.ConnectionString);
        var mine = new { pattern = $"openeo\\_%\\_{Environment.ProcessId}%" };
        foreach (var name in await db.ListAsync<string>("SELECT datname FROM pg_database WHERE datname LIKE @pattern", mine, default))
            await ExecuteAsync(server, $"DROP DATABASE {name} WITH (FORCE)");
    }

    // Only a socket that exists is worth the attempt: looking for an engine takes seconds where there is none.
    static async Task<string?> TryContainerAsync()
    {
        if (Environment.GetEnvironmentVariable("DOCKER_HOST") is null && !File.Exists("/var/run/docker.sock")) return null;
        try
        {
            var container = new PostgreSqlBuilder("postgres:17-alpine").Build();
            await container.StartAsync();
            AppDomain.CurrentDomain.ProcessExit += (_, _) => container.DisposeAsync().AsTask().Wait(TimeSpan.FromSeconds(10));
            return container.GetConnectionString();
        }
        catch (Exception e) when (e is DockerUnavailableException or HttpRequestException or TimeoutException or Docker.DotNet.DockerApiException)
        {
            return null;
        }
    }

    static async Task<string> PrivateAsync()
    {
        var folder = Directory.CreateTempSubdirectory("openeo-tests-").FullName;
        var server = new EmbeddedPostgres(Path.Combine(folder, "postgres"), NullLogger.Instance) { Durable = false };
        await server.StartAsync();
        // The test process may be killed at its end or before: a process of its own waits for that and cleans up.
        using var janitor = Shell.Start(["setsid", "sh", "-c", CleanUp, $"{Environment.ProcessId}", folder]);
        return server.ConnectionString;
    }

    static async Task ExecuteAsync(string connectionString, string sql)
    {
        await using var connection = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(connectionString) { Pooling = false }.ConnectionString);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }
}
