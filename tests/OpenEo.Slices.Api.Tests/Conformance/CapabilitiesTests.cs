using System.Net;
using System.Text.Json;

namespace OpenEo.Slices.Api.Tests.Conformance;

[Collection("conformance")]
public sealed class CapabilitiesTests(BackEnd api)
{
    // All that the API defines, whether offered here or not.
    static readonly string[] Operations =
    [
        "GET /file_formats", "GET /conformance", "GET /collections", "GET /collections/{collection_id}", "GET /collections/{collection_id}/queryables",
        "GET /processes", "GET /udf_runtimes",
        "GET /credentials/oidc", "GET /credentials/basic", "POST /validation", "POST /result", "GET /process_graphs", "PUT /process_graphs/{process_graph_id}",
        "GET /process_graphs/{process_graph_id}", "DELETE /process_graphs/{process_graph_id}", "GET /service_types", "GET /services", "POST /services",
        "GET /services/{service_id}",
        "PATCH /services/{service_id}", "DELETE /services/{service_id}", "GET /services/{service_id}/logs", "GET /jobs", "POST /jobs", "GET /jobs/{job_id}",
        "PATCH /jobs/{job_id}",
        "DELETE /jobs/{job_id}", "GET /jobs/{job_id}/estimate", "GET /jobs/{job_id}/logs", "GET /jobs/{job_id}/results", "POST /jobs/{job_id}/results",
        "DELETE /jobs/{job_id}/results",
        "GET /files", "GET /files/{path}", "PUT /files/{path}", "DELETE /files/{path}", "GET /me",
    ];

    [Fact]
    public async Task L1_30_the_service_describes_itself_without_a_login()
    {
        using var client = api.CreateClient(null);
        var capabilities = await client.GetJsonAsync("");
        foreach (var member in (string[])["api_version", "backend_version", "stac_version", "id", "title", "description"])
            Assert.NotEmpty(capabilities.Text(member));
        Assert.Equal("Catalog", capabilities.Text("type"));
        Assert.All(capabilities.List("endpoints"), endpoint => Assert.True(endpoint.Text("path").StartsWith('/') && endpoint.List("methods").Count > 0));
        Assert.All(capabilities.List("links"),
            link => Assert.True(Uri.IsWellFormedUriString(link.Text("href"), UriKind.Absolute) && link.Text("rel").Length > 0));
    }

    [Fact]
    public async Task L1_31_what_is_implemented_is_listed_with_its_methods()
    {
        var listed = await ListedAsync();
        var missing = (await ImplementedAsync(Operations)).Except(listed);
        Assert.Empty(missing);
    }

    [Fact]
    public async Task L1_32_what_is_listed_is_implemented_and_works()
    {
        var listed = await ListedAsync();
        Assert.True(listed.Count > 25, $"{listed.Count} operations");
        Assert.Equal(listed, await ImplementedAsync(listed));
    }

    async Task<List<string>> ListedAsync()
    {
        using var client = api.CreateClient(null);
        return [.. (await client.GetJsonAsync("")).List("endpoints")
            .SelectMany(endpoint => endpoint.List("methods").Select(method => $"{method.GetString()} {endpoint.Text("path")}"))
            .Where(operation => operation != "GET /")];
    }

    // There when the answer is neither "no such address", "no such method", "not implemented" nor a failure of the server.
    async Task<List<string>> ImplementedAsync(IEnumerable<string> operations)
    {
        using var client = api.CreateClient("implemented");
        var implemented = new List<string>();
        foreach (var operation in operations)
        {
            var (method, path) = (operation.Split(' ')[0],
                operation.Split(' ')[1].Trim('/').Replace("{", "no-", StringComparison.Ordinal).Replace("}", "", StringComparison.Ordinal));
            using var response = await client.SendAsync(method, path);
            var isThere = response.StatusCode is not (HttpStatusCode.MethodNotAllowed or >= HttpStatusCode.InternalServerError);
            if (response.StatusCode is HttpStatusCode.NotFound)
                isThere = JsonElement.Parse(await response.Content.ReadAsStringAsync()).Text("code") != "NotFound";
            if (isThere) implemented.Add(operation);
        }
        return implemented;
    }

    [Fact]
    public async Task L1_33_the_version_of_the_API_is_1_1_or_a_later_compatible_one()
    {
        using var client = api.CreateClient(null);
        var version = Version.Parse((await client.GetJsonAsync("")).Text("api_version"));
        Assert.InRange(version, new Version(1, 1, 0), new Version(1, 99, 99));
        Assert.Contains($"https://api.openeo.org/{version}", (await client.GetJsonAsync("conformance")).List("conformsTo").Select(uri => uri.GetString()));
    }

    [Fact]
    public async Task L1_34_the_version_of_STAC_is_1_or_later()
    {
        using var client = api.CreateClient(null);
        Assert.InRange(Version.Parse((await client.GetJsonAsync("")).Text("stac_version")), new Version(1, 0, 0), new Version(1, 99, 99));
    }

    [Fact]
    public async Task L2_35_currency_and_plans_are_told()
    {
        using var client = api.CreateClient(null);
        var billing = (await client.GetJsonAsync("")).GetProperty("billing");
        Assert.Equal(("EUR", "free"), (billing.Text("currency"), billing.Text("default_plan")));
        Assert.Equal([("free", false), ("Pro", true)], billing.List("plans").Select(plan => (plan.Text("name"), plan.GetProperty("paid").GetBoolean())));
        Assert.All(billing.List("plans"), plan => Assert.NotEmpty(plan.Text("description")));
        Assert.Equal("https://example.org/pro", billing.List("plans")[1].Text("url"));
    }
}
