using System.Text.Json;
using OpenEo.Slices.Api.Tests.Running;

namespace OpenEo.Slices.Api.Tests.Hosting;

/// <summary>Every absolute address that the service hands out, behind gateways that it trusts and others. Finds them by following all links.</summary>
[Collection("jobs")]
public sealed class GatewayTests(JobFixture jobs)
{
    const string Public = "https://eo.example/gate/way";

    sealed class Crawl(ApiHost host, string origin)
    {
        readonly string local = host.Root.GetLeftPart(UriPartial.Authority);

        public HashSet<string> Visited { get; } = [];

        public HashSet<string> Rels { get; } = [];

        public List<string> Assets { get; } = [];

        string Root => $"{origin}/openeo/v1";

        /// <summary>Fails unless the address is one of the service's as the client knows it, and returns where it is for the test.</summary>
        public string Local(string address)
        {
            Assert.StartsWith(Root, address, StringComparison.Ordinal);
            return local + address[origin.Length..];
        }

        public async Task FollowAsync(HttpClient client, IEnumerable<string> paths)
        {
            var waiting = new Queue<string>(paths.Select(path => Root + path));
            while (waiting.TryDequeue(out var address))
            {
                if (!Visited.Add(address)) continue;
                using var response = await client.GetAsync(Local(address));
                Assert.True(response.IsSuccessStatusCode, $"{address}: {(int)response.StatusCode}");
                if (response.Content.Headers.ContentType?.MediaType?.EndsWith("json", StringComparison.Ordinal) != true) continue;
                foreach (var found in Read(JsonElement.Parse(await response.Content.ReadAsStringAsync()))) waiting.Enqueue(found);
            }
        }

        // Addresses below the API in any text, and what the API's own members say.
        IEnumerable<string> Read(JsonElement json, string name = "")
        {
            switch (json.ValueKind)
            {
                case JsonValueKind.Object:
                    var isLink = json.TryGetProperty("href", out var href) && href.ValueKind is JsonValueKind.String;
                    if (isLink && json.TryGetProperty("rel", out var rel) && href.GetString()!.StartsWith("http", StringComparison.Ordinal))
                        Rels.Add(rel.GetString()!);
                    if (isLink && json.TryGetProperty("roles", out _)) Assets.Add(href.GetString()!);
                    foreach (var member in json.EnumerateObject())
                        foreach (var found in Read(member.Value, member.Name)) yield return found;
                    break;
                case JsonValueKind.Array:
                    foreach (var item in json.EnumerateArray())
                        foreach (var found in Read(item, name)) yield return found;
                    break;
                case JsonValueKind.String:
                    var text = json.GetString()!;
                    if (origin != local) Assert.False(text.Contains(local, StringComparison.Ordinal), $"{name}: {text}");
                    Assert.False(origin == local && text.Contains("eo.example", StringComparison.Ordinal), $"{name}: {text}");
                    if (name is "href" && text.StartsWith(Root, StringComparison.Ordinal)) yield return text;
                    break;
            }
        }
    }

    static void Forward(HttpClient client, string prefix = "/gate/way")
    {
        client.DefaultRequestHeaders.Add("X-Forwarded-For", "192.0.2.7");
        client.DefaultRequestHeaders.Add("X-Forwarded-Host", "eo.example");
        client.DefaultRequestHeaders.Add("X-Forwarded-Proto", "https");
        if (prefix.Length > 0) client.DefaultRequestHeaders.Add("X-Forwarded-Prefix", prefix);
    }

