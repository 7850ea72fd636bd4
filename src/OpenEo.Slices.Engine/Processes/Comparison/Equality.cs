using System.Numerics;
using OpenEo.Slices.Engine.Graph;
using OpenEo.Slices.Engine.Kernels;
using OpenEo.Slices.Engine.Programs;
using OpenEo.Slices.Engine.Values;

namespace OpenEo.Slices.Engine.Processes.Comparison;

/// <summary>When two values are equal: only values of one type are; no-data makes the answer no-data.</summary>
static class Equality
{
    /// <summary>Schema of what can be compared.</summary>
    public static Schema Operand { get; } = Schema.Parse("""{"type":["number","boolean","string","null"]}""");

    /// <summary>The parameters that <c>eq</c> and <c>neq</c> have beside the operands.</summary>
    public static Parameter Delta { get; } =
        new Parameter("delta", "Numbers that differ by at most this much count as equal. More than 0; without it they must be the same.",
        Schema.Parse("""{"type":["number","null"],"minimumExclusive":0}""")).OrNull();

    /// <inheritdoc cref="Delta"/>
    public static Parameter CaseSensitive { get; } = new Parameter("case_sensitive", "Set to `false` if upper and lower case letters of texts count as equal.",
        Schema.Boolean).Or(Value.True);

    /// <summary>True for numbers, also those that differ from pixel to pixel.</summary>
    public static bool IsNumber(Value value) => value is NumberValue or LaneValue { IsBoolean: false };

    /// <summary>Reads the arguments of <c>eq</c> and <c>neq</c> and compares.</summary>
    public static Value Compare(Arguments arguments)
    {
        if (arguments["delta"] is NumberValue { Value: var delta } && !(delta > 0)) throw arguments.Invalid("delta", "it must be more than 0");
        return Compare(arguments["x"], arguments["y"], arguments["delta"], arguments.Boolean("case_sensitive") ?? true);
    }

    /// <summary>True, false, no-data or a boolean lane.</summary>
    public static Value Compare(Value x, Value y, Value? delta = null, bool caseSensitive = true)
    {
        if (x is NullValue || y is NullValue) return Value.Null;
        if (IsNumber(x) != IsNumber(y) || IsBoolean(x) != IsBoolean(y)) return Never(x, y);
        var near = IsNumber(x) && delta is not (null or NullValue) ? delta : null;
        if (ProgramBuilder.Of(x, y, near ?? Value.Null) is { } program)
            return near is null ? program.Emit(Binary<Same>.Instance, isBoolean: true, x, y)
                : program.Emit(Ternary<Near>.Instance, isBoolean: true, x, y, near);
        return Value.Of((x, y) switch
        {
            (NumberValue a, NumberValue b) => a.Value == b.Value || near is NumberValue most && Math.Abs(a.Value - b.Value) <= most.Value,
            (BooleanValue a, BooleanValue b) => a.Value == b.Value,
            (StringValue a, StringValue b) => string.Equals(a.Value, b.Value, caseSensitive ? StringComparison.Ordinal : StringComparison.OrdinalIgnoreCase),
            _ => false,
        });
    }

    /// <summary>False wherever both are data.</summary>
    public static Value Never(Value x, Value y) => ProgramBuilder.Of(x, y) is { } program
        ? program.Emit(Binary<False>.Instance, isBoolean: true, x is LaneValue ? x : Value.False, y is LaneValue ? y : Value.False)
        : Value.False;

    static bool IsBoolean(Value value) => value is BooleanValue or LaneValue { IsBoolean: true };

    readonly struct Same : IVectorBinary<Same>
    {
        public static Vector<T> Compute<T>(Vector<T> x, Vector<T> y) where T : unmanaged, IFloatingPointIeee754<T>, IMinMaxValue<T> =>
            VectorLogic.Where(VectorLogic.Valid(x) & VectorLogic.Valid(y), VectorLogic.Truth(Vector.Equals(x, y)));
    }

    readonly struct Near : IVectorTernary<Near>
    {
        public static Vector<T> Compute<T>(Vector<T> x, Vector<T> y, Vector<T> z) where T : unmanaged, IFloatingPointIeee754<T>, IMinMaxValue<T> =>
            VectorLogic.Where(VectorLogic.Valid(x) & VectorLogic.Valid(y),
                VectorLogic.Truth(Vector.Equals(x, y) | Vector.LessThanOrEqual(Vector.Abs(x - y), z)));
    }

    readonly struct False : IVectorBinary<False>
    {
        public static Vector<T> Compute<T>(Vector<T> x, Vector<T> y) where T : unmanaged, IFloatingPointIeee754<T>, IMinMaxValue<T> =>
            VectorLogic.Where(VectorLogic.Valid(x) & VectorLogic.Valid(y), Vector<T>.Zero);
    }
}
