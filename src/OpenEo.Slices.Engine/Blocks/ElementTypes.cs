using System.Collections.Immutable;

namespace OpenEo.Slices.Engine.Blocks;

/// <summary>Facts about element types.</summary>
public static class ElementTypes
{
    /// <summary>All element types, in declaration order.</summary>
    public static ImmutableArray<ElementType> All { get; } = [.. Enum.GetValues<ElementType>()];

    extension(ElementType type)
    {
        /// <summary>Bytes of one element.</summary>
        public int Size => type switch
        {
            ElementType.Boolean or ElementType.UInt8 or ElementType.Int8 => 1,
            ElementType.UInt16 or ElementType.Int16 => 2,
            ElementType.UInt32 or ElementType.Int32 or ElementType.Float32 => 4,
            _ => 8,
        };

        /// <summary>True for types where no-data is NaN and needs no declared value.</summary>
        public bool IsFloat => type is ElementType.Float32 or ElementType.Float64;

        /// <summary>The type in which arithmetic on elements of this type loses nothing: 24 significant bits fit float32.</summary>
        public ElementType Arithmetic => type is ElementType.Float64 or ElementType.Int32 or ElementType.UInt32 ? ElementType.Float64 : ElementType.Float32;

        /// <summary>The name that openEO, STAC and numpy share, such as <c>uint16</c>.</summary>
        public string Name => type switch
        {
            ElementType.Boolean => "uint8",
            _ => type.ToString().ToLowerInvariant(),
        };

        /// <summary>Smallest and largest finite value.</summary>
        public (double Minimum, double Maximum) Range => type switch
        {
            ElementType.Boolean => (0, 1),
            ElementType.UInt8 => (byte.MinValue, byte.MaxValue),
            ElementType.Int8 => (sbyte.MinValue, sbyte.MaxValue),
            ElementType.UInt16 => (ushort.MinValue, ushort.MaxValue),
            ElementType.Int16 => (short.MinValue, short.MaxValue),
            ElementType.UInt32 => (uint.MinValue, uint.MaxValue),
            ElementType.Int32 => (int.MinValue, int.MaxValue),
            ElementType.Float32 => (float.MinValue, float.MaxValue),
            _ => (double.MinValue, double.MaxValue),
        };
    }

    /// <summary>The narrowest type that holds every value of both: what a cube of mixed bands is stored as.</summary>
    public static ElementType Common(ElementType a, ElementType b)
    {
        if (a == b) return a;
        var (low, high) = (Math.Min(a.Range.Minimum, b.Range.Minimum), Math.Max(a.Range.Maximum, b.Range.Maximum));
        if (a.IsFloat || b.IsFloat)
            return a.Arithmetic == ElementType.Float32 && b.Arithmetic == ElementType.Float32 ? ElementType.Float32 : ElementType.Float64;
        return All.Where(type => type is not ElementType.Boolean && !type.IsFloat && type.Range.Minimum <= low && type.Range.Maximum >= high)
            .OrderBy(type => type.Size).FirstOrDefault(ElementType.Float64);
    }
}
