using System.Numerics;
using OpenEo.Slices.Engine.Kernels;

namespace OpenEo.Slices.Engine.Programs;

/// <summary>
/// A straight-line vector program: the compiled form of a child graph. It runs over strips of pixels that together fit the cache; nothing is allocated
/// while it runs. Immutable and thread-safe; each thread brings its own memory for registers.
/// </summary>
sealed class LaneProgram
{
    /// <summary>All registers of a strip should stay in the second-level cache with room for the code's other data.</summary>
    const int TargetBytes = 96 * 1024;

    readonly Step[] steps;
    readonly int[] results;

    LaneProgram(Step[] steps, int registers, int slots, int[] results) => (this.steps, Registers, Slots, this.results) = (steps, registers, slots, results);

    /// <summary>One instruction with the registers it reads and writes.</summary>
    public sealed record Step(Instruction Instruction, int[] Inputs, int[] Outputs);

    /// <summary>Strips of memory that a run needs.</summary>
    public int Registers { get; }

    /// <summary>Inputs that a run needs.</summary>
    public int Slots { get; }

    /// <summary>Number of results.</summary>
    public int Results => results.Length;

    /// <summary>The inputs that are really loaded.</summary>
    public IEnumerable<int> Loads => steps.Select(step => step.Instruction).OfType<LoadSlot>().Select(load => load.Slot);

    /// <summary>True when an instruction has several results, so that computing one costs as much as computing all.</summary>
    public bool SharesSteps => steps.Any(step => step.Outputs.Length > 1);

    /// <summary>The same program with inputs numbered anew: input <c>used[i]</c> becomes input i.</summary>
    public LaneProgram WithSlots(IReadOnlyList<int> used)
    {
        var numbers = used.Select((slot, i) => (slot, i)).ToDictionary(pair => pair.slot, pair => pair.i);
        return new LaneProgram(
            [.. steps.Select(step => step.Instruction is LoadSlot load ? step with { Instruction = new LoadSlot(numbers[load.Slot]) } : step)], Registers,
            used.Count, results);
    }

    /// <summary>
    /// Pixels a strip for elements of some bytes: a multiple of 64, so that whole vectors are always safe, and an odd one, because registers that lie a
    /// multiple of 4 KiB apart compete for the same few lines of the first-level cache (measured: twice the time for a median of twelve).
    /// </summary>
    public int StripLength(int elementSize) => (Math.Clamp(TargetBytes / Math.Max(Registers, 1) / elementSize / 64, 2, 32) - 1 | 1) * 64;

    /// <summary>
    /// Runs the program for one strip. <paramref name="memory"/> holds <see cref="Registers"/> strips of <paramref name="stride"/> elements;
    /// <paramref name="length"/> (a multiple of 16, at most the stride) of each are computed. The results stay in memory: see <see cref="Result"/>.
    /// </summary>
    public void Run<T>(Span<T> memory, int stride, int length, ISlotLoader<T> loader) where T : unmanaged, IFloatingPointIeee754<T>, IMinMaxValue<T>
    {
        var lanes = new Lanes<T>(memory, stride, length);
        foreach (var step in steps)
        {
            if (step.Instruction is LoadSlot load) loader.Load(load.Slot, lanes[step.Outputs[0]]);
            else step.Instruction.Run(lanes, step.Inputs, step.Outputs);
        }
    }

    /// <summary>The register that holds a result after a run.</summary>
    public int Result(int index) => results[index];

    /// <summary>Drops steps whose results are not used and gives registers whose lifetimes do not meet the same memory.</summary>
    internal static LaneProgram Allocate(IReadOnlyList<Step> steps, int registers, int slots, int[] results)
    {
        var needed = new HashSet<int>(results);
        var live = new List<Step>();
        foreach (var step in steps.Reverse())
        {
            if (!step.Outputs.Any(needed.Contains)) continue;
            needed.UnionWith(step.Inputs);
            live.Add(step);
        }
        live.Reverse();
        live = SinkLoads(live);
        var lastUse = new int[registers];
        for (var i = 0; i < live.Count; i++)
        {
            foreach (var input in live[i].Inputs) lastUse[input] = i;
            foreach (var output in live[i].Outputs) lastUse[output] = Math.Max(lastUse[output], i);
        }
        foreach (var result in results) lastUse[result] = int.MaxValue;
        var (place, free, count) = (new int[registers], new Stack<int>(), 0);
        var mapped = new Step[live.Count];
        for (var i = 0; i < live.Count; i++)
        {
            // Outputs first: an instruction never writes where it reads, so kernels need not care about aliasing.
            foreach (var output in live[i].Outputs) place[output] = free.TryPop(out var reused) ? reused : count++;
            mapped[i] = live[i] with { Inputs = [.. live[i].Inputs.Select(input => place[input])],
                Outputs = [.. live[i].Outputs.Select(output => place[output])] };
            foreach (var ended in live[i].Inputs.Concat(live[i].Outputs).Distinct().Where(register => lastUse[register] == i)) free.Push(place[ended]);
        }
        return new LaneProgram(mapped, count, slots, [.. results.Select(result => place[result])]);
    }

    /// <summary>Moves loads to just before their first use, so that a long chain of sums holds two registers and not all.</summary>
    static List<Step> SinkLoads(List<Step> steps)
    {
        var loads = steps.Where(step => step.Inputs.Length == 0).ToDictionary(step => step.Outputs[0]);
        var ordered = new List<Step>(steps.Count);
        foreach (var step in steps.Where(step => step.Inputs.Length > 0))
        {
            foreach (var input in step.Inputs)
                if (loads.Remove(input, out var load)) ordered.Add(load);
            ordered.Add(step);
        }
        ordered.InsertRange(0, loads.Values);
        return ordered;
    }
}
