using Dapper;
using Microsoft.Extensions.DependencyInjection;
using OpenEo.Slices.Api.Postgres;
using OpenEo.Slices.Api.Running;
using OpenEo.Slices.Engine.Execution;

namespace OpenEo.Slices.Api.Tests.Running;

/// <summary>Who comes first. Claims are made by hand; the service under test computes nothing.</summary>
public sealed class RunQueueTests(RunQueueTests.Fixture api) : IClassFixture<RunQueueTests.Fixture>
{
    /// <summary>A service without a runner.</summary>
    public sealed class Fixture : ApiFixture
    {
        /// <inheritdoc/>
        protected override IReadOnlyDictionary<string, string?> Settings =>
            new Dictionary<string, string?> { ["Jobs:Parallel"] = "0", ["Jobs:PerUser"] = "2", ["Jobs:LeaseSeconds"] = "300" };
    }

    RunQueue Queue => api.Host.Services.GetRequiredService<RunQueue>();

    RunLedger Ledger => api.Host.Services.GetRequiredService<RunLedger>();

    [Fact]
    public async Task Users_take_turns_and_nobody_gets_more_than_his_places()
    {
        using var alice = api.CreateClient("alice");
        using var bob = api.CreateClient("bob");
        var jobs = new List<string>();
        for (var i = 0; i < 4; i++) jobs.Add(await QueueAsync(alice));
        for (var i = 0; i < 2; i++) jobs.Add(await QueueAsync(bob));

        var claimed = new List<string>();
        while (await Queue.ClaimAsync("test", default) is { } run) claimed.Add(run.JobId);
        Assert.Equal([jobs[0], jobs[4], jobs[1], jobs[5]], claimed);
        Assert.Equal("queued", await alice.StatusAsync(jobs[2]));
        Assert.Equal("running", await alice.StatusAsync(jobs[0]));

        // A place that becomes free goes to the next in line.
        await (await alice.DeleteAsync($"jobs/{jobs[1]}/results")).ShouldBeAsync(204);
        Assert.Equal(jobs[2], (await Queue.ClaimAsync("test", default))?.JobId);
        foreach (var client in (HttpClient[])[alice, bob])
            foreach (var id in jobs) await client.DeleteAsync($"jobs/{id}");
    }

    [Fact]
    public async Task No_run_is_claimed_twice_and_no_limit_broken_however_many_claim_at_once()
    {
        using var client = api.CreateClient("carol");
        for (var i = 0; i < 10; i++) await QueueAsync(client);
        var claims = await Task.WhenAll(Enumerable.Range(0, 12).Select(_ => Task.Run(() => Queue.ClaimAsync("test", default))));
        var runs = claims.Where(run => run is not null).Select(run => run!.RunId).ToList();
        Assert.Equal(2, runs.Count);
        Assert.Equal(2, runs.Distinct().Count());
    }

    [Fact]
    public async Task Users_without_places_and_runs_that_somebody_holds_keep_nobody_waiting()
    {
        using var fred = api.CreateClient("fred");
        using var gina = api.CreateClient("gina");
        string[] jobs = [await QueueAsync(fred), await QueueAsync(fred), await QueueAsync(fred), await QueueAsync(gina), await QueueAsync(gina)];
        await using (var other = await api.Host.Db.OpenConnectionAsync())
        await using (var transaction = await other.BeginTransactionAsync())
        {
            // As a request does that changes a job at this moment.
            await other.ExecuteAsync("SELECT 1 FROM jobs WHERE id = @id FOR UPDATE", new { id = jobs[0] }, transaction);
            Assert.Equal(jobs[1], (await Queue.ClaimAsync("test", default))?.JobId);
            await transaction.RollbackAsync();
        }
        var claimed = new List<string>();
        while (await Queue.ClaimAsync("test", default) is { } run) claimed.Add(run.JobId);
        Assert.Equal([jobs[3], jobs[0], jobs[4]], claimed);
        foreach (var client in (HttpClient[])[fred, gina])
            foreach (var id in jobs) await client.DeleteAsync($"jobs/{id}");
    }

