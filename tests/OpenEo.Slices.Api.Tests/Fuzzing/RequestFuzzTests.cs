using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.Json;
using OpenEo.Slices.Api.Postgres;
using OpenEo.Slices.Api.Tests.Running;
using Xunit.Abstractions;

namespace OpenEo.Slices.Api.Tests.Fuzzing;

/// <summary>
/// Many thousand requests that nobody should send: <c>OPENEO_FUZZ_REQUESTS</c> of them (default 100,000), from
/// <c>OPENEO_FUZZ_SEED</c> (default: today's date, so that every day tries others and a failure can be repeated).
/// </summary>
[Collection("jobs")]
public sealed class RequestFuzzTests(JobFixture fixture, ITestOutputHelper output)
{
    // In everything that Bob has, and in nothing that Alice sends.
    const string Secret = "7f3aSECRETc91e";

    const int Clients = 4;

    static readonly int Requests = Setting("OPENEO_FUZZ_REQUESTS", 100_000);
    static readonly int Seed = Setting("OPENEO_FUZZ_SEED",
        int.Parse(DateTime.UtcNow.ToString("yyyyMMdd", CultureInfo.InvariantCulture), CultureInfo.InvariantCulture));

    // Kept for a while by design, and told in docs/configuration.md.
    static readonly string[] Retained = ["sync_requests", "idempotency_keys"];

    static int Setting(string name, int fallback) => int.TryParse(Environment.GetEnvironmentVariable(name), CultureInfo.InvariantCulture, out var value)
        ? value : fallback;

    [Fact]
    public async Task No_request_breaks_the_service_sees_what_is_not_its_users_or_leaves_anything_behind()
    {
        await using var host = fixture.StartHost(fixture.With(
            ("Jobs:Parallel", "0"), ("Workers:Warm", "2"), ("Sync:Parallel", $"{Clients}"), ("Plans:Parallel", $"{Clients}"), ("Validation:Seconds", "2"),
            ("Sync:Seconds", "5"), ("RateLimits:Enabled", "false")));
        using var alice = host.CreateClient("fuzz-alice");
        using var bob = host.CreateClient("fuzz-bob");
        var victim = await PrepareAsync(bob);
        var before = await FingerprintAsync(host, "u-fuzz-bob");
        var watch = Stopwatch.StartNew();
        var statuses =
            (await Task.WhenAll(Enumerable.Range(0, Clients).Select(number => Task.Run(() => SendAsync(host, alice, victim, new Random(Seed + number))))))
            .SelectMany(counts => counts).GroupBy(count => count.Key, count => count.Value).OrderBy(group => group.Key)
            .Select(group => $"{group.Key}: {group.Sum()}");
        output.WriteLine($"{Requests} requests, seed {Seed}, {watch.Elapsed.TotalSeconds:0} s; {string.Join(", ", statuses)}");

        Assert.Equal(before, await FingerprintAsync(host, "u-fuzz-bob"));
        Assert.Equal(200, (int)(await bob.GetAsync($"jobs/{victim["job"]}")).StatusCode);
        await TidyAsync(alice);
        Assert.Empty(await LeftoversAsync(host, "u-fuzz-alice"));
    }

    static async Task<Dictionary<string, string>> PrepareAsync(HttpClient bob)
    {
        var job = await bob.CreateJobAsync(more: $$"""
            "title":"{{Secret}}","description":"{{Secret}}","job_options":{"note":"{{Secret}}"}
            """);
        var things = new Dictionary<string, string> { ["job"] = job, ["process"] = "bobs_process", ["file"] = "bobs_file.txt" };
        var process = JobFixture.Sum.Replace("{\"process_graph\"", $"{{\"summary\":\"{Secret}\",\"process_graph\"", StringComparison.Ordinal);
        (await bob.PutAsync("process_graphs/bobs_process", new StringContent(process, Encoding.UTF8, "application/json"))).EnsureSuccessStatusCode();
        (await bob.PutAsync("files/bobs_file.txt", new StringContent(Secret))).EnsureSuccessStatusCode();
        return things;
    }

