using System.Numerics;
using System.Runtime.CompilerServices;
using OpenEo.Slices.Engine.Blocks;
using OpenEo.Slices.Engine.Kernels;
using OpenEo.Slices.Engine.Programs;
using OpenEo.Slices.Engine.Values;

namespace OpenEo.Slices.Engine.Cubes;

/// <summary>
/// A cube whose cells are computed by a vector program from cells of other cubes: the operator behind apply, reduce_dimension, mask, merge_cubes and every
/// other process with a child graph. Broadcasting is a slot that ignores a dimension of the result.
/// </summary>
sealed class MapCube : RasterCube
{
    readonly LaneProgram program;
    readonly Slot[] slots;
    readonly int spread;
    readonly Origin? origin;
    readonly bool wide;

    /// <param name="schema">The result's type.</param>
    /// <param name="program">One result; as many inputs as there are slots.</param>
    /// <param name="slots">Where each input comes from.</param>
    /// <param name="inputs">The cubes that slots refer to.</param>
    public MapCube(CubeSchema schema, LaneProgram program, IReadOnlyList<Slot> slots, params RasterCube[] inputs) : this(schema, program, slots, -1, inputs)
    {
    }

    /// <param name="schema">The result's type.</param>
    /// <param name="program">As many results as the result has labels along <paramref name="spread"/>; as many inputs as there are slots.</param>
    /// <param name="slots">Where each input comes from; none runs along <paramref name="spread"/>.</param>
    /// <param name="spread">The dimension of the result along which the program's results lie; -1 for a program with one result.</param>
    /// <param name="inputs">The cubes that slots refer to.</param>
    /// <param name="origin">What the program was built of, when it has several results.</param>
    MapCube(CubeSchema schema, LaneProgram program, IReadOnlyList<Slot> slots, int spread, RasterCube[] inputs, Origin? origin = null)
        : base(schema, inputs)
    {
        this.origin = origin;
        this.program = program;
        this.slots = [.. slots];
        this.spread = spread;
        wide = schema.Element == ElementType.Float64 || inputs.Any(input => input.Schema.Element.Arithmetic == ElementType.Float64);
    }

    /// <summary>
    /// The cube of a child graph's value. Inputs that the program does not use are not read: a reducer that picks one band reads one band.
    /// </summary>
    public static RasterCube Of(CubeSchema schema, ProgramBuilder builder, Value value, IReadOnlyList<Slot> slots, params RasterCube[] inputs)
    {
        var program = builder.Build([value]);
        var used = program.Loads.Order().ToList();
        if (used.Count == 0)
            return new ConstantCube(schema,
                value switch { NumberValue number => number.Value, BooleanValue boolean => boolean.Value ? 1 : 0, _ => schema.NoData ?? 0 });
        return Narrow(schema, program.WithSlots(used), [.. used.Select(slot => slots[slot])], inputs);
    }

    /// <summary>
    /// The cube of a child graph's array: its elements lie along a dimension of the result. The program runs once for all of them; where each element is
    /// computed for itself, a choice of labels computes and reads only what it needs.
    /// </summary>
    public static RasterCube OfArray(CubeSchema schema, int along, ProgramBuilder builder, IReadOnlyList<Value> values, IReadOnlyList<Slot> slots,
        params RasterCube[] inputs)
    {
        var program = builder.Build(values);
        var used = program.Loads.Order().ToList();
        if (used.Count > 0)
            return Narrow(schema, program.WithSlots(used), [.. used.Select(slot => slots[slot])], [.. inputs],
                along, new Origin(builder, [.. values], [.. slots], inputs));
        RasterCube[] parts = [.. values.Select((value, i) => Of(schema.With(along, schema.Dimensions[along].Select([i])), builder, value, slots, inputs))];
        return parts is [var only] ? only : new StackedCube(along, schema.Dimensions[along], parts, schema);
    }

    /// <summary>Elements that come of one instruction are computed at once: whoever wants some of them should not make it run again for others.</summary>
    public override bool ComputesWholeWindows => spread >= 0 && program.SharesSteps;

    /// <summary>Where the slots of an input stand still at some positions of a dimension, only those positions are asked of the input.</summary>
    static MapCube Narrow(CubeSchema schema, LaneProgram program, Slot[] slots, RasterCube[] inputs, int spread = -1, Origin? origin = null)
    {
        for (var i = 0; i < inputs.Length; i++)
        {
            var mine = slots.Where(slot => slot.Input == i).ToList();
            for (var d = 0; d < inputs[i].Schema.Dimensions.Count; d++)
            {
                if (mine.Count == 0 || mine.Exists(slot => slot.Along[d] >= 0)) continue;
                var chosen = mine.Select(slot => slot.At[d]).Distinct().Order().ToList();
                if (chosen.Count == inputs[i].Schema.Dimensions[d].Count || inputs[i].Schema.Dimensions[d] is SpatialDimension) continue;
                inputs[i] = inputs[i].Select(d, chosen);
                for (var s = 0; s < slots.Length; s++)
                    if (slots[s].Input == i) slots[s] = slots[s] with { At = [.. slots[s].At.Select((at, axis) => axis == d ? chosen.IndexOf(at) : at)] };
            }
        }
        return new MapCube(schema, program, slots, spread, inputs, origin);
    }

