using System.Numerics;
using System.Reflection;
using System.Reflection.Emit;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace OpenEo.Slices.Engine.Kernels;

/// <summary>
/// Writes the selection network for a number of columns as straight-line machine code: every value is loaded once and stays in a register until only the
/// median is left. Four to six times as fast (for twelve) as a loop over the list of comparators, which loads and stores with each step.
/// </summary>
static class MedianCode<T> where T : unmanaged, IFloatingPointIeee754<T>
{
    /// <summary>More columns than these take long to compile.</summary>
    public const int MaximumColumns = 64;

    /// <summary>Medians of the inputs.</summary>
    public delegate void Body(Lanes<T> lanes, int[] inputs, Span<T> output);

    static readonly Body?[] Ignoring = new Body?[MaximumColumns + 1];
    static readonly Body?[] Strict = new Body?[MaximumColumns + 1];

    /// <summary>The code for a number of columns, written on first use.</summary>
    public static Body For(int columns, bool ignoreNoData) => (ignoreNoData ? Ignoring : Strict)[columns] ??= Write(columns, ignoreNoData);

    static Body Write(int columns, bool ignoreNoData)
    {
        var method = new DynamicMethod($"MedianOf{columns}", typeof(void), [typeof(Lanes<T>), typeof(int[]), typeof(Span<T>)], typeof(MedianKernel).Module,
            skipVisibility: true);
        var il = method.GetILGenerator();
        var index = il.DeclareLocal(typeof(int));
        var values = Enumerable.Range(0, columns).Select(_ => il.DeclareLocal(typeof(Vector<T>))).ToArray();
        var (fill, usable, spare) = (il.DeclareLocal(typeof(Vector<T>)), il.DeclareLocal(typeof(Vector<T>)), il.DeclareLocal(typeof(Vector<T>)));
        var (next, network) = (il.DefineLabel(), il.DefineLabel());

        var starts = Start(il, columns);
        il.MarkLabel(next);
        Load(il, starts, values, index);
        SetAll(il, (nameof(Steps.Fill), fill), (nameof(Steps.Everything), usable));
        // No-data is rare or lies together: adding up all values tells at once that there is none (or an infinity, which does no harm here).
        il.Emit(OpCodes.Ldloc, values[0]);
        foreach (var value in values.Skip(1)) Call(il, nameof(Steps.Sum), value);
        Call(il, nameof(Steps.HasNoNaN));
        il.Emit(OpCodes.Brtrue, network);
        ReplaceNoData(il, values, fill, usable, ignoreNoData);
        il.MarkLabel(network);
        var (x, y) = Select(il, values, spare);
        Finish(il, x, y, fill, usable, index, columns % 2 == 0);
        il.Emit(OpCodes.Ldloc, index);
        il.Emit(OpCodes.Ldc_I4, Vector<T>.Count);
        il.Emit(OpCodes.Add);
        il.Emit(OpCodes.Stloc, index);
        il.Emit(OpCodes.Ldloc, index);
        il.Emit(OpCodes.Ldarga, 2);
        il.Emit(OpCodes.Call, typeof(Span<T>).GetProperty(nameof(Span<>.Length))!.GetMethod!);
        il.Emit(OpCodes.Blt, next);
        il.Emit(OpCodes.Ret);
        return method.CreateDelegate<Body>();
    }

    /// <summary>Where the columns begin, looked up and checked once.</summary>
    static LocalBuilder[] Start(ILGenerator il, int columns)
    {
        var starts = Enumerable.Range(0, columns).Select(_ => il.DeclareLocal(typeof(T).MakeByRefType())).ToArray();
        for (var k = 0; k < columns; k++)
        {
            il.Emit(OpCodes.Ldarg_0);
            il.Emit(OpCodes.Ldarg_1);
            il.Emit(OpCodes.Ldc_I4, k);
            Call(il, nameof(Steps.Start));
            il.Emit(OpCodes.Stloc, starts[k]);
        }
        return starts;
    }

    static void Load(ILGenerator il, LocalBuilder[] starts, LocalBuilder[] values, LocalBuilder index)
    {
        for (var k = 0; k < values.Length; k++)
        {
            il.Emit(OpCodes.Ldloc, starts[k]);
            Call(il, nameof(Steps.Load), index);
            il.Emit(OpCodes.Stloc, values[k]);
        }
    }

    static void SetAll(ILGenerator il, params ReadOnlySpan<(string Step, LocalBuilder Local)> values)
    {
        foreach (var (step, local) in values)
        {
            Call(il, step);
            il.Emit(OpCodes.Stloc, local);
        }
    }

    static void ReplaceNoData(ILGenerator il, LocalBuilder[] values, LocalBuilder fill, LocalBuilder usable, bool ignoreNoData)
    {
        if (ignoreNoData) SetAll(il, (nameof(Steps.Nothing), usable));
        foreach (var value in values)
        {
            il.Emit(OpCodes.Ldloca, fill);
            il.Emit(OpCodes.Ldloca, usable);
            il.Emit(OpCodes.Ldloc, value);
            Call(il, ignoreNoData ? nameof(Steps.ReplaceIgnored) : nameof(Steps.ReplaceStrict));
            il.Emit(OpCodes.Stloc, value);
        }
    }

