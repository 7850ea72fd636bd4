using System.Data;
using System.Runtime.CompilerServices;
using System.Text.Json;
using Dapper;
using Npgsql;
using NpgsqlTypes;
using OpenEo.Slices.Api.Settings;

namespace OpenEo.Slices.Api.Postgres;

/// <summary>Dapper's verbs on the data source: each opens a connection, runs one statement with the caller's cancellation token, and gives it back.</summary>
static class Database
{
    static Database()
    {
        DefaultTypeMap.MatchNamesWithUnderscores = true;
        SqlMapper.AddTypeHandler(new JsonElementHandler());
    }

    extension(NpgsqlDataSource db)
    {
        /// <summary>The only row, or null when there is none.</summary>
        public async Task<T?> FindAsync<T>(string sql, object? parameters, CancellationToken ct)
        {
            await using var connection = await db.OpenConnectionAsync(ct);
            return await connection.QuerySingleOrDefaultAsync<T>(new CommandDefinition(sql, parameters, cancellationToken: ct));
        }

        /// <summary>All rows, in memory.</summary>
        public async Task<IReadOnlyList<T>> ListAsync<T>(string sql, object? parameters, CancellationToken ct)
        {
            await using var connection = await db.OpenConnectionAsync(ct);
            return (await connection.QueryAsync<T>(new CommandDefinition(sql, parameters, cancellationToken: ct))).AsList();
        }

        /// <summary>All rows, one after the other as they come; the connection is busy until the last one.</summary>
        public async IAsyncEnumerable<T> StreamAsync<T>(string sql, object? parameters, [EnumeratorCancellation] CancellationToken ct)
        {
            await using var connection = await db.OpenConnectionAsync(ct);
            await foreach (var row in connection.QueryUnbufferedAsync<T>(sql, parameters).WithCancellation(ct)) yield return row;
        }

        /// <summary>Rows affected.</summary>
        public async Task<int> ExecuteAsync(string sql, object? parameters, CancellationToken ct)
        {
            await using var connection = await db.OpenConnectionAsync(ct);
            return await connection.ExecuteAsync(new CommandDefinition(sql, parameters, cancellationToken: ct));
        }
    }

    /// <summary>
    /// Registers the data source: the configured database, or a private server in the data folder. The server is started by
    /// <see cref="PrepareDatabaseAsync"/>, not here.
    /// </summary>
    public static IServiceCollection AddDatabase(this IServiceCollection services, DataSettings data)
    {
        // Dapper is configured before its first use, also by a caller who opens connections himself.
        RuntimeHelpers.RunClassConstructor(typeof(Database).TypeHandle);
        if (data.IsEmbedded)
            services.AddSingleton(provider => new EmbeddedPostgres(data.PathOf("postgres"), provider.GetRequiredService<ILogger<EmbeddedPostgres>>()));
        return services.AddSingleton(provider => Open(data.Database ?? provider.GetRequiredService<EmbeddedPostgres>().ConnectionString));
    }

    /// <summary>Makes the database ready for the first request: running, reachable and migrated.</summary>
    public static async Task PrepareDatabaseAsync(this IServiceProvider services, CancellationToken ct = default)
    {
        if (services.GetService<EmbeddedPostgres>() is { } server) await server.StartAsync(ct);
        await Migrations.ApplyAsync(services.GetRequiredService<NpgsqlDataSource>(), ct);
    }

    /// <summary>A data source on which repeated statements are prepared, unless the connection string says otherwise.</summary>
    public static NpgsqlDataSource Open(string connectionString)
    {
        var builder = new NpgsqlConnectionStringBuilder(connectionString);
        // Not behind a pooler that hands out a connection per transaction: such a connection string says Max Auto Prepare=0.
        if (!builder.ShouldSerialize("Max Auto Prepare")) (builder.MaxAutoPrepare, builder.AutoPrepareMinUsages) = (100, 2);
        builder.NoResetOnClose = true;
        builder.ApplicationName ??= "openeo-slices";
        return NpgsqlDataSource.Create(builder);
    }

    /// <summary>
    /// json and jsonb columns as <see cref="JsonElement"/>; as a parameter always jsonb (cast text with <c>::json</c> where the spelling counts).
    /// </summary>
    sealed class JsonElementHandler : SqlMapper.TypeHandler<JsonElement>
    {
        public override void SetValue(IDbDataParameter parameter, JsonElement value)
        {
            ((NpgsqlParameter)parameter).NpgsqlDbType = NpgsqlDbType.Jsonb;
            parameter.Value = value.ValueKind is JsonValueKind.Undefined ? DBNull.Value : value.GetRawText();
        }

        public override JsonElement Parse(object value) => JsonElement.Parse((string)value);
    }
}
