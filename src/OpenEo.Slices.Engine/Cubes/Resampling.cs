
namespace OpenEo.Slices.Engine.Cubes;

/// <summary>How pixels of one grid become pixels of another; names as in openEO's <c>resample_spatial</c>.</summary>
public enum Resampling
{
    /// <summary>The nearest pixel.</summary>
    Near,

    /// <summary>Weighted by distance, 2 × 2 pixels.</summary>
    Bilinear,

    /// <summary>Cubic convolution, 4 × 4 pixels.</summary>
    Cubic,

    /// <summary>B-spline, 4 × 4 pixels.</summary>
    CubicSpline,

    /// <summary>Windowed sinc, 6 × 6 pixels.</summary>
    Lanczos,

    /// <summary>The mean of all valid pixels under the new one.</summary>
    Average,

    /// <summary>The most frequent of them.</summary>
    Mode,

    /// <summary>The greatest of them.</summary>
    Max,

    /// <summary>The least of them.</summary>
    Min,

    /// <summary>Their median.</summary>
    Med,

    /// <summary>Their first quartile.</summary>
    Q1,

    /// <summary>Their third quartile.</summary>
    Q3,

    /// <summary>Their sum, weighted by area.</summary>
    Sum,

    /// <summary>Their root mean square.</summary>
    Rms,
}
