using System.Numerics;

namespace OpenEo.Slices.Api.Demo;

/// <summary>Repeatable noise in integers only: the same numbers on every machine.</summary>
static class Noise
{
    /// <summary>32 well-mixed bits of a position.</summary>
    public static uint Hash(uint seed, int x, int y)
    {
        var h = BitOperations.RotateLeft(seed ^ ((uint)x * 0x85EBCA6B), 13) * 0x9E3779B1;
        h ^= (uint)y * 0xC2B2AE35;
        h = (h ^ (h >> 15)) * 0x2C1B3C6D;
        h = (h ^ (h >> 12)) * 0x297A2D39;
        return h ^ (h >> 15);
    }

    /// <summary>Smooth noise at one position: 0 to 65535, with features of 2^<paramref name="shift"/> units.</summary>
    public static int At(uint seed, int shift, int x, int y) =>
        Mix(Column(seed, shift, x >> shift, y), Column(seed, shift, (x >> shift) + 1, y), Ease(x, shift));

    /// <summary>Adds smooth noise, times <paramref name="weight"/> / 256, to a row of samples <paramref name="step"/> units apart.</summary>
    public static void AddRow(uint seed, int shift, int weight, int y, int step, Span<int> row)
    {
        var (column, left, right) = (int.MinValue, 0, 0);
        for (int i = 0, x = 0; i < row.Length; i++, x += step)
        {
            if (x >> shift != column)
            {
                column = x >> shift;
                left = Column(seed, shift, column, y);
                right = Column(seed, shift, column + 1, y);
            }
            row[i] += Mix(left, right, Ease(x, shift)) * weight >> 8;
        }
    }

    // The lattice's value at a column, between the two lattice rows around y.
    static int Column(uint seed, int shift, int column, int y) =>
        Mix((int)(Hash(seed, column, y >> shift) >> 16), (int)(Hash(seed, column, (y >> shift) + 1) >> 16), Ease(y, shift));

    static int Mix(int a, int b, int weight) => a + ((b - a) * weight >> 8);

    // Position between two lattice points, 0 to 256, by the curve 3u² - 2u³ that leaves no edges.
    static int Ease(int position, int shift)
    {
        var u = ((position & ((1 << shift) - 1)) << 8) >> shift;
        return u * u * (768 - 2 * u) >> 16;
    }
}