    [Theory]
    [InlineData("TrustedProxies:0", "127.0.0.1", Public)]
    [InlineData("TrustedProxies:0", "10.0.0.0/8", null)]
    [InlineData("PublicUrl", $"{Public}/", Public)]
    [InlineData("PublicUrl", "", null)]
    public async Task All_addresses_are_those_that_the_client_knows(string setting, string value, string? origin)
    {
        await using var host = jobs.StartHost(jobs.With((setting, value)));
        using HttpClient client = host.CreateClient("gate"), stranger = host.CreateClient(null);
        Forward(client);
        Forward(stranger);
        var crawl = new Crawl(host, origin ?? host.Root.GetLeftPart(UriPartial.Authority));

        var created = await client.PostTextAsync("jobs", $$"""{"process":{{JobFixture.Copy}}}""");
        await created.ShouldBeAsync(201);
        var id = created.Headers.GetValues("OpenEO-Identifier").Single();
        Assert.Equal($"/openeo/v1/jobs/{id}", new Uri(crawl.Local(created.Headers.Location!.OriginalString)).AbsolutePath);
        await client.StartJobAsync(id);
        await client.WaitForAsync(id, "finished");
        await client.CreateJobAsync();

        var computed = await client.PostTextAsync("result", $$"""{"process":{{JobFixture.Sum}}}""");
        await computed.ShouldBeAsync(200);
        var monitor = Assert.Single(computed.Headers.GetValues("Link"));
        await client.GetJsonAsync(crawl.Local(monitor[1..monitor.IndexOf('>', StringComparison.Ordinal)]));

        var versions = (await stranger.GetJsonAsync("/.well-known/openeo")).GetProperty("versions");
        crawl.Local(versions[0].GetProperty("url").GetString()!);
        await crawl.FollowAsync(client,
            ["/", "/processes?limit=50", "/collections?limit=1", "/jobs?limit=1", $"/jobs/{id}", $"/jobs/{id}/logs?limit=1", $"/jobs/{id}/results"]);
        foreach (var rel in (string[])["self", "root", "parent", "data", "conformance", "version-history", "next", "monitor", "result", "canonical", "item"])
            Assert.Contains(rel, crawl.Rels);
        Assert.True(crawl.Assets.Count >= 3, $"{crawl.Assets.Count} assets");
        foreach (var asset in crawl.Assets) await (await stranger.GetAsync(crawl.Local(asset))).ShouldBeAsync(200);
    }

    [Theory]
    [InlineData("", "https://eo.example/openeo/v1")]
    [InlineData("/", "https://eo.example/openeo/v1")]
    [InlineData("/eo/", "https://eo.example/eo/openeo/v1")]
    [InlineData("/a%20b", "https://eo.example/a%20b/openeo/v1")]
    public async Task Prefixes_are_taken_as_gateways_spell_them(string prefix, string root)
    {
        await using var host = jobs.StartHost(jobs.With(("TrustedProxies:0", "127.0.0.1")));
        using var client = host.CreateClient(null);
        Forward(client, prefix);
        Assert.Equal(root, (await client.GetJsonAsync("/.well-known/openeo")).GetProperty("versions")[0].GetProperty("url").GetString());
    }

    [Theory]
    [InlineData("X-Forwarded-Prefix", "no-slash")]
    [InlineData("X-Forwarded-Host", "a b/c")]
    [InlineData("X-Forwarded-Proto", "ht tp")]
    [InlineData("X-Forwarded-For", "nobody")]
    public async Task Forwarded_nonsense_is_no_failure(string header, string value)
    {
        await using var host = jobs.StartHost(jobs.With(("TrustedProxies:0", "127.0.0.1")));
        using var client = host.CreateClient(null);
        client.DefaultRequestHeaders.TryAddWithoutValidation(header, value);
        Assert.True((int)(await client.GetAsync("conformance")).StatusCode < 500);
    }

    [Fact]
    public async Task A_chain_of_trusted_gateways_ends_at_the_first_that_is_not()
    {
        await using var host = jobs.StartHost(jobs.With(("TrustedProxies:0", "127.0.0.1"), ("TrustedProxies:1", "10.0.0.0/8"), ("RateLimits:Address", "6")));
        // The first address is what a client made up; the second is the client; the third is a gateway of ours.
        async Task<int> AskAsync(string forwarded)
        {
            using var client = host.CreateClient(null);
            client.DefaultRequestHeaders.Add("X-Forwarded-For", forwarded);
            return (int)(await client.GetAsync("conformance")).StatusCode;
        }
        Assert.Equal(200, await AskAsync("198.51.100.1, 192.0.2.1, 10.1.2.3"));
        Assert.Equal(200, await AskAsync("198.51.100.1, 192.0.2.2, 10.1.2.3"));
        await JobClient.UntilAsync(async () => await AskAsync("198.51.100.2, 192.0.2.1, 10.4.5.6") == 429, "a refusal of the same client");
    }
}
