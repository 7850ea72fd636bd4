using System.Text;
using OpenEo.Slices.Api.Tests.Running;

namespace OpenEo.Slices.Api.Tests.Jobs;

public sealed class IdempotencyKeysTests(ApiFixture api) : IClassFixture<ApiFixture>
{
    static Task<HttpResponseMessage> CreateAsync(HttpClient client, string key, string title = "t") =>
        client.SendAsync(new HttpRequestMessage(HttpMethod.Post, "jobs")
    {
        Headers = { { "Idempotency-Key", key } },
        Content = new StringContent($$"""{"title":"{{title}}","process":{{JobFixture.Sum}}}""", Encoding.UTF8, "application/json"),
    });

    static async Task<string> IdAsync(HttpResponseMessage response)
    {
        await response.ShouldBeAsync(201);
        return response.Headers.GetValues("OpenEO-Identifier").Single();
    }

    static async Task<int> CountAsync(HttpClient client) => (await client.GetJsonAsync("jobs")).GetProperty("jobs").GetArrayLength();

    [Fact]
    public async Task A_repeated_request_makes_one_job_even_at_the_same_time()
    {
        using var client = api.CreateClient("once");
        var ids = await Task.WhenAll(Enumerable.Range(0, 10).Select(async _ => await IdAsync(await CreateAsync(client, "a"))));
        Assert.Single(ids.Distinct());
        Assert.Equal(1, await CountAsync(client));
        Assert.NotEqual(ids[0], await IdAsync(await CreateAsync(client, "b")));
    }

    [Fact]
    public async Task The_same_key_with_another_request_is_refused()
    {
        using var client = api.CreateClient("once-other");
        await IdAsync(await CreateAsync(client, "a"));
        await (await CreateAsync(client, "a", "another")).ShouldBeErrorAsync(422, "IdempotencyKeyReused");
        Assert.Equal(1, await CountAsync(client));
    }

    [Fact]
    public async Task Keys_belong_to_users_and_are_forgotten_after_a_day()
    {
        using var alice = api.CreateClient("once-alice");
        using var bob = api.CreateClient("once-bob");
        var first = await IdAsync(await CreateAsync(alice, "same"));
        Assert.NotEqual(first, await IdAsync(await CreateAsync(bob, "same")));
        await using var host = api.StartHost();
        host.Clock.Advance(TimeSpan.FromHours(25));
        using var later = host.CreateClient("once-alice");
        Assert.NotEqual(first, await IdAsync(await CreateAsync(later, "same")));
    }

    [Fact]
    public async Task An_empty_key_is_told()
    {
        using var client = api.CreateClient("once-empty");
        await (await CreateAsync(client, new string('x', 201))).ShouldBeErrorAsync(400, "RequestInvalid");
    }
}
