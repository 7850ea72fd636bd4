using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text.Json;
using System.Text.RegularExpressions;
using OpenEo.Slices.Api.Postgres;
using OpenEo.Slices.Api.Tests.Running;

namespace OpenEo.Slices.Api.Tests.Features.Jobs;

[Collection("jobs")]
public sealed class DownloadAssetTests(JobFixture api)
{
    [Fact]
    public async Task The_signed_link_gives_the_file_its_head_and_parts_of_it_without_a_login()
    {
        using var anonymous = api.CreateClient(null);
        var (_, link, size, checksum) = await PublishAsync();

        var whole = await anonymous.GetAsync(link);
        var bytes = await whole.Content.ReadAsByteArrayAsync();
        Assert.Equal(200, (int)whole.StatusCode);
        Assert.Equal(size, bytes.Length);
        Assert.Equal(checksum, "1220" + Convert.ToHexStringLower(SHA256.HashData(bytes)));

        using var head = await anonymous.SendAsync(new HttpRequestMessage(HttpMethod.Head, link));
        Assert.Equal(200, (int)head.StatusCode);
        Assert.Equal(size, head.Content.Headers.ContentLength);
        Assert.Equal("bytes", head.Headers.AcceptRanges.Single());
        Assert.Empty(await head.Content.ReadAsByteArrayAsync());

        using var request = new HttpRequestMessage(HttpMethod.Get, link) { Headers = { Range = new RangeHeaderValue(10, 19) } };
        using var part = await anonymous.SendAsync(request);
        Assert.Equal(206, (int)part.StatusCode);
        Assert.Equal($"bytes 10-19/{size}", part.Content.Headers.ContentRange?.ToString());
        Assert.Equal(bytes[10..20], await part.Content.ReadAsByteArrayAsync());
    }

    [Fact]
    public async Task A_bad_login_beside_a_good_signature_does_not_matter()
    {
        using var client = api.CreateClient(null);
        var (_, link, _, _) = await PublishAsync();
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", "basic//expired");
        Assert.Equal(200, (int)(await client.GetAsync(link)).StatusCode);
    }

    [Fact]
    public async Task A_link_that_was_changed_in_any_part_is_refused()
    {
        using var client = api.CreateClient();
        var (id, link, _, _) = await PublishAsync();
        var (other, otherLink, _, _) = await PublishAsync();
        string[] forged =
        [
            link[..^1] + (link[^1] == 'A' ? 'B' : 'A'),
            link.Replace(id, other, StringComparison.Ordinal),
            link[..link.IndexOf('?', StringComparison.Ordinal)] + otherLink[otherLink.IndexOf('?', StringComparison.Ordinal)..],
            link.Replace("expires=", "expires=9", StringComparison.Ordinal),
            link.Replace("version=1", "version=2", StringComparison.Ordinal),
            link.Replace("expires=", "x=", StringComparison.Ordinal),
            link.Replace("assets/", "assets/1", StringComparison.Ordinal),
            link.Replace(".json", ".jso", StringComparison.Ordinal),
        ];
        foreach (var attempt in forged) await (await client.GetAsync(attempt)).ShouldBeErrorAsync(403, "PermissionsInsufficient");
        // The owner's login is no replacement for a signature, or old links could be shared as new ones.
        await (await client.GetAsync(link[..link.IndexOf('?', StringComparison.Ordinal)])).ShouldBeErrorAsync(401, "AuthenticationRequired");
    }

    [Fact]
    public async Task No_name_leads_out_of_the_folder()
    {
        using var client = api.CreateClient();
        var (id, link, _, _) = await PublishAsync();
        var query = link[link.IndexOf('?', StringComparison.Ordinal)..];
        foreach (var name in (string[])["..%2F..%2Fsecret", "%2Fetc%2Fpasswd", "..", "a%00b"])
        {
            var response = await client.GetAsync($"jobs/{id}/results/assets/1/{name}{query}");
            Assert.InRange((int)response.StatusCode, 400, 404);
        }
    }