    /// <summary>The comparators, without the half of one whose result nobody reads.</summary>
    static (LocalBuilder X, LocalBuilder Y) Select(ILGenerator il, LocalBuilder[] values, LocalBuilder spare)
    {
        var (low, high) = SortingNetwork.MiddleRanks(values.Length);
        var comparators = SortingNetwork.Select(values.Length);
        var (read, needs) = (new HashSet<int> { low, high }, new (bool Min, bool Max)[comparators.Length]);
        for (var i = comparators.Length - 1; i >= 0; i--)
        {
            needs[i] = (read.Contains(comparators[i].Low), read.Contains(comparators[i].High));
            read.UnionWith([comparators[i].Low, comparators[i].High]);
        }
        for (var i = 0; i < comparators.Length; i++)
        {
            var (x, y) = (values[comparators[i].Low], values[comparators[i].High]);
            if (needs[i].Min) Combine(nameof(Steps.Min), spare);
            if (needs[i].Max) Combine(nameof(Steps.Max), y);
            if (needs[i].Min) (values[comparators[i].Low], spare) = (spare, x);

            void Combine(string step, LocalBuilder target)
            {
                il.Emit(OpCodes.Ldloc, x);
                Call(il, step, y);
                il.Emit(OpCodes.Stloc, target);
            }
        }
        return (values[low], values[high]);
    }

    static void Finish(ILGenerator il, LocalBuilder x, LocalBuilder y, LocalBuilder fill, LocalBuilder usable, LocalBuilder index, bool even)
    {
        foreach (var local in new[] { x, y, fill, usable }) il.Emit(OpCodes.Ldloc, local);
        Call(il, even ? nameof(Steps.MedianOfEven) : nameof(Steps.MedianOfOdd));
        il.Emit(OpCodes.Ldarg_2);
        il.Emit(OpCodes.Ldloc, index);
        Call(il, nameof(Steps.Store));
    }

    static void Call(ILGenerator il, string step, LocalBuilder? last = null)
    {
        if (last is not null) il.Emit(OpCodes.Ldloc, last);
        il.Emit(OpCodes.Call, typeof(Steps).GetMethod(step, BindingFlags.Public | BindingFlags.Static)!);
    }

    /// <summary>What the code is made of; each becomes a few machine instructions in place.</summary>
    static class Steps
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static ref T Start(Lanes<T> lanes, int[] inputs, int column) => ref MemoryMarshal.GetReference(lanes[inputs[column]]);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static Vector<T> Load(ref T start, int index) => Vector.LoadUnsafe(ref start, (nuint)index);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static void Store(Vector<T> value, Span<T> output, int index) => value.CopyTo(output[index..]);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static Vector<T> Sum(Vector<T> x, Vector<T> y) => x + y;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static bool HasNoNaN(Vector<T> x) => Vector.EqualsAll(x, x);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static Vector<T> Min(Vector<T> x, Vector<T> y) => Vector.MinNative(x, y);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static Vector<T> Max(Vector<T> x, Vector<T> y) => Vector.MaxNative(x, y);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static Vector<T> Fill() => new(T.PositiveInfinity);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static Vector<T> Everything() => Vector<T>.AllBitsSet;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static Vector<T> Nothing() => Vector<T>.Zero;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static Vector<T> ReplaceIgnored(ref Vector<T> fill, ref Vector<T> usable, Vector<T> value)
        {
            var valid = Vector.Equals(value, value);
            usable |= valid;
            return Replace(ref fill, valid, value);
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static Vector<T> ReplaceStrict(ref Vector<T> fill, ref Vector<T> usable, Vector<T> value)
        {
            var valid = Vector.Equals(value, value);
            usable &= valid;
            return Replace(ref fill, valid, value);
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static Vector<T> MedianOfEven(Vector<T> x, Vector<T> y, Vector<T> fill, Vector<T> usable) =>
            Usable(Vector.ConditionalSelect(Vector.LessThan(fill, Vector<T>.Zero), x, Mean(x, y)), usable);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static Vector<T> MedianOfOdd(Vector<T> x, Vector<T> y, Vector<T> fill, Vector<T> usable) =>
            Usable(Vector.ConditionalSelect(Vector.LessThan(fill, Vector<T>.Zero), Mean(x, y), y), usable);

        static Vector<T> Replace(ref Vector<T> fill, Vector<T> valid, Vector<T> value)
        {
            var result = Vector.ConditionalSelect(valid, value, fill);
            fill ^= Vector.AndNot(new Vector<T>(T.NegativeZero), valid);
            return result;
        }

        static Vector<T> Mean(Vector<T> x, Vector<T> y) => x * T.CreateTruncating(0.5) + y * T.CreateTruncating(0.5);

        static Vector<T> Usable(Vector<T> value, Vector<T> usable) => Vector.ConditionalSelect(usable, value, new Vector<T>(T.NaN));
    }
}
