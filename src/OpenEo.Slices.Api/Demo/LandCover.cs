namespace OpenEo.Slices.Api.Demo;

/// <summary>What grows or stands on a pixel.</summary>
enum LandCover : byte
{
    Water,
    Built,
    Rock,
    Track,
    Conifers,
    Broadleaves,
    Meadow,
    Orchard,
    Vineyard,
    Wheat,
    Maize,
    Park,
}

/// <summary>How land covers look: reflectance × 10000 in B02, B03, B04 and B08, dormant and in full leaf, and how green they are through the year.</summary>
static class Appearance
{
    /// <summary>A field may be ahead of the others by quarters of a month: phases 0 to 3.</summary>
    public const int Phases = 4;

    // Below this many percent of full leaf, a scene classification sees soil.
    const int Vegetated = 35;

    static readonly int[][] Dormant =
    [
        [620, 520, 340, 150], [1300, 1450, 1600, 2000], [1500, 1700, 1900, 2300], [1000, 1200, 1450, 1900], [330, 470, 520, 1500], [400, 560, 700, 1550],
        [650, 900, 1000, 1900], [700, 900, 1050, 1800], [800, 1000, 1200, 1900], [900, 1150, 1400, 2000], [950, 1200, 1450, 1950], [650, 850, 950, 1900],
    ];

    static readonly int[][] Leafy =
    [
        [620, 520, 340, 150], [1200, 1350, 1450, 2000], [1400, 1650, 1800, 2400], [900, 1100, 1250, 2100], [180, 330, 210, 2500], [210, 460, 230, 3700],
        [280, 600, 320, 4100], [270, 560, 310, 3800], [380, 640, 480, 3300], [240, 520, 250, 4000], [230, 520, 230, 4200], [320, 600, 380, 3500],
    ];

    // Percent of full leaf, January to December.
    static readonly int[][] Greenness =
    [
        [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0],
        [0, 0, 0, 30, 60, 70, 70, 70, 50, 30, 0, 0],
        [0, 0, 0, 0, 20, 50, 60, 60, 40, 10, 0, 0],
        [10, 10, 20, 40, 60, 60, 50, 50, 50, 40, 20, 10],
        [72, 72, 75, 82, 92, 98, 100, 100, 96, 88, 78, 72],
        [20, 20, 26, 50, 88, 98, 100, 98, 88, 62, 32, 22],
        [42, 42, 50, 74, 92, 72, 94, 78, 90, 76, 56, 44],
        [30, 30, 40, 68, 88, 95, 98, 97, 92, 72, 42, 32],
        [22, 22, 26, 42, 68, 86, 94, 94, 86, 62, 34, 24],
        [38, 42, 62, 88, 98, 90, 72, 66, 60, 48, 40, 38],
        [12, 12, 12, 16, 42, 80, 98, 98, 82, 40, 18, 14],
        [44, 44, 52, 70, 86, 90, 88, 86, 84, 72, 54, 46],
    ];

    /// <summary>Reflectance of a land cover in a month (0 to 11) and phase, one number a band.</summary>
    public static int[] Spectrum(LandCover cover, int month, int phase)
    {
        var green = Green(cover, month, phase);
        return [.. Dormant[(int)cover].Zip(Leafy[(int)cover], (dormant, leafy) => dormant + (leafy - dormant) * green / 100)];
    }

    /// <summary>The class that Sentinel-2's scene classification would give in clear air: 4 vegetation, 5 not vegetated, 6 water.</summary>
    public static byte SceneClass(LandCover cover, int month, int phase) => cover switch
    {
        LandCover.Water => 6,
        LandCover.Built or LandCover.Rock or LandCover.Track => 5,
        _ => Green(cover, month, phase) >= Vegetated ? (byte)4 : (byte)5,
    };

    static int Green(LandCover cover, int month, int phase)
    {
        var year = Greenness[(int)cover];
        return (year[month] * (8 - phase) + year[(month + 1) % 12] * phase) / 8;
    }
}
