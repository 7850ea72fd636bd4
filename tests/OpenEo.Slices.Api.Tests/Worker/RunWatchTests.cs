using System.Runtime.InteropServices;
using OpenEo.Slices.Api.Worker;

namespace OpenEo.Slices.Api.Tests.Worker;

public class RunWatchTests
{
    [Fact]
    public unsafe void A_small_run_after_a_large_one_has_a_peak_of_its_own()
    {
        const int Much = 300 << 20;
        long large;
        using (var watch = new RunWatch())
        {
            var memory = (byte*)NativeMemory.Alloc(Much);
            for (var at = 0; at < Much; at += 4096) memory[at] = 1;
            large = watch.Usage().PeakMemoryBytes;
            NativeMemory.Free(memory);
        }
        using var next = new RunWatch();
        var small = next.Usage().PeakMemoryBytes;
        Assert.InRange(small, 1, large - Much / 2);
    }
}