    [Fact]
    public async Task An_expired_link_says_so_and_a_revoked_one_is_refused()
    {
        using var anonymous = api.CreateClient(null);
        var (id, link, _, _) = await PublishAsync();
        api.Clock.Advance(TimeSpan.FromHours(25));
        try
        {
            await (await anonymous.GetAsync(link)).ShouldBeErrorAsync(410, "ResultLinkExpired");
        }
        finally
        {
            api.Clock.Advance(TimeSpan.FromHours(-25));
        }
        await api.Host.Db.ExecuteAsync("UPDATE jobs SET link_version = link_version + 1 WHERE id = @id", new { id }, default);
        await (await anonymous.GetAsync(link)).ShouldBeErrorAsync(403, "PermissionsInsufficient");
        using var client = api.CreateClient();
        var fresh = (await client.GetJsonAsync($"jobs/{id}/results")).GetProperty("assets").EnumerateObject().Single().Value.GetProperty("href").GetString();
        Assert.Equal(200, (int)(await anonymous.GetAsync(fresh)).StatusCode);
    }

    [Fact]
    public async Task Whoever_was_given_a_link_gets_no_link_that_holds_longer()
    {
        using var client = api.CreateClient();
        using var anonymous = api.CreateClient(null);
        var id = await client.RunJobAsync(JobFixture.Copy);
        var given = Canonical(await client.GetJsonAsync($"jobs/{id}/results"));
        api.Clock.Advance(TimeSpan.FromHours(20));
        try
        {
            var shown = await anonymous.GetJsonAsync(given);
            var links = Signed(shown).ToList();
            Assert.True(links.Count >= 3, shown.ToString());
            Assert.All(links, link => Assert.Equal(ExpiryOf(given), ExpiryOf(link)));
            var item = links.First(link => link.Contains("/results/items/", StringComparison.Ordinal));
            Assert.All(Signed(await anonymous.GetJsonAsync(item)), link => Assert.Equal(ExpiryOf(given), ExpiryOf(link)));
            Assert.All(Signed(await anonymous.GetJsonAsync($"{given}&links=until_revoked")), link => Assert.Equal(ExpiryOf(given), ExpiryOf(link)));
            Assert.True(ExpiryOf(Canonical(await client.GetJsonAsync($"jobs/{id}/results"))) > ExpiryOf(given));
        }
        finally
        {
            api.Clock.Advance(TimeSpan.FromHours(-20));
        }
    }

    [Fact]
    public async Task An_owner_may_give_links_that_hold_until_they_are_revoked()
    {
        using var client = api.CreateClient();
        using var anonymous = api.CreateClient(null);
        var (id, _, _, _) = await PublishAsync();
        var given = Canonical(await client.GetJsonAsync($"jobs/{id}/results?links=until_revoked"));
        api.Clock.Advance(TimeSpan.FromDays(2000));
        try
        {
            await anonymous.GetJsonAsync(given);
        }
        finally
        {
            api.Clock.Advance(TimeSpan.FromDays(-2000));
        }
        await (await client.DeleteAsync($"jobs/{id}/results/links")).ShouldBeAsync(204);
        await (await anonymous.GetAsync(given)).ShouldBeErrorAsync(404, "JobNotFound");
        await (await client.GetAsync($"jobs/{id}/results?links=forever")).ShouldBeErrorAsync(400, "RequestInvalid");
    }

    static string Canonical(JsonElement results) =>
        results.GetProperty("links").EnumerateArray().First(link => link.GetProperty("rel").GetString() == "canonical").GetProperty("href").GetString()!;

    static IEnumerable<string> Signed(JsonElement json) => Regex.Matches(json.GetRawText(), "\"href\":\"([^\"]*expires=[^\"]*)\"")
        .Select(match => Regex.Unescape(match.Groups[1].Value));

    static long ExpiryOf(string link) => long.Parse(Regex.Match(link, "expires=([0-9]+)").Groups[1].Value);

    async Task<(string Id, string Link, long Size, string Checksum)> PublishAsync()
    {
        using var client = api.CreateClient();
        var id = await client.RunJobAsync("""{"process_graph":{"a":{"process_id":"array_create","arguments":{"data":[1,2,3],"repeat":50},"result":true}}}""");
        var asset = (await client.GetJsonAsync($"jobs/{id}/results")).GetProperty("assets").EnumerateObject().Single().Value;
        return (id, asset.GetProperty("href").GetString()!, asset.GetProperty("file:size").GetInt64(), asset.GetProperty("file:checksum").GetString()!);
    }
}
