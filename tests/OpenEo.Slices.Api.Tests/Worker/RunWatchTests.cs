using OpenEo.Slices.Api.Worker;
using OpenEo.Slices.Engine.Execution;
using OpenEo.Slices.Engine.Faults;

namespace OpenEo.Slices.Api.Tests.Worker;

public sealed class RunWatchTests : IDisposable
{
    readonly RunWatch watch = new(TimeProvider.System);

    Task<(List<string> Messages, int Files)> TakeAsync(bool good = true)
    {
        (List<string>, int) taken = ([], 0);
        return Take();

        async Task<(List<string>, int)> Take()
        {
            await watch.HandOverAsync((entries, files) =>
            {
                taken = ([.. entries.Select(entry => entry.Message)], files.Count);
                return Task.FromResult(good);
            }, default);
            return taken;
        }
    }

    /// <inheritdoc/>
    public void Dispose() => watch.Dispose();

    [Fact]
    public async Task What_could_not_be_stored_is_handed_over_again()
    {
        watch.Log(LogSeverity.Info, "one");
        watch.Completed(new OutputFile("a.tif", "GTiff", "image/tiff", 1, "1220"));
        await Assert.ThrowsAsync<TimeoutException>(() => watch.HandOverAsync((_, _) => throw new TimeoutException(), default));
        Assert.Equal(["one"], (await TakeAsync(good: false)).Messages);
        watch.Log(LogSeverity.Info, "two");
        var (messages, files) = await TakeAsync();
        Assert.Equal(["one", "two"], messages);
        Assert.Equal(1, files);
        Assert.Equal(0, (await TakeAsync()).Files);
    }

    [Fact]
    public async Task The_end_of_a_run_waits_for_what_its_heartbeat_is_storing()
    {
        watch.Log(LogSeverity.Info, "one");
        var storing = new TaskCompletionSource<bool>();
        var heartbeat = watch.HandOverAsync((_, _) => storing.Task, default);
        watch.Log(LogSeverity.Info, "two");
        var end = TakeAsync();
        Assert.False(end.IsCompleted);
        storing.SetResult(true);
        Assert.True(await heartbeat);
        Assert.Equal(["two"], (await end).Messages);
    }
}
