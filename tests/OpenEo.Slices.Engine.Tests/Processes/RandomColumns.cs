namespace OpenEo.Slices.Engine.Tests.Processes;

/// <summary>Pixels that try kernels hard: small numbers with many ties, no-data, now and then an infinity.</summary>
static class RandomColumns
{
    /// <summary>1 to 80 columns of some 70 pixels; pixel 0 is no-data throughout.</summary>
    public static double[][] Create(int seed, int noDataEvery = 5)
    {
        var random = new Random(seed);
        var count = random.Next(3) == 0 ? random.Next(1, 81) : random.Next(1, 16);
        var infinities = random.Next(2) == 0;
        return [.. Enumerable.Range(0, count).Select(_ => Enumerable.Range(0, random.Next(69, 70)).Select(i => i == 0 || random.Next(noDataEvery) == 0
            ? double.NaN
            : infinities && random.Next(10) == 0 ? random.Next(2) == 0 ? double.PositiveInfinity : double.NegativeInfinity : random.Next(-8, 9) / 4d)
            .ToArray())];
    }

    /// <summary>Equal up to a tolerance relative to the larger of 1 and the number; NaN equals NaN.</summary>
    public static void AssertEqual(double[] expected, double[] actual, double tolerance, string what)
    {
        Assert.Equal(expected.Length, actual.Length);
        for (var i = 0; i < expected.Length; i++)
        {
            var same = expected[i].Equals(actual[i]) || expected[i] == actual[i]
                || Math.Abs(expected[i] - actual[i]) <= tolerance * Math.Max(1, Math.Abs(expected[i]));
            Assert.True(same, $"{what}, pixel {i}: expected {expected[i]}, got {actual[i]}");
        }
    }
}
