namespace OpenEo.Slices.Api.Demo;

/// <summary>The clouds of one date: how thick they are over each pixel, and where their shadows fall.</summary>
sealed class CloudField
{
    readonly int[] density;
    readonly int width, shadow, threshold;

    /// <summary>Makes clouds that cover about <paramref name="percent"/> of the scene.</summary>
    /// <param name="seed">Tells one date from another.</param>
    /// <param name="size">Pixels a side.</param>
    /// <param name="step">Units of 10 m a pixel.</param>
    /// <param name="percent">Wanted cover.</param>
    /// <param name="shadowUnits">How far to the west and to the north shadows fall, in units of 10 m.</param>
    public CloudField(uint seed, int size, int step, int percent, int shadowUnits)
    {
        shadow = Math.Max(1, shadowUnits / step);
        width = size + shadow;   // clouds beyond the edge throw shadows, too
        density = new int[width * width];
        for (var row = 0; row < width; row++)
        {
            var cells = density.AsSpan(row * width, width);
            Noise.AddRow(seed, 8, 120, row * step, step, cells);
            Noise.AddRow(seed + 1, 7, 68, row * step, step, cells);
            Noise.AddRow(seed + 2, 6, 40, row * step, step, cells);
            Noise.AddRow(seed + 3, 4, 28, row * step, step, cells);
        }
        threshold = ThresholdFor(percent, size);
    }

    /// <summary>How much denser than the thinnest visible cloud the air is; 0 and less is clear.</summary>
    public int Thickness(int x, int y) => density[y * width + x] - threshold;

    /// <summary>Whether a cloud stands between the sun and the ground.</summary>
    public bool IsShaded(int x, int y) => density[(y + shadow) * width + x + shadow] > threshold;

    // The density that just the wanted share of the pixels exceeds.
    int ThresholdFor(int percent, int size)
    {
        var counts = new int[4096];
        for (var row = 0; row < size; row++)
            foreach (var value in density.AsSpan(row * width, size)) counts[value >> 4]++;
        var (bin, left) = (counts.Length, size * size * percent / 100);
        while (bin > 0 && left > 0) left -= counts[--bin];
        return (bin << 4) - 1;
    }
}
