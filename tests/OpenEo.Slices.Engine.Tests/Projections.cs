using System.Numerics;

namespace OpenEo.Slices.Engine.Tests;

/// <summary>A projection of the fake raster library, in degrees and metres.</summary>
interface IProjection
{
    (double X, double Y) FromDegrees(double longitude, double latitude);

    (double Longitude, double Latitude) ToDegrees(double x, double y);
}

sealed class Degrees : IProjection
{
    public (double X, double Y) FromDegrees(double longitude, double latitude) => (longitude, latitude);

    public (double Longitude, double Latitude) ToDegrees(double x, double y) => (x, y);
}

sealed class WebMercator : IProjection
{
    const double Radius = 6378137;

    public (double X, double Y) FromDegrees(double longitude, double latitude) =>
        (double.DegreesToRadians(longitude) * Radius, Math.Atanh(Math.Sin(double.DegreesToRadians(latitude))) * Radius);

    public (double Longitude, double Latitude) ToDegrees(double x, double y) =>
        (double.RadiansToDegrees(x / Radius), double.RadiansToDegrees(Math.Asin(Math.Tanh(y / Radius))));
}

/// <summary>The transverse Mercator of a northern UTM zone, by Krüger's series in the third flattening to its fourth power: good to a millimetre.</summary>
sealed class Utm(int zone) : IProjection
{
    const double Flattening = 1 / 298.257223563, N = Flattening / (2 - Flattening), Scale = 0.9996, FalseEasting = 500_000;
    static readonly double Rectifying = 6378137 / (1 + N) * (1 + N * N / 4 + N * N * N * N / 64);
    static readonly double Eccentricity = Math.Sqrt(Flattening * (2 - Flattening));

    static readonly double[] Forward =
    [
        N / 2 - 2 * N * N / 3 + 5 * N * N * N / 16 + 41 * N * N * N * N / 180,
        13 * N * N / 48 - 3 * N * N * N / 5 + 557 * N * N * N * N / 1440,
        61 * N * N * N / 240 - 103 * N * N * N * N / 140,
        49561 * N * N * N * N / 161280,
    ];

    static readonly double[] Inverse =
    [
        N / 2 - 2 * N * N / 3 + 37 * N * N * N / 96 - N * N * N * N / 360,
        N * N / 48 + N * N * N / 15 - 437 * N * N * N * N / 1440,
        17 * N * N * N / 480 - 37 * N * N * N * N / 840,
        4397 * N * N * N * N / 161280,
    ];

    double Meridian => zone * 6 - 183;

    public (double X, double Y) FromDegrees(double longitude, double latitude)
    {
        var (phi, lambda) = (double.DegreesToRadians(latitude), double.DegreesToRadians(longitude - Meridian));
        var t = Math.Sinh(Math.Atanh(Math.Sin(phi)) - Eccentricity * Math.Atanh(Eccentricity * Math.Sin(phi)));
        var sphere = new Complex(Math.Atan2(t, Math.Cos(lambda)), Math.Atanh(Math.Sin(lambda) / Math.Sqrt(1 + t * t)));
        var plane = sphere;
        for (var j = 0; j < Forward.Length; j++) plane += Forward[j] * Complex.Sin(2 * (j + 1) * sphere);
        return (FalseEasting + Scale * Rectifying * plane.Imaginary, Scale * Rectifying * plane.Real);
    }

    public (double Longitude, double Latitude) ToDegrees(double x, double y)
    {
        var plane = new Complex(y, x - FalseEasting) / (Scale * Rectifying);
        var sphere = plane;
        for (var j = 0; j < Inverse.Length; j++) sphere -= Inverse[j] * Complex.Sin(2 * (j + 1) * plane);
        var lambda = Math.Atan2(Math.Sinh(sphere.Imaginary), Math.Cos(sphere.Real));
        var sine = Math.Sin(sphere.Real) / Math.Cosh(sphere.Imaginary);
        // From the conformal latitude to the geographic one by iteration: it gains more than two digits a round.
        var isometric = Math.Atanh(sine);
        var phi = Math.Asin(sine);
        for (var round = 0; round < 8; round++) phi = Math.Asin(Math.Tanh(isometric + Eccentricity * Math.Atanh(Eccentricity * Math.Sin(phi))));
        return (Meridian + double.RadiansToDegrees(lambda), double.RadiansToDegrees(phi));
    }
}
