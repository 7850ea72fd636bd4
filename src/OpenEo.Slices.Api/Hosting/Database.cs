using System.Data;
using System.Text.Json;
using Dapper;
using Npgsql;
using NpgsqlTypes;

namespace OpenEo.Slices.Api.Hosting;

/// <summary>Dapper's verbs on the data source: each opens a connection, runs one statement with the caller's cancellation token, and gives it back.</summary>
public static class Database
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

        /// <summary>Rows affected.</summary>
        public async Task<int> ExecuteAsync(string sql, object? parameters, CancellationToken ct)
        {
            await using var connection = await db.OpenConnectionAsync(ct);
            return await connection.ExecuteAsync(new CommandDefinition(sql, parameters, cancellationToken: ct));
        }
    }

    /// <summary>
    /// Registers the data source: the configured <c>ConnectionStrings:OpenEo</c>, or a private server below <c>DataFolder</c>. The server is started by
    /// <see cref="PrepareDatabaseAsync"/>, not here.
    /// </summary>
    public static IServiceCollection AddDatabase(this IServiceCollection services, IConfiguration configuration)
    {
        // Dapper is configured before its first use, also by a caller who opens connections himself.
        System.Runtime.CompilerServices.RuntimeHelpers.RunClassConstructor(typeof(Database).TypeHandle);
        return services.AddSingleton(_ => NpgsqlDataSource.Create(
            configuration.GetConnectionString("OpenEo") ?? throw new SetupException("Set ConnectionStrings__OpenEo to a PostgreSQL database.")));
    }

    /// <summary>Makes the database ready for the first request: reachable and migrated.</summary>
    public static async Task PrepareDatabaseAsync(this IServiceProvider services, CancellationToken ct = default) =>
        await Migrations.ApplyAsync(services.GetRequiredService<NpgsqlDataSource>(), ct);

    /// <summary>json and jsonb columns as <see cref="JsonElement"/>; as a parameter always jsonb (cast text with <c>::json</c> where the spelling counts).</summary>
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
