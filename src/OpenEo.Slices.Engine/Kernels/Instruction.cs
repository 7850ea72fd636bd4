using System.Numerics;

namespace OpenEo.Slices.Engine.Kernels;

/// <summary>The registers of a running program: spans of equal length (a multiple of 16 elements) in one piece of memory. No-data is NaN.</summary>
readonly ref struct Lanes<T>(Span<T> memory, int stride, int length) where T : unmanaged
{
    readonly Span<T> memory = memory;

    /// <summary>Pixels in each register.</summary>
    public int Length => length;

    /// <summary>A register.</summary>
    public Span<T> this[int register] => memory.Slice(register * stride, length);
}

/// <summary>One step of a program: reads registers, writes others. Inputs and outputs never share memory.</summary>
abstract class Instruction
{
    /// <summary>Computes all pixels of the strip.</summary>
    public abstract void Run<T>(Lanes<T> lanes, int[] inputs, int[] outputs) where T : unmanaged, IFloatingPointIeee754<T>, IMinMaxValue<T>;
}

/// <summary>An input; the program hands it to its loader.</summary>
sealed class LoadSlot(int slot) : Instruction
{
    /// <summary>Position of the input.</summary>
    public int Slot => slot;

    public override void Run<T>(Lanes<T> lanes, int[] inputs, int[] outputs) => throw new InvalidOperationException("Loads are the loader's.");
}

/// <summary>A constant: one value for every pixel.</summary>
sealed class FillConstant(double value) : Instruction
{
    public override void Run<T>(Lanes<T> lanes, int[] inputs, int[] outputs) => lanes[outputs[0]].Fill(T.CreateTruncating(value));
}

/// <summary>A formula of one number. NaN in gives NaN out unless the formula says otherwise.</summary>
interface IUnaryFormula
{
    /// <summary>Computes a whole span; the spans have equal length and do not overlap.</summary>
    static abstract void Invoke<T>(ReadOnlySpan<T> x, Span<T> result) where T : unmanaged, IFloatingPointIeee754<T>, IMinMaxValue<T>;
}

/// <summary>A formula of two numbers.</summary>
interface IBinaryFormula
{
    /// <inheritdoc cref="IUnaryFormula.Invoke"/>
    static abstract void Invoke<T>(ReadOnlySpan<T> x, ReadOnlySpan<T> y, Span<T> result) where T : unmanaged, IFloatingPointIeee754<T>, IMinMaxValue<T>;
}

/// <summary>A formula of three numbers.</summary>
interface ITernaryFormula
{
    /// <inheritdoc cref="IUnaryFormula.Invoke"/>
    static abstract void Invoke<T>(ReadOnlySpan<T> x, ReadOnlySpan<T> y, ReadOnlySpan<T> z,
        Span<T> result) where T : unmanaged, IFloatingPointIeee754<T>, IMinMaxValue<T>;
}

/// <summary>A unary formula as an instruction.</summary>
sealed class Unary<TFormula> : Instruction where TFormula : struct, IUnaryFormula
{
    /// <summary>The only instance.</summary>
    public static Unary<TFormula> Instance { get; } = new();

    public override void Run<T>(Lanes<T> lanes, int[] inputs, int[] outputs) => TFormula.Invoke(lanes[inputs[0]], lanes[outputs[0]]);
}

/// <summary>A binary formula as an instruction.</summary>
sealed class Binary<TFormula> : Instruction where TFormula : struct, IBinaryFormula
{
    /// <inheritdoc cref="Unary{TFormula}.Instance"/>
    public static Binary<TFormula> Instance { get; } = new();

    public override void Run<T>(Lanes<T> lanes, int[] inputs, int[] outputs) => TFormula.Invoke(lanes[inputs[0]], lanes[inputs[1]], lanes[outputs[0]]);
}

/// <summary>A ternary formula as an instruction.</summary>
sealed class Ternary<TFormula> : Instruction where TFormula : struct, ITernaryFormula
{
    /// <inheritdoc cref="Unary{TFormula}.Instance"/>
    public static Ternary<TFormula> Instance { get; } = new();

    public override void Run<T>(Lanes<T> lanes, int[] inputs, int[] outputs) =>
        TFormula.Invoke(lanes[inputs[0]], lanes[inputs[1]], lanes[inputs[2]], lanes[outputs[0]]);
}
