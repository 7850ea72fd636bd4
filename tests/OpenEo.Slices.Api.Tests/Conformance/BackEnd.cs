using OpenEo.Slices.Api.Postgres;
using OpenEo.Slices.Api.Tests.Running;

namespace OpenEo.Slices.Api.Tests.Conformance;

/// <summary>
/// A back-end as an operator sets it up: a collection that is described well and one that says as little as STAC allows, of three dates with bands B04
/// (100) and B08 (300); plans of which one costs something; a provider of identities. The tests of all requirements share it, one after the other.
/// </summary>
public sealed class BackEnd : ApiFixture
{
    /// <summary>What <see cref="JobFixture.Copy"/> costs under the plan that is paid: 3 dates of 2 bands of 256 x 256 cells.</summary>
    public const double Price = 3.93216;

    static readonly string[] Dates = ["2024-01-01", "2024-01-11", "2024-01-21"];

    readonly string catalog = Directory.CreateTempSubdirectory("openeo-conformance-").FullName;
    readonly Lazy<Task<string>> finished, failed;

    /// <summary>Nothing runs yet.</summary>
    public BackEnd()
    {
        finished = new(async () => await CreateClient().RunJobAsync(JobFixture.Copy, more: "\"title\":\"Copy\",\"description\":\"Three dates.\""));
        failed = new(async () => await CreateClient().RunJobAsync(Graph.Nothing, "error"));
    }

    /// <summary>A job of alice that has finished, with a file for each date.</summary>
    public Task<string> FinishedAsync() => finished.Value;

    /// <summary>A job of alice that has failed: there are no data for its time.</summary>
    public Task<string> FailedAsync() => failed.Value;

    /// <summary>The service with other settings, on the same database, that leaves batch jobs alone; to be disposed by the caller.</summary>
    public ApiHost Start(params (string Key, string? Value)[] changes)
    {
        var settings = new Dictionary<string, string?>(Settings) { ["Jobs:Parallel"] = "0" };
        foreach (var (key, value) in changes) settings[key] = value;
        return StartHost(settings);
    }

    /// <summary>Sets what a user has left to spend.</summary>
    public async Task SetCreditAsync(string user, double credit)
    {
        Host.TokenOf(user);
        await Host.Db.ExecuteAsync("UPDATE users SET credit = @credit WHERE name = @user", new { user, credit }, default);
    }

    /// <inheritdoc/>
    protected override IReadOnlyDictionary<string, string?> Settings => new Dictionary<string, string?>
    {
        ["Collections:0"] = Path.Combine(catalog, "tiny.json"),
        ["Collections:1"] = Path.Combine(catalog, "bare.json"),
        ["Workers:Warm"] = "1",
        ["Jobs:LeaseSeconds"] = "6",
        ["Jobs:DrainSeconds"] = "0.2",
        ["Validation:Seconds"] = "10",
        ["Probes:Seconds"] = "20",
        ["Billing:Currency"] = "EUR",
        ["Billing:DefaultPlan"] = "free",
        ["Billing:PerMegaPixel"] = "10",
        ["Billing:Plans:0:Name"] = "free",
        ["Billing:Plans:0:Description"] = "Costs nothing.",
        ["Billing:Plans:0:Paid"] = "false",
        ["Billing:Plans:1:Name"] = "Pro",
        ["Billing:Plans:1:Description"] = "Charged by pixels.",
        ["Billing:Plans:1:Paid"] = "true",
        ["Billing:Plans:1:Url"] = "https://example.org/pro",
        ["Oidc:Providers:0:Id"] = "lab",
        ["Oidc:Providers:0:Issuer"] = "https://id.example.org",
        ["Oidc:Providers:0:Title"] = "Laboratory",
        ["Oidc:Providers:0:Scopes:0"] = "openid",
        ["Oidc:Providers:0:Scopes:1"] = "email",
        ["Oidc:Providers:0:Audiences:0"] = "openeo",
        ["Oidc:Providers:0:DefaultClients:0:Id"] = "openeo",
        ["Oidc:Providers:0:DefaultClients:0:GrantTypes:0"] = "urn:ietf:params:oauth:grant-type:device_code+pkce",
        ["Oidc:Providers:0:DefaultClients:0:RedirectUrls:0"] = "https://editor.example.org",
    };

    /// <inheritdoc/>
    public override async Task InitializeAsync()
    {
        JobFixture.WriteScene(Path.Combine(catalog, "scene.tif"));
        foreach (var date in Dates) Write($"{date}.json", Item.Replace("DATE", date, StringComparison.Ordinal));
        Write("tiny.json", Described);
        Write("bare.json", Described[..Described.IndexOf("\"title\"", StringComparison.Ordinal)].Replace("TINY", "BARE", StringComparison.Ordinal) + Bare);
        await base.InitializeAsync();
    }

    /// <inheritdoc/>
    public override async Task DisposeAsync()
    {
        await base.DisposeAsync();
        Directory.Delete(catalog, recursive: true);
    }

    void Write(string name, string text) => File.WriteAllText(Path.Combine(catalog, name), text);

    const string Item = """
        {"type":"Feature","stac_version":"1.1.0","id":"SCENE_DATE","bbox":[11.28,46.5,11.31,46.53],
         "geometry":{"type":"Polygon","coordinates":[[[11.28,46.5],[11.31,46.5],[11.31,46.53],[11.28,46.53],[11.28,46.5]]]},
         "properties":{"datetime":"DATET00:00:00Z","eo:cloud_cover":12},"links":[],
         "assets":{"data":{"href":"./scene.tif","type":"image/tiff; application=geotiff","roles":["data"],"bands":[{"name":"B04"},{"name":"B08"}]}}}
        """;

    const string Described = """
        {"type":"Collection","stac_version":"1.1.0","id":"TINY","description":"A small scene on three days.",
         "extent":{"spatial":{"bbox":[[11.28,46.5,11.31,46.53]]},"temporal":{"interval":[["2024-01-01T00:00:00Z","2024-01-21T00:00:00Z"]]}},
         "title":"Tiny scene","keywords":["tiny","test"],"license":"other","bands":[{"name":"B04"},{"name":"B08"}],"summaries":{"platform":["made-up"],
          "eo:cloud_cover":{"minimum":12,"maximum":12}},
         "links":[{"rel":"license","href":"https://example.org/terms"},
                  {"rel":"item","href":"./2024-01-01.json"},{"rel":"item","href":"./2024-01-11.json"},{"rel":"item","href":"./2024-01-21.json"}]}
        """;

    const string Bare = """
        "license":"CC-BY-4.0",
        "links":[{"rel":"item","href":"./2024-01-01.json"},{"rel":"item","href":"./2024-01-11.json"},{"rel":"item","href":"./2024-01-21.json"}]}
        """;
}

/// <summary>The tests of all requirements are one collection: one service for them.</summary>
[CollectionDefinition("conformance")]
public sealed class ConformanceCollection : ICollectionFixture<BackEnd>;
