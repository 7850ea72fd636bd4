using System.Net.Http.Json;
using System.Text.Json;
using OpenEo.Slices.Api.Tests.Running;

namespace OpenEo.Slices.Api.Tests;

/// <summary>
/// The service with a database and a data folder of its own, one for each test class that asks for it with <c>IClassFixture</c>.
/// </summary>
public class ApiFixture : IAsyncLifetime
{
    readonly string folder = Directory.CreateTempSubdirectory("openeo-api-").FullName;

    /// <summary>Settings that the class wants; override to give some.</summary>
    protected virtual IReadOnlyDictionary<string, string?> Settings => new Dictionary<string, string?>();

    /// <summary>The database of this class.</summary>
    public string ConnectionString { get; private set; } = "";

    /// <summary>The data folder of this class.</summary>
    public string DataFolder => Path.Combine(folder, "data");

    /// <summary>The running service.</summary>
    public ApiHost Host { get; private set; } = null!;

    /// <summary>The clock of <see cref="Host"/>.</summary>
    public TestClock Clock => Host.Clock;

    /// <summary>A client of <see cref="Host"/>, logged in as <paramref name="user"/> unless null.</summary>
    public HttpClient CreateClient(string? user = "alice") => Host.CreateClient(user);

    /// <summary>The settings with some of them replaced, for another service on the same database.</summary>
    public IReadOnlyDictionary<string, string?> With(params (string Key, string? Value)[] changes)
    {
        var settings = new Dictionary<string, string?>(Settings);
        foreach (var (key, value) in changes) settings[key] = value;
        return settings;
    }

    /// <summary>Waits until no result files of a job are left.</summary>
    public Task UntilFilesAreGoneAsync(string jobId) =>
        JobClient.UntilAsync(() => Task.FromResult(!Directory.Exists(Path.Combine(DataFolder, "results", jobId))), "the deletion of the files");

    /// <summary>Another service on the same database and folder, with settings of its own; to be disposed by the caller.</summary>
    public ApiHost StartHost(IReadOnlyDictionary<string, string?>? settings = null) => new(ConnectionString, DataFolder, settings ?? Settings);

    /// <inheritdoc/>
    public virtual async Task InitializeAsync()
    {
        ConnectionString = await TestDatabase.CreateAsync();
        Host = StartHost();
    }

    /// <inheritdoc/>
    public virtual async Task DisposeAsync()
    {
        await Host.DisposeAsync();
        await TestDatabase.DropAsync(ConnectionString);
        Directory.Delete(folder, recursive: true);
    }
}

/// <summary>Assertions on responses that show the body when they fail.</summary>
public static class Responses
{
    /// <summary>Fails unless the status is as expected; returns the body as JSON (undefined when it has none).</summary>
    public static async Task<JsonElement> ShouldBeAsync(this HttpResponseMessage response, int status)
    {
        var body = await response.Content.ReadAsStringAsync();
        Assert.True((int)response.StatusCode == status,
            $"{response.RequestMessage?.Method} {response.RequestMessage?.RequestUri}: {(int)response.StatusCode} instead of {status}\n{body}");
        return body.Length == 0 || response.Content.Headers.ContentType?.MediaType?.EndsWith("json", StringComparison.Ordinal) != true ? default
            : JsonElement.Parse(body);
    }

    /// <summary>Fails unless the response is this openEO error in the API's shape; returns its message.</summary>
    public static async Task<string> ShouldBeErrorAsync(this HttpResponseMessage response, int status, string code)
    {
        var body = await response.ShouldBeAsync(status);
        Assert.True(body.ValueKind is JsonValueKind.Object, "an error without a JSON body");
        Assert.Equal(code, body.GetProperty("code").GetString());
        Assert.NotEqual("", body.GetProperty("id").GetString());
        Assert.Equal("application/json", response.Content.Headers.ContentType?.MediaType);
        Assert.Equal(JsonValueKind.Array, body.GetProperty("links").ValueKind);
        var message = body.GetProperty("message").GetString();
        Assert.False(string.IsNullOrEmpty(message));
        Assert.DoesNotMatch("\\{[a-z]+\\}", message);   // a placeholder nobody filled
        return message;
    }

    /// <summary>GET of a JSON document that must exist.</summary>
    public static async Task<JsonElement> GetJsonAsync(this HttpClient client, string path) => await (await client.GetAsync(path)).ShouldBeAsync(200);

    /// <summary>POST of a value in the API's JSON.</summary>
    public static Task<HttpResponseMessage> PostJsonAsync(this HttpClient client, string path, object body) =>
        client.PostAsync(path, JsonContent.Create(body, options: Api.Web.Json.Options));
}
