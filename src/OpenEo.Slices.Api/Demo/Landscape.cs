namespace OpenEo.Slices.Api.Demo;

/// <summary>
/// An invented valley of 1024 × 1024 units of 10 m: a river and a lake, fields and a town on its floor, forest on its slopes, rock at the top. Smaller
/// sizes show the same valley in larger pixels.
/// </summary>
sealed class Landscape
{
    /// <summary>Width and height of the valley in units of 10 m.</summary>
    public const int Units = 1024;

    const uint Seed = 0x5EED0001;
    const int FieldUnits = 36, SixteenthsPerMetre = 16;

    readonly int step;
    readonly int[] elevation, river;

    /// <summary>Makes the valley with <paramref name="size"/> pixels a side, a power of two up to <see cref="Units"/>.</summary>
    public Landscape(int size)
    {
        if (size is < 16 or > Units || (size & (size - 1)) != 0)
            throw new ArgumentOutOfRangeException(nameof(size), size, $"A power of two from 16 to {Units}.");
        (Size, step) = (size, Units / size);
        (Cover, Field, Light) = (new LandCover[size * size], new byte[size * size], new short[size * size]);
        (elevation, river) = (new int[size * size], new int[size]);
        Parallel.For(0, size, Raise);
        Parallel.For(0, size, Settle);
    }

    /// <summary>Pixels a side.</summary>
    public int Size { get; }

    /// <summary>Units of 10 m a pixel.</summary>
    public int Step => step;

    /// <summary>Land cover of each pixel, row by row.</summary>
    public LandCover[] Cover { get; }

    /// <summary>A number that all pixels of a field share.</summary>
    public byte[] Field { get; }

    /// <summary>How directly the sun in the south-east shines on the ground; 256 is flat ground.</summary>
    public short[] Light { get; }

    // Elevations of a row, in sixteenths of a metre: a flat floor along the river, then rising and ever rougher slopes.
    void Raise(int row)
    {
        var y = row * step;
        river[row] = 500 + (Noise.At(Seed + 1, 8, 0, y) - 32768) * 260 / 65536 + (Noise.At(Seed + 2, 6, 0, y) - 32768) * 40 / 65536;
        var rough = new int[Size];
        Noise.AddRow(Seed + 3, 8, 120, y, step, rough);
        Noise.AddRow(Seed + 4, 7, 70, y, step, rough);
        Noise.AddRow(Seed + 5, 6, 42, y, step, rough);
        Noise.AddRow(Seed + 6, 4, 24, y, step, rough);
        for (var i = 0; i < Size; i++)
        {
            var distance = Math.Abs(i * step - river[row]);
            var roughness = Math.Clamp(distance - 110, 0, 250) * 900 * SixteenthsPerMetre / 250;
            elevation[row * Size + i] = 240 * SixteenthsPerMetre + Math.Max(0, distance - 170) * 2 * SixteenthsPerMetre
                + (int)((long)rough[i] * roughness >> 16);
        }
    }

    void Settle(int row)
    {
        for (var i = 0; i < Size; i++)
        {
            var at = row * Size + i;
            var (cover, field) = CoverOf(i * step, row * step, river[row], elevation[at] / SixteenthsPerMetre);
            (Cover[at], Field[at], Light[at]) = (cover, field, cover == LandCover.Water ? (short)256 : LightOf(i, row));
        }
    }

    short LightOf(int x, int y)
    {
        var (west, east) = (Math.Max(x - 1, 0), Math.Min(x + 1, Size - 1));
        var (north, south) = (Math.Max(y - 1, 0), Math.Min(y + 1, Size - 1));
        var rise = elevation[y * Size + east] - elevation[y * Size + west] + elevation[south * Size + x] - elevation[north * Size + x];
        // In steps: what varies less makes smaller files.
        return (short)Math.Clamp(256 - rise / (12 * step) * 4, 120, 340);
    }

    static (LandCover Cover, byte Field) CoverOf(int x, int y, int riverX, int metres)
    {
        var ragged = Noise.At(Seed + 7, 5, x, y) - 32768;
        if (Math.Abs(x - riverX) <= 5 || InEllipse(x - 250, y - 690, 62, 40, ragged)) return (LandCover.Water, 0);
        if (InEllipse(x - riverX - 95, y - 330, 85, 120, ragged)) return Town(x, y);
        var edge = metres + ragged / 400;
        if (edge > 1500) return (LandCover.Rock, (byte)(ragged >> 11));
        var patch = Noise.At(Seed + 8, 6, x, y);
        if (edge > 420)
        {
            if (patch > 47000) return (LandCover.Meadow, (byte)(patch >> 10));
            return (edge + (patch - 32768) / 150 > 900 ? LandCover.Conifers : LandCover.Broadleaves, (byte)(ragged >> 10));
        }
        return FieldOf(x, y, metres);
    }

    // Blocks of houses between streets, some of them parks.
    static (LandCover Cover, byte Field) Town(int x, int y)
    {
        var block = Noise.Hash(Seed + 9, x / 14, y / 11);
        if (x % 14 < 2 || y % 11 < 2) return (LandCover.Track, 0);
        return ((block & 7) == 0 ? LandCover.Park : LandCover.Built, (byte)Noise.Hash(Seed + 10, x / 4, y / 4));
    }

    // The nearest of the scattered field centres; where two are nearly as near, a track runs between their fields.
    static (LandCover Cover, byte Field) FieldOf(int x, int y, int metres)
    {
        var (nearest, second, field) = (int.MaxValue, int.MaxValue, 0u);
        for (var row = y / FieldUnits - 1; row <= y / FieldUnits + 1; row++)
        {
            for (var column = x / FieldUnits - 1; column <= x / FieldUnits + 1; column++)
            {
                var hash = Noise.Hash(Seed + 11, column, row);
                var (dx, dy) = (column * FieldUnits + (int)(hash & 0xFF) * FieldUnits / 256 - x,
                    row * FieldUnits + (int)(hash >> 8 & 0xFF) * FieldUnits / 256 - y);
                var distance = dx * dx + dy * dy;
                if (distance < nearest) (second, nearest, field) = (nearest, distance, hash);
                else if (distance < second) second = distance;
            }
        }
        if (second - nearest < 50) return (LandCover.Track, 0);
        return (Crop((int)(field >> 16 & 0xFF), metres), (byte)(field >> 24));
    }

    static LandCover Crop(int choice, int metres) => choice switch
    {
        _ when metres > 300 => choice < 150 ? LandCover.Vineyard : LandCover.Meadow,
        < 120 => LandCover.Orchard,
        < 150 => LandCover.Vineyard,
        < 190 => LandCover.Maize,
        < 225 => LandCover.Wheat,
        _ => LandCover.Meadow,
    };

    static bool InEllipse(int dx, int dy, int width, int height, int ragged) =>
        dx * dx * 1024 / (width * width) + dy * dy * 1024 / (height * height) + ragged / 80 < 1024;
}
