using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using OpenEo.Slices.Api.Jobs;
using OpenEo.Slices.Api.Running;
using OpenEo.Slices.Api.Storage;
using OpenEo.Slices.Engine.Faults;

namespace OpenEo.Slices.Api.Tests.Running;

/// <summary>What a worker tells is stored once, and nothing of it is lost.</summary>
[Collection("jobs")]
public sealed class RunKeeperTests : IDisposable
{
    readonly CancellationTokenSource stop = new();
    readonly RunKeeper keeper;

    /// <summary>Of a run that nobody knows.</summary>
    public RunKeeperTests(JobFixture api)
    {
        var services = api.Host.Services;
        keeper = new RunKeeper(new ClaimedRun(0, "j-none", "u-none", "test", 1, null, null), services.GetRequiredService<RunLedger>(),
            services.GetRequiredService<ResultFiles>(), TimeProvider.System, TimeSpan.FromSeconds(5), stop, NullLogger.Instance);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        keeper.Dispose();
        stop.Dispose();
    }

    async Task<List<string>> TakeAsync(bool good = true)
    {
        List<string> taken = [];
        await keeper.HandOverAsync((entries, _) =>
        {
            taken = [.. entries.Select(entry => entry.Message)];
            return Task.FromResult(good);
        }, default);
        return taken;
    }

    void Say(string message) => keeper.Hear(new WorkerReply.Log(new LogEntry(DateTimeOffset.UtcNow, LogSeverity.Info, message)));

    [Fact]
    public async Task What_could_not_be_stored_is_handed_over_again()
    {
        Say("one");
        await Assert.ThrowsAsync<TimeoutException>(() => keeper.HandOverAsync((_, _) => throw new TimeoutException(), default));
        Assert.Equal(["one"], await TakeAsync(good: false));
        Say("two");
        Assert.Equal(["one", "two"], await TakeAsync());
        Assert.Empty(await TakeAsync());
    }

    [Fact]
    public async Task The_end_of_a_run_waits_for_what_its_heartbeat_is_storing()
    {
        Say("one");
        var storing = new TaskCompletionSource<bool>();
        var heartbeat = keeper.HandOverAsync((_, _) => storing.Task, default);
        Say("two");
        var end = TakeAsync();
        Assert.False(end.IsCompleted);
        storing.SetResult(true);
        Assert.True(await heartbeat);
        Assert.Equal(["two"], await end);
    }

    [Fact]
    public async Task A_flood_of_entries_is_cut_off_and_says_so()
    {
        for (var i = 0; i < 30_000; i++) Say("again");
        var entries = await TakeAsync();
        Assert.Equal(20_001, entries.Count);
        Assert.Contains("left out", entries[^1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_run_that_is_nobodys_any_more_is_stopped()
    {
        await keeper.KeepAsync(stop.Token);
        Assert.True(stop.IsCancellationRequested);
    }
}
