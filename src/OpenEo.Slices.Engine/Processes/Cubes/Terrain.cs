using OpenEo.Slices.Engine.Cubes;
using OpenEo.Slices.Engine.Graph;
using OpenEo.Slices.Engine.Values;

namespace OpenEo.Slices.Engine.Processes.Cubes;

/// <summary>What the processes on elevation share.</summary>
abstract class Terrain(ProcessDefinition definition) : Process
{
    /// <summary>Metres of a degree of latitude on the mean sphere.</summary>
    const double MetresPerDegree = 111_195;

    public override ProcessDefinition Definition => definition;

    /// <summary>How gradients are computed, in words.</summary>
    protected const string How = "The gradient of a pixel is that of the eight pixels around it (Horn's method). Heights are taken to be metres; "
        + "pixels in degrees are measured in metres at their latitude. Pixels at the edges of the cube and next to no-data are no-data.";

    /// <summary>The heights.</summary>
    protected static Parameter Data { get; } = new("data", "A raster data cube of heights in metres; every band and date is computed for itself.",
        CubeTypes.Spatial);

    /// <summary>Radians to degrees.</summary>
    protected static double Degrees(double radians) => radians * (180 / Math.PI);

    /// <summary>The value for a gradient towards east and north.</summary>
    protected abstract Func<double, double, double> Formula(Arguments arguments);

    public override Value Invoke(Arguments arguments, Evaluation evaluation)
    {
        var cube = arguments.Cube("data");
        if (cube.Schema is not { X: { Size: > 0 } x, Y: { Size: > 0 } y })
            throw arguments.Invalid("data", "the cube has no horizontal axes x and y, or no pixels");
        var (metres, isGeographic) = (1d, false);
        if (cube.Schema.Crs is { } crs)
        {
            var info = evaluation.Services.Rasters.DescribeCrs(crs);
            (metres, isGeographic) = (info.IsGeographic ? MetresPerDegree : info.MetresPerUnit, info.IsGeographic);
        }
        else ArrayResult.Tell(evaluation, "The cube has no coordinate reference system: its coordinates are taken to be metres.");
        return new CubeValue(TerrainCube.Of(cube, Formula(arguments), x.Step * metres, y.Step * metres,
            isGeographic ? row => Math.Max(Math.Cos(y.Centre(row) * Math.PI / 180), 1e-6) : null));
    }
}

/// <summary>slope: how steep the surface is.</summary>
sealed class Slope() : Terrain(new(
    "slope", "Slope of terrain", "Computes how steep the surface is, in degrees: 0 is flat, 90 is vertical. " + How,
    ["cubes"], [Data], new("The slopes in degrees.", CubeTypes.Spatial))
{
    Experimental = true,
    Examples = ["""{"arguments":{"data":{"from_parameter":"dem"}}}"""],
})
{
    protected override Func<double, double, double> Formula(Arguments arguments) => static (east, north) =>
        Degrees(Math.Atan(Math.Sqrt(east * east + north * north)));
}

/// <summary>aspect: where the surface faces.</summary>
sealed class Aspect() : Terrain(new(
    "aspect", "Aspect of terrain",
    "Computes the direction in which the surface falls, in degrees clockwise from the north of the grid: 90 is east. Flat pixels are no-data. " + How,
    ["cubes"], [Data], new("The directions in degrees, 0 to 360.", CubeTypes.Spatial))
{
    Experimental = true,
    Examples = ["""{"arguments":{"data":{"from_parameter":"dem"}}}"""],
})
{
    protected override Func<double, double, double> Formula(Arguments arguments) => static (east, north) =>
    {
        if (east == 0 && north == 0) return double.NaN;
        var azimuth = Degrees(Math.Atan2(-east, -north));
        return azimuth < 0 ? azimuth + 360 : azimuth;
    };
}

/// <summary>hillshade: how a lamp in the sky would light the surface.</summary>
sealed class Hillshade() : Terrain(new(
    "hillshade", "Shaded relief",
    "Computes how bright the surface is when it is lit from a direction: 1 in the shade to 255 where the light falls straight onto it. Shadows that "
    + "parts of the "
    + "surface cast on others are not computed. " + How,
    ["cubes"],
    [
        Data,
        new Parameter("azimuth", "Where the light comes from, in degrees clockwise from the north of the grid.", Schema.Number).Or(Value.Of(315d)),
        new Parameter("altitude", "How high the light stands over the horizon, in degrees.", Schema.Parse("""{"type":"number","minimum":0,"maximum":90}"""))
            .Or(Value.Of(45d)),
        new Parameter("z_factor", "What heights are multiplied with first.", Schema.Number).Or(Value.Of(1d)),
    ],
    new("The brightness, 1 to 255.", CubeTypes.Spatial))
{
    Experimental = true,
    Examples = ["""{"arguments":{"data":{"from_parameter":"dem"},"azimuth":300,"altitude":60}}"""],
})
{
    protected override Func<double, double, double> Formula(Arguments arguments)
    {
        double Number(string name) => arguments.Number(name) is { } number && double.IsFinite(number) ? number
            : throw arguments.Invalid(name, "expected a finite number");
        var (azimuth, altitude, factor) = (Number("azimuth") * Math.PI / 180, Number("altitude") * Math.PI / 180, Number("z_factor"));
        var (toEast, toNorth, up) = (Math.Sin(azimuth) * Math.Cos(altitude), Math.Cos(azimuth) * Math.Cos(altitude), Math.Sin(altitude));
        return (east, north) =>
        {
            var (x, y) = (east * factor, north * factor);
            var light = (up - x * toEast - y * toNorth) / Math.Sqrt(1 + x * x + y * y);
            return double.IsNaN(light) ? double.NaN : light <= 0 ? 1 : 1 + 254 * light;
        };
    }
}
