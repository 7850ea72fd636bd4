namespace OpenEo.Slices.Engine.Blocks;

/// <summary>What one cell of a cube is stored as. Booleans are one byte: 0, 1 and 255 for no-data.</summary>
public enum ElementType
{
    /// <summary>One byte: 0, 1, or 255 for no-data.</summary>
    Boolean,

    /// <summary>0 to 255.</summary>
    UInt8,

    /// <summary>−128 to 127.</summary>
    Int8,

    /// <summary>0 to 65,535.</summary>
    UInt16,

    /// <summary>−32,768 to 32,767.</summary>
    Int16,

    /// <summary>0 to 2³² − 1.</summary>
    UInt32,

    /// <summary>−2³¹ to 2³¹ − 1.</summary>
    Int32,

    /// <summary>IEEE 754, 24 significant bits; no-data is NaN.</summary>
    Float32,

    /// <summary>IEEE 754, 53 significant bits; no-data is NaN.</summary>
    Float64,
}
