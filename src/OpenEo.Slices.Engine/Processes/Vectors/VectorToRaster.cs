using OpenEo.Slices.Engine.Blocks;
using OpenEo.Slices.Engine.Cubes;
using OpenEo.Slices.Engine.Faults;
using OpenEo.Slices.Engine.Geometries;
using OpenEo.Slices.Engine.Graph;
using OpenEo.Slices.Engine.Processes.Cubes;
using OpenEo.Slices.Engine.Values;

namespace OpenEo.Slices.Engine.Processes.Vectors;

/// <summary>vector_to_raster: the values of geometries in their pixels. Clients have it; openEO's list does not.</summary>
sealed class VectorToRaster : Process
{
    public override ProcessDefinition Definition { get; } = new(
        "vector_to_raster", "Make pixels of geometries",
        "Puts the values of a vector cube into the pixels of its geometries, on the pixel grid of another cube. Dimensions beside the geometries stay. "
        + "Geometries "
        + "without values give a band for each property that is a number, and without such a band `mask` that is 1 in their pixels. Where geometries "
        + "overlap, the last "
        + "one counts; pixels of none are no-data. Which pixels a geometry has is told at `aggregate_spatial`.",
        ["cubes", "vector"],
        [
            new("data", "The vector cube.", VectorTypes.Cube),
            new("target", "A raster cube, of which the horizontal axes are taken.", CubeTypes.Spatial),
        ],
        new("A raster cube.", CubeTypes.Spatial))
    {
        Experimental = true,
        Examples = ["""{"arguments":{"data":{"from_parameter":"fields"},"target":{"from_parameter":"data"}}}"""],
    };

    public override Value Invoke(Arguments arguments, Evaluation evaluation)
    {
        var (cube, target) = (arguments.Vectors("data", evaluation), arguments.Cube("target").Schema);
        if (target.Grid is not { } grid) throw arguments.Invalid("target", "the cube has no horizontal axes x and y");
        var table = cube.Schema.Geometries!.Table;
        if (cube.Schema.Dimensions.Any(dimension => dimension.Name == target.X!.Name || dimension.Name == target.Y!.Name))
            throw arguments.Invalid("data", $"the vector cube has a dimension '{target.X!.Name}' or '{target.Y!.Name}' too; rename it");
        var zones = Zones.Of(table, grid, evaluation.Services.Rasters);
        if (zones.All(zone => zone.Pixels == 0))
            evaluation.Services.Log?.Log(LogSeverity.Warning, "None of the geometries has a pixel of the target: all pixels are no-data.", evaluation.Node);
        return new CubeValue(new RasterizedCube(GeometriesCube.IsBare(cube) ? WithProperties(cube.Schema.Geometries!) : cube, zones, target.Y!, target.X!));
    }

    static MemoryCube WithProperties(GeometryDimension geometries)
    {
        var table = geometries.Table;
        string[] names = [.. table.Properties.Where(name => IsNumeric(table, name))];
        var bands = LabelledDimension.Of("bands", DimensionType.Bands, names.Length == 0 ? ["mask"] : names);
        return new MemoryCube(new CubeSchema([geometries, bands], ElementType.Float64, double.NaN), names.Length == 0 ? [.. Enumerable.Repeat(1d, table.Count)]
            : [.. table.Features.SelectMany(feature => names
                .Select(name => (feature.Properties.GetValueOrDefault(name) as NumberValue)?.Value ?? double.NaN))]);
    }

    static bool IsNumeric(FeatureTable table, string name)
    {
        var values = table.Features.Select(feature => feature.Properties.GetValueOrDefault(name)).Where(value => value is not (null or NullValue)).ToList();
        return values.Count > 0 && values.All(value => value is NumberValue);
    }
}
