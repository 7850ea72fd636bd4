using System.Reflection;
using System.Runtime.InteropServices;
using OpenEo.Slices.Api.Running;
using OpenEo.Slices.Api.Worker;
using OpenEo.Slices.Engine.Cubes;

namespace OpenEo.Slices.Api.Tests.Worker;

public class RestTests
{
    static readonly TimeSpan soon = TimeSpan.FromMilliseconds(20);

    [Fact]
    public async Task Whoever_rests_for_long_gives_back_what_was_kept_for_the_next_request()
    {
        var (rasters, next) = Make();
        var more = new Rest(rasters) { UntilGarbage = soon, UntilAll = soon }.WaitAsync(next.Task).AsTask();
        for (var waited = 0; Of(rasters).Released == 0 && waited < 500; waited++) await Task.Delay(20);
        Assert.Equal(1, Of(rasters).Released);
        Assert.False(more.IsCompleted);
        next.SetResult(true);
        Assert.True(await more);
        Assert.Equal(1, Of(rasters).Released);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_request_that_comes_in_time_finds_all_that_was_kept(bool isOne)
    {
        var (rasters, next) = Make();
        var more = new Rest(rasters) { UntilGarbage = soon, UntilAll = TimeSpan.FromMinutes(1) }.WaitAsync(next.Task);
        await Task.Delay(4 * soon);
        next.SetResult(isOne);
        Assert.Equal(isOne, await more);
        Assert.Equal(0, Of(rasters).Released);
    }

    [Fact]
    public unsafe void Memory_that_was_freed_is_given_back_before_the_answer()
    {
        // Smaller than what the C library maps for itself, and something behind each, so that it keeps them.
        const int Count = 20_000, Size = 60_000;
        var blocks = new nint[Count];
        for (var i = 0; i < Count; i++)
        {
            blocks[i] = (nint)NativeMemory.Alloc(Size);
            new Span<byte>((void*)blocks[i], Size).Fill(1);
        }
        var full = ProcessMemory.Resident(Environment.ProcessId);
        for (var i = 0; i < Count; i++)
            if (i % 50 != 49) NativeMemory.Free((void*)blocks[i]);
        var freed = ProcessMemory.Resident(Environment.ProcessId);
        Rest.AfterWork();
        var after = ProcessMemory.Resident(Environment.ProcessId);
        for (var i = 49; i < Count; i += 50) NativeMemory.Free((void*)blocks[i]);
        Assert.True(freed > full / 2, "the C library gave it back by itself: this test shows nothing");
        Assert.InRange(after, 0, full - Count * (long)Size / 2);
    }

    static (IRasterLibrary Rasters, TaskCompletionSource<bool> Next) Make() =>
        (DispatchProxy.Create<IRasterLibrary, Library>(), new TaskCompletionSource<bool>());

    static Library Of(IRasterLibrary rasters) => (Library)(object)rasters;

    // Only what a worker that rests may ask of a library.
    public class Library : DispatchProxy
    {
        int released;

        public int Released => Volatile.Read(ref released);

        protected override object? Invoke(MethodInfo? targetMethod, object?[]? args)
        {
            Assert.Equal(nameof(IRasterLibrary.Release), targetMethod!.Name);
            Interlocked.Increment(ref released);
            return null;
        }
    }
}
