using System.Collections.Immutable;

namespace OpenEo.Slices.Engine.Values;

/// <summary>What flows along the edges of a process graph. Null is no-data; NaN is a number.</summary>
public abstract record Value
{
    /// <summary>No-data.</summary>
    public static Value Null { get; } = new NullValue();

    /// <summary>True and false.</summary>
    public static Value True { get; } = new BooleanValue(true);

    /// <inheritdoc cref="True"/>
    public static Value False { get; } = new BooleanValue(false);

    /// <summary>A boolean, or no-data for null.</summary>
    public static Value Of(bool? value) => value switch { null => Null, true => True, false => False };

    /// <summary>A number, or no-data for null.</summary>
    public static Value Of(double? value) => value is { } number ? new NumberValue(number) : Null;

    /// <summary>A text, or no-data for null.</summary>
    public static Value Of(string? value) => value is null ? Null : new StringValue(value);

    /// <summary>The type's name as a user knows it, for messages.</summary>
    public abstract string TypeName { get; }
}

/// <summary>No-data: JSON's null.</summary>
public sealed record NullValue : Value
{
    /// <inheritdoc/>
    public override string TypeName => "null";
}

/// <summary>True or false.</summary>
public sealed record BooleanValue(bool Value) : Value
{
    /// <inheritdoc/>
    public override string TypeName => "boolean";
}

/// <summary>A double; NaN and the infinities are legal.</summary>
public sealed record NumberValue(double Value) : Value
{
    /// <inheritdoc/>
    public override string TypeName => "number";
}

/// <summary>Text; dates and times are text in RFC 3339.</summary>
public sealed record StringValue(string Value) : Value
{
    /// <inheritdoc/>
    public override string TypeName => "string";
}

/// <summary>An array; <paramref name="Labels"/> (as many as items) make it a labelled array.</summary>
public sealed record ArrayValue(ImmutableArray<Value> Items, ImmutableArray<Value>? Labels = null) : Value
{
    /// <inheritdoc/>
    public override string TypeName => Labels is null ? "array" : "labeled array";

    /// <inheritdoc/>
    public bool Equals(ArrayValue? other) =>
        other is not null && Items.AsSpan().SequenceEqual(other.Items.AsSpan())
        && (Labels is null) == (other.Labels is null) && (Labels is not { } mine || mine.AsSpan().SequenceEqual(other.Labels!.Value.AsSpan()));

    /// <inheritdoc/>
    public override int GetHashCode() => Items.Length == 0 ? 0 : HashCode.Combine(Items.Length, Items[0], Items[^1]);
}

/// <summary>A JSON object: bounding box, GeoJSON, options, metadata.</summary>
public sealed record ObjectValue(ImmutableSortedDictionary<string, Value> Members) : Value
{
    /// <inheritdoc/>
    public override string TypeName => "object";

    /// <summary>A member, or null when it is missing or no-data.</summary>
    public Value? this[string name] => Members.TryGetValue(name, out var value) && value is not NullValue ? value : null;
}
