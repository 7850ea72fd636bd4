using OpenEo.Slices.Engine.Blocks;

namespace OpenEo.Slices.Gdal;

/// <summary>Signed bytes for GDAL before 3.7, which has no type for them: over 16 bits. 2-D blocks.</summary>
static class Signed
{
    /// <summary>Copies signed bytes into 16-bit integers.</summary>
    public static void Widen(Block bytes, Block wide)
    {
        for (var y = 0; y < bytes.Shape[0]; y++)
            for (var x = 0; x < bytes.Shape[1]; x++)
                wide.Span<short>(wide.OffsetOf([y, x]), 1)[0] = bytes.Span<sbyte>(bytes.OffsetOf([y, x]), 1)[0];
    }

    /// <summary>Copies 16-bit integers into signed bytes, clamped.</summary>
    public static void Narrow(Block wide, Block bytes)
    {
        for (var y = 0; y < bytes.Shape[0]; y++)
            for (var x = 0; x < bytes.Shape[1]; x++)
                bytes.Span<sbyte>(bytes.OffsetOf([y, x]), 1)[0] = sbyte.CreateSaturating(wide.Span<short>(wide.OffsetOf([y, x]), 1)[0]);
    }
}