    [Fact]
    public async Task A_claim_does_not_read_the_whole_queue()
    {
        const int Queued = 20_000;
        // Rows as a start makes them; through the API they would take minutes.
        await api.Host.Db.ExecuteAsync("""
            WITH made AS (
                INSERT INTO jobs (id, user_id, process, extra, log_level, status, created, updated, queued, attempts, current_run)
                SELECT 'long-' || i, 'u-long-' || i % 3, '{}', '{}', 'info', 'queued', now(), now(), now(), 1, 1000000 + i
                FROM generate_series(1, @Queued) i
                RETURNING id, user_id, current_run
            )
            INSERT INTO job_runs (id, job_id, user_id, attempt, queued_at)
            SELECT current_run, id, user_id, 1, now() FROM made
            """, new { Queued }, default);
        try
        {
            await api.Host.Db.ExecuteAsync("ANALYZE jobs, job_runs", null, default);
            // No clock: this machine may be busy. Whoever reads no table from end to end is not slow.
            var plan = string.Join('\n', await api.Host.Db.ListAsync<string>("EXPLAIN " + RunQueue.Claim,
                new { PerUser = 2, runner = "test", worker = "test", now = DateTimeOffset.UtcNow, Lease = TimeSpan.FromMinutes(5) }, default));
            Assert.Contains("job_runs_queue_of_users", plan, StringComparison.Ordinal);
            Assert.DoesNotContain("Seq Scan", plan, StringComparison.Ordinal);
            var claimed = 0;
            while (await Queue.ClaimAsync("test", default) is not null) claimed++;
            Assert.Equal(3 * 2, claimed);
        }
        finally
        {
            await api.Host.Db.ExecuteAsync("DELETE FROM jobs WHERE id LIKE 'long-%'", null, default);
        }
    }

    [Fact]
    public async Task Whoever_does_not_own_a_run_any_more_changes_nothing()
    {
        using var client = api.CreateClient("dora");
        var id = await QueueAsync(client);
        var run = (await Queue.ClaimAsync("test", default))!;
        OutputFile[] files = [new("a.json", "JSON", "application/json", 1, "1220")];
        var usage = new RunUsage(1, 1, 1, 1);
        Assert.True(await Ledger.BeatAsync(run, 7, 1, 2, usage, default));

        var stranger = run with { Worker = "somebody else" };
        Assert.False(await Ledger.BeatAsync(stranger, 7, 2, 2, usage, default));
        Assert.False(await Ledger.PublishAsync(stranger, files, 0, usage, 0, [], default));
        Assert.False(await Ledger.FailAsync(stranger, [new("Internal", "x")], [], default));
        Assert.False(await Ledger.LoseAsync(stranger, "x"));
        Assert.Equal("running", await client.StatusAsync(id));

        await (await client.DeleteAsync($"jobs/{id}/results")).ShouldBeAsync(204);
        Assert.False(await Ledger.PublishAsync(run, files, 0, usage, 0, [], default));
        Assert.False(await Ledger.BeatAsync(run, 7, 2, 2, usage, default));
        Assert.Equal("created", await client.StatusAsync(id));
        Assert.Equal(0, await api.Host.Db.FindAsync<long>("SELECT count(*) FROM job_assets WHERE job_id = @id", new { id }, default));
    }

    [Fact]
    public async Task Default_options_hold_for_the_try_after_a_lost_worker_too()
    {
        using var client = api.CreateClient("emil");
        var id = await client.CreateJobAsync("""{"default_job_options":{"max_runtime":7,"memory":"1g"},""" + JobFixture.Sum[1..]);
        await client.StartJobAsync(id);
        var first = (await Queue.ClaimAsync("test", default))!;
        Assert.Equal((id, TimeSpan.FromSeconds(7), 1L << 30), (first.JobId, first.ReadOptions().MaxRuntime, first.ReadOptions().Memory));
        Assert.True(await Ledger.LoseAsync(first, "a test"));
        var second = (await Queue.ClaimAsync("test", default))!;
        Assert.NotEqual(first.RunId, second.RunId);
        Assert.Equal(first.ReadOptions(), second.ReadOptions());
        await (await client.DeleteAsync($"jobs/{id}")).ShouldBeAsync(204);
    }

    static async Task<string> QueueAsync(HttpClient client)
    {
        var id = await client.CreateJobAsync();
        await client.StartJobAsync(id);
        return id;
    }
}