    static async Task<Dictionary<int, int>> SendAsync(ApiHost host, HttpClient alice, Dictionary<string, string> victim, Random random)
    {
        var own = new List<string>();
        var mutations = new Mutations(random, kind => (kind, random.Next(10)) switch
        {
            (_, < 2) => victim[kind],
            ("job", _) when own.Count > 0 => own[random.Next(own.Count)],
            ("job", _) => "j-0",
            ("process", var number) => $"p{number}",
            (_, var number) => $"f{number}.txt",
        });
        var (seeds, total) = (Seeds.All, Seeds.All.Sum(seed => seed.Weight));
        var statuses = new Dictionary<int, int>();
        for (var i = 0; i < Requests / Clients; i++)
        {
            var place = random.NextDouble() * total;
            var request = mutations.Mutate(seeds.First(seed => (place -= seed.Weight) < 0).Request);
            using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(60));
            using var message = request.ToMessage(host.Root.ToString().TrimEnd('/'));
            if (request.Authorization is null) message.Headers.Authorization = alice.DefaultRequestHeaders.Authorization;
            using var response = await Anonymous.SendAsync(message, HttpCompletionOption.ResponseHeadersRead, limit.Token);
            await CheckAsync(request, response, limit.Token);
            if (response.StatusCode is System.Net.HttpStatusCode.Created && response.Headers.TryGetValues("OpenEO-Identifier", out var ids))
                own.Add(ids.Single());
            if (own.Count > 50) own.RemoveAt(0);
            statuses[(int)response.StatusCode] = statuses.GetValueOrDefault((int)response.StatusCode) + 1;
        }
        return statuses;
    }

    static readonly HttpClient Anonymous =
        new(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false, RequestHeaderEncodingSelector = (_, _) => Encoding.UTF8 });

    static async Task CheckAsync(FuzzRequest request, HttpResponseMessage response, CancellationToken ct)
    {
        // A stream of events lasts as long as the job; what it begins with is enough.
        if (response.Content.Headers.ContentType?.MediaType == "text/event-stream") return;
        var body = await response.Content.ReadAsStringAsync(ct);
        var (status, what) = ((int)response.StatusCode,
            $"seed {Seed}\n{request}\n--> {(int)response.StatusCode}\n{response.Headers}{body[..Math.Min(body.Length, 3000)]}");
        Assert.False(body.Contains(Secret, StringComparison.Ordinal) || response.Headers.ToString().Contains(Secret, StringComparison.Ordinal),
            $"A stranger's data: {what}");
        if (status < 400 || request.Method == "HEAD") return;
        // Kestrel answers what is no HTTP at all before there is a request that could be given a body.
        if (body.Length == 0 && status is 400 or 405 or 414 or 431 && response.Headers.ConnectionClose == true) return;
        Assert.True(body.StartsWith('{'), $"No openEO error: {what}");
        using var error = JsonDocument.Parse(body);
        var code = error.RootElement.TryGetProperty("code", out var value) ? value.GetString() : null;
        Assert.True(status < 500 || code is "EstimateComplexity" or "FeatureUnsupported", $"The service failed: {what}");
        // The log entry of a failed job, answered with 424, has no links.
        Assert.True(!string.IsNullOrEmpty(code) && error.RootElement.TryGetProperty("message", out _) && error.RootElement.TryGetProperty("id", out _),
            $"Not all of an openEO error: {what}");
    }

    // Everything a user has, in every table that knows users.
    static async Task<Dictionary<string, string?>> FingerprintAsync(ApiHost host, string user)
    {
        var prints = new Dictionary<string, string?>();
        foreach (var table in await TablesAsync(host))
            prints[table] = await host.Db.FindAsync<string>($"SELECT md5(string_agg(t::text, '|' ORDER BY t::text)) FROM {table} t WHERE user_id = @user",
                new { user }, default);
        prints["job_logs"] = await host.Db.FindAsync<string>(
            "SELECT md5(string_agg(l::text, '|' ORDER BY l.id)) FROM job_logs l JOIN jobs j ON j.id = l.job_id WHERE j.user_id = @user", new { user }, default);
        Assert.NotNull(prints["jobs"]);
        return prints;
    }

    static async Task<List<string>> LeftoversAsync(ApiHost host, string user)
    {
        var found = new List<string>();
        foreach (var table in (await TablesAsync(host)).Except(Retained))
            if (await host.Db.FindAsync<long>($"SELECT count(*) FROM {table} WHERE user_id = @user", new { user }, default) is > 0 and var rows)
                found.Add($"{rows} rows in {table}");
        string[] orphans = ["job_logs", "job_assets", "job_runs"];
        foreach (var table in orphans)
            if (await host.Db.FindAsync<long>($"SELECT count(*) FROM {table} WHERE job_id NOT IN (SELECT id FROM jobs)", null, default) is > 0 and var rows)
                found.Add($"{rows} orphans in {table}");
        return found;
    }

    static Task<IReadOnlyList<string>> TablesAsync(ApiHost host) =>
        host.Db.ListAsync<string>("SELECT table_name FROM information_schema.columns WHERE table_schema = 'public' AND column_name = 'user_id' ORDER BY 1",
            null, default);

    static async Task TidyAsync(HttpClient alice)
    {
        foreach (var (list, member, key) in ((string, string, string)[])[("jobs", "jobs", "id"), ("process_graphs", "processes", "id"),
            ("files", "files", "path")])
        {
            var all = (await alice.GetJsonAsync(list)).GetProperty(member).EnumerateArray().Select(one => one.GetProperty(key).GetString()!).ToList();
            foreach (var id in all)
                await (await alice.DeleteAsync($"{list}/{string.Join('/', id.Split('/').Select(Uri.EscapeDataString))}")).ShouldBeAsync(204);
        }
    }
}
