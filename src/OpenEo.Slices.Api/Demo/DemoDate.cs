namespace OpenEo.Slices.Api.Demo;

/// <summary>One acquisition of the series: when, how cloudy (percent), and how far shadows reach (units of 10 m).</summary>
sealed record DemoDate(DateTime Time, int Clouds, int Shadow)
{
    /// <summary>The whole series: one image a month.</summary>
    public static IReadOnlyList<DemoDate> All { get; } =
    [
        new(At(1, 14), 35, 44), new(At(2, 18), 22, 38), new(At(3, 15), 48, 30), new(At(4, 19), 12, 24), new(At(5, 14), 28, 19), new(At(6, 18), 8, 17),
        new(At(7, 16), 15, 18), new(At(8, 15), 6, 21), new(At(9, 19), 18, 28), new(At(10, 14), 30, 36), new(At(11, 18), 60, 43), new(At(12, 13), 40, 46),
    ];

    /// <summary>Month from 0.</summary>
    public int Month => Time.Month - 1;

    /// <summary>How strongly slopes differ in brightness, in percent of what they do in April: the lower the sun, the more.</summary>
    public int Relief => 45 + Shadow * 2;

    static DateTime At(int month, int day) => new(2024, month, day, 10, 20, 31, DateTimeKind.Utc);
}