    public override Window?[] InputWindows(Window window)
    {
        var needed = new Window?[Inputs.Count];
        foreach (var slot in slots)
        {
            var start = new int[slot.Along.Length];
            var count = new int[slot.Along.Length];
            for (var i = 0; i < start.Length; i++)
                (start[i], count[i]) = slot.Along[i] < 0 ? (slot.At[i], 1) : (window.Start[slot.Along[i]], window.Count[slot.Along[i]]);
            var box = new Window(start, count);
            needed[slot.Input] = needed[slot.Input]?.Union(box) ?? box;
        }
        return needed;
    }

    protected override RasterCube Choose(int dimension, int[] indices)
    {
        if (dimension == spread) return program.SharesSteps ? base.Choose(dimension, indices) : origin!.Choose(Schema, dimension, indices);
        // A slot that runs along the dimension hands the choice to its input, unless another slot of the same input stands still there.
        var moves = new int[Inputs.Count];
        Array.Fill(moves, -1);
        foreach (var slot in slots)
        {
            var axis = Array.IndexOf(slot.Along, dimension);
            if (moves[slot.Input] >= 0 && moves[slot.Input] != axis) return base.Choose(dimension, indices);
            moves[slot.Input] = axis;
        }
        if (slots.Any(slot => (moves[slot.Input] < 0) != !slot.Along.Contains(dimension))) return base.Choose(dimension, indices);
        RasterCube[] inputs = [.. Inputs.Select((input, i) => moves[i] < 0 ? input : input.Select(moves[i], indices))];
        return new MapCube(Schema.With(dimension, Schema.Dimensions[dimension].Select(indices)), program, slots, spread, inputs,
            origin?.Select(moves, indices));
    }

    public override void Compute(Window window, IReadOnlyList<Block?> inputs, Block target, ComputeContext context)
    {
        if (wide) Run<double>(window, inputs, target);
        else Run<float>(window, inputs, target);
    }

    void Run<T>(Window window, IReadOnlyList<Block?> inputs, Block target) where T : unmanaged, IFloatingPointIeee754<T>, IMinMaxValue<T>
    {
        var needed = InputWindows(window);
        var walk = new StridedWalk(spread < 0 ? window.Count : window.With(spread, 0, 1).Count, slots.Length + 1);
        walk.Set(slots.Length, 0, target.Strides);
        for (var s = 0; s < slots.Length; s++)
        {
            var (slot, block) = (slots[s], inputs[slots[s].Input]!);
            var (offset, strides) = (0L, new int[window.Count.Length]);
            for (var i = 0; i < slot.Along.Length; i++)
            {
                if (slot.Along[i] >= 0) strides[slot.Along[i]] += block.Strides[i];
                else offset += (long)(slot.At[i] - needed[slot.Input]!.Start[i]) * block.Strides[i];
            }
            walk.Set(s, offset, strides);
        }
        walk.Coalesce();
        var loader = new Loader<T>(slots, inputs, Inputs, walk);
        var strip = program.StripLength(Unsafe.SizeOf<T>());
        var (first, results, step) = spread < 0 ? (0, 1, 0L) : (window.Start[spread], window.Count[spread], target.Strides[spread]);
        var memory = RegisterMemory<T>.Rent(program.Registers * strip);
        do
        {
            for (var at = 0; at < walk.RowLength; at += strip)
            {
                var length = Math.Min(strip, walk.RowLength - at);
                loader.Position(at, length);
                program.Run(memory, strip, (length + 15) & ~15, loader);
                for (var k = 0; k < results; k++)
                    Conversion.Store(memory.Slice(program.Result(first + k) * strip, length), target, walk.Offset(slots.Length, at) + k * step,
                        walk.RowStride(slots.Length), Schema.NoData);
            }
        }
        while (walk.NextRow());
    }

    /// <summary>What a program of several results was built of, so that one of fewer can be built.</summary>
    sealed record Origin(ProgramBuilder Builder, Value[] Values, Slot[] Slots, RasterCube[] Inputs)
    {
        public RasterCube Choose(CubeSchema schema, int along, int[] indices)
        {
            lock (Builder)
                return OfArray(schema.With(along, schema.Dimensions[along].Select(indices)), along, Builder, [.. indices.Select(i => Values[i])], Slots,
                    Inputs);
        }

        public Origin Select(int[] axes, int[] indices) =>
            this with { Inputs = [.. Inputs.Select((input, i) => axes[i] < 0 ? input : input.Select(axes[i], indices))] };
    }

    /// <summary>Loads strips of the input blocks at the walk's position.</summary>
    sealed class Loader<T>(Slot[] slots, IReadOnlyList<Block?> blocks, IReadOnlyList<RasterCube> cubes, StridedWalk walk) : ISlotLoader<T>
        where T : unmanaged, IFloatingPointIeee754<T>, IMinMaxValue<T>
    {
        int at, length;

        public void Position(int at, int length) => (this.at, this.length) = (at, length);

        public void Load(int slot, Span<T> target)
        {
            var input = slots[slot].Input;
            Conversion.Load(blocks[input]!, walk.Offset(slot, at), walk.RowStride(slot), length, cubes[input].Schema.NoData, target);
        }
    }

    /// <summary>Registers of this thread, kept between windows.</summary>
    static class RegisterMemory<T> where T : unmanaged
    {
        [ThreadStatic]
        static T[]? memory;

        public static Span<T> Rent(int length)
        {
            if (memory is null || memory.Length < length) memory = GC.AllocateUninitializedArray<T>(length, pinned: true);
            return memory;
        }
    }
}
