using System.Net.Http.Headers;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Npgsql;
using OpenEo.Slices.Api.Access;
using OpenEo.Slices.Api.Postgres;

namespace OpenEo.Slices.Api.Tests;

/// <summary>The whole service on real Kestrel at a free port, with the given database and settings, and a clock that tests can move.</summary>
public sealed class ApiHost : WebApplicationFactory<Program>
{
    readonly string connectionString;
    readonly IReadOnlyDictionary<string, string?> settings;

    /// <summary>Starts the service. <paramref name="settings"/> are configuration keys such as <c>Collections:0</c>.</summary>
    public ApiHost(string connectionString, string dataFolder, IReadOnlyDictionary<string, string?>? settings = null)
    {
        this.connectionString = connectionString;
        // Most tests compute nothing: workers are started when one is needed, not in advance.
        // No user asks as often as a test does.
        this.settings = new Dictionary<string, string?> { ["Workers:Warm"] = "0", ["RateLimits:User"] = "0", ["RateLimits:Address"] = "0" }
            .Concat(settings ?? new Dictionary<string, string?>()).Append(new("DataFolder", dataFolder))
            .GroupBy(setting => setting.Key).ToDictionary(setting => setting.Key, setting => setting.Last().Value);
        UseKestrel(0);
        StartServer();
    }

    /// <summary>The service's clock.</summary>
    public TestClock Clock { get; } = new();

    /// <summary>The API's root with a slash at the end, so that relative addresses such as <c>jobs</c> work.</summary>
    public Uri Root => new(ClientOptions.BaseAddress, "openeo/v1/");

    /// <summary>The service's own data source.</summary>
    public NpgsqlDataSource Db => Services.GetRequiredService<NpgsqlDataSource>();

    /// <summary>A client whose relative addresses start at the API's root; logged in as <paramref name="user"/> (created when new) unless null.</summary>
    public HttpClient CreateClient(string? user)
    {
        var client = new HttpClient(new OpenApiCheck(Root, new SocketsHttpHandler { AllowAutoRedirect = false })) { BaseAddress = Root };
        if (user is not null) client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", TokenOf(user));
        return client;
    }

    /// <summary>A valid JWT of the user, who is created when new. His id is <c>u-</c> and the name.</summary>
    public string TokenOf(string user) => Task.Run(async () =>
    {
        await Db.ExecuteAsync("INSERT INTO users (id, name) VALUES (@Id, @Name) ON CONFLICT DO NOTHING", new { Id = $"u-{user}", Name = user }, default);
        return await Services.GetRequiredService<Tokens>().IssueAsync(new CurrentUser($"u-{user}", user), default);
    }).Result;

    /// <inheritdoc/>
    protected override void ConfigureWebHost(IWebHostBuilder builder)
    {
        builder.UseEnvironment("Development");   // validates the service graph
        builder.UseSetting("ConnectionStrings:OpenEo", connectionString);
        builder.UseSetting("LogLevel", "Warning");
        foreach (var (key, value) in settings) builder.UseSetting(key, value);
        builder.ConfigureTestServices(services => services.Replace(ServiceDescriptor.Singleton<TimeProvider>(Clock)));
    }
}

/// <summary>The real time, moved.</summary>
public sealed class TestClock : TimeProvider
{
    TimeSpan offset;

    /// <summary>Moves the clock forward (or back).</summary>
    public void Advance(TimeSpan by) => offset += by;

    /// <inheritdoc/>
    public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + offset;
}
