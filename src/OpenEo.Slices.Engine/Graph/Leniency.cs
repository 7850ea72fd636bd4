using System.Numerics;
using OpenEo.Slices.Engine.Kernels;
using OpenEo.Slices.Engine.Programs;
using OpenEo.Slices.Engine.Values;

namespace OpenEo.Slices.Engine.Graph;

/// <summary>Arguments that do not fit their schema, but can mean one thing only: they are taken as that, and it is told.</summary>
static class Leniency
{
    /// <summary>The argument as the parameter wants it, and a sentence about what was done to it; null when it is as it was given.</summary>
    public static (Value Value, string? Told) Take(string process, Parameter parameter, Value value)
    {
        var what = $"'{parameter.Name}' of '{process}'";
        if (parameter.Optional && value == parameter.Default) return (value, null);
        if (value is PixelsValue { Numbers: not null } pixels && WantsBooleans(parameter.Schema.Items))
            return (Booleans(pixels.ToArray()), pixels.Numbers.All(number => number is 0 or 1 or double.NaN) ? null : NumbersAre(what));
        if (parameter.Schema.Mismatch(value) is null) return (value, null);
        if (parameter.Optional && value is NullValue) return (parameter.Default, $"{what} is null; it is taken as left out.");
        if (parameter.Schema.AsNumbers(value) is { } numbers) return (numbers, $"{what} is true or false; it is taken as 1 or 0.");
        if (AsBooleans(parameter.Schema, value) is { } booleans) return (booleans, NumbersAre(what));
        return value is StringValue text && Listed(parameter.Schema, text.Value) is { } listed
            ? (new StringValue(listed), $"{what} is '{text.Value}'; it is taken as '{listed}'.") : (value, null);
    }

    /// <summary>The sentence about an argument that its process does not have, if that does not matter; else null.</summary>
    public static string? Ignored(Process process, string name, Argument argument)
    {
        if (process.Definition.Parameters.Any(parameter => parameter.Name == name)) return null;
        var what = $"'{process.Definition.Id}' has no parameter '{name}'";
        if (process.IgnoredParameters.TryGetValue(name, out var reason)) return $"{what}; it is left out: {reason}.";
        return argument is Argument.Constant { Value: NullValue } ? $"{what}; it is null and left out." : null;
    }

    static string NumbersAre(string what) => $"{what} is a number; 0 is taken as false, any other as true.";

    static Value? AsBooleans(Schema schema, Value value) => value switch
    {
        NumberValue or LaneValue { IsBoolean: false } when WantsBooleans(schema) => AsBoolean(value),
        ArrayValue array when array.Items.Any(IsNumber) && array.Items.All(item => IsNumber(item) || item is NullValue or BooleanValue or LaneValue)
            && WantsBooleans(schema.Items) => Booleans(array),
        _ => null,
    };

    static ArrayValue Booleans(ArrayValue numbers) => numbers with { Items = [.. numbers.Items.Select(AsBoolean)] };

    static bool WantsBooleans(Schema? schema) => schema is not null && schema.Mismatch(Value.True) is null && schema.Mismatch(Value.Of(0d)) is not null;

    static bool IsNumber(Value value) => value is NumberValue or LaneValue { IsBoolean: false };

    static Value AsBoolean(Value value) => value switch
    {
        NumberValue { Value: double.NaN } => Value.Null,
        NumberValue number => Value.Of(number.Value != 0),
        LaneValue { IsBoolean: false } lane => lane.Program.Emit(Unary<IsNotZero>.Instance, isBoolean: true, lane),
        _ => value,
    };

    // In another case, or in the plural.
    static string? Listed(Schema schema, string text) => schema.Texts.FirstOrDefault(one => one.Equals(text, StringComparison.OrdinalIgnoreCase))
        ?? schema.Texts.FirstOrDefault(one => text.Equals(one + "s", StringComparison.OrdinalIgnoreCase));

    /// <summary>1 for all numbers but 0; no-data stays.</summary>
    readonly struct IsNotZero : IVectorUnary<IsNotZero>
    {
        public static Vector<T> Compute<T>(Vector<T> x) where T : unmanaged, IFloatingPointIeee754<T>, IMinMaxValue<T> => Vector.ConditionalSelect(
            Vector.Equals(x, x), Vector.ConditionalSelect(Vector.Equals(x, Vector<T>.Zero), Vector<T>.Zero, Vector<T>.One), x);
    }
}
