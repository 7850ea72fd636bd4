using OpenEo.Slices.Engine.Blocks;

namespace OpenEo.Slices.Api.Demo;

/// <summary>The pixels of one date: four bands of reflectance × 10000 and the scene classification.</summary>
sealed class DemoImage : IDisposable
{
    const int Bands = 4, CloudShadow = 3, MediumCloud = 8, DenseCloud = 9, DenseFrom = 2500;

    // Steps in which values are rounded: visible bands, near infrared. Fewer different values make smaller files.
    static readonly int[] Quantum = [8, 8, 8, 32];

    readonly Landscape land;
    readonly DemoDate date;
    readonly CloudField clouds;
    readonly uint seed;
    readonly int[][] spectra;
    readonly byte[] classes;

    /// <summary>Renders the landscape as it looks on that date.</summary>
    public DemoImage(Landscape land, DemoDate date, BlockPool pool)
    {
        (this.land, this.date, seed) = (land, date, 0xC10D0000u + (uint)date.Month * 16);
        clouds = new CloudField(seed, land.Size, land.Step, date.Clouds, date.Shadow);
        var looks = from cover in Enum.GetValues<LandCover>() from phase in Enumerable.Range(0, Appearance.Phases) select (cover, phase);
        spectra = [.. looks.Select(look => Appearance.Spectrum(look.cover, date.Month, look.phase))];
        classes = [.. looks.Select(look => Appearance.SceneClass(look.cover, date.Month, look.phase))];
        Reflectance = [.. Enumerable.Range(0, Bands).Select(_ => pool.Rent(ElementType.UInt16, 1, land.Size, land.Size))];
        Classes = pool.Rent(ElementType.UInt8, 1, land.Size, land.Size);
        for (var row = 0; row < land.Size; row++) Render(row);
    }

    /// <summary>B02, B03, B04, B08, each <c>[1, y, x]</c> of uint16.</summary>
    public IReadOnlyList<Block> Reflectance { get; }

    /// <summary>SCL, <c>[1, y, x]</c> of uint8.</summary>
    public Block Classes { get; }

    /// <summary>Percent of the pixels that are cloud (classes 8 and 9).</summary>
    public double CloudCover { get; private set; }

    public void Dispose()
    {
        foreach (var band in Reflectance) band.Dispose();
        Classes.Dispose();
    }

    void Render(int y)
    {
        var (size, first, cloudy) = (land.Size, (long)y * land.Size, 0);
        var scene = Classes.Span<byte>(first, size);
        Span<ushort> b0 = Reflectance[0].Span<ushort>(first, size), b1 = Reflectance[1].Span<ushort>(first, size),
            b2 = Reflectance[2].Span<ushort>(first, size), b3 = Reflectance[3].Span<ushort>(first, size);
        for (var x = 0; x < size; x++)
        {
            var at = y * size + x;
            var look = (int)land.Cover[at] * Appearance.Phases + (land.Field[at] & (Appearance.Phases - 1));
            var thickness = clouds.Thickness(x, y);
            var shaded = thickness <= 0 && clouds.IsShaded(x, y);
            var light = Light(at, shaded);
            var grain = Noise.Hash(seed + 8, x, y);
            var spectrum = spectra[look];
            b0[x] = Pixel(spectrum[0], light, thickness, 0, grain, look);
            b1[x] = Pixel(spectrum[1], light, thickness, 1, grain >> 4, look);
            b2[x] = Pixel(spectrum[2], light, thickness, 2, grain >> 8, look);
            b3[x] = Pixel(spectrum[3], light, thickness, 3, grain >> 12, look);
            scene[x] = thickness > DenseFrom ? (byte)DenseCloud : thickness > 0 ? (byte)MediumCloud : shaded ? (byte)CloudShadow : classes[look];
            if (thickness > 0) cloudy++;
        }
        CloudCover += 100.0 * cloudy / ((double)size * size);
    }

    // 256 is what the spectra are for: relief, the field's own brightness, and the shadow of a cloud.
    int Light(int at, bool shaded)
    {
        var light = 256 + (land.Light[at] - 256) * date.Relief / 100;
        if (land.Cover[at] != LandCover.Water) light += ((land.Field[at] >> 2) & 31) - 16;
        return shaded ? light * 115 >> 8 : light;
    }

    static ushort Pixel(int ground, int light, int thickness, int band, uint grain, int look)
    {
        var value = ground * light >> 8;
        if (thickness > 0)
        {
            var opacity = Math.Min(256, 112 + thickness / 256 * 9);
            var cloud = 5600 + Math.Min(thickness, 16000) / 256 * 32 + band * 64;
            value += (cloud - value) * opacity >> 8;
        }
        // Mostly 0, sometimes a step up or down; water is calm.
        var noise = look < Appearance.Phases ? 0 : (grain & 15) switch { 0 => -1, 1 => 1, _ => 0 };
        return (ushort)Math.Max(1, (value / Quantum[band] + noise) * Quantum[band]);
    }
}
