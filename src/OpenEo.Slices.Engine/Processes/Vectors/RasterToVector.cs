using System.Collections.Immutable;
using NetTopologySuite.Geometries;
using OpenEo.Slices.Engine.Blocks;
using OpenEo.Slices.Engine.Cubes;
using OpenEo.Slices.Engine.Execution;
using OpenEo.Slices.Engine.Faults;
using OpenEo.Slices.Engine.Geometries;
using OpenEo.Slices.Engine.Graph;
using OpenEo.Slices.Engine.Kernels;
using OpenEo.Slices.Engine.Processes.Cubes;
using OpenEo.Slices.Engine.Values;

namespace OpenEo.Slices.Engine.Processes.Vectors;

/// <summary>raster_to_vector: polygons around pixels of equal value. Clients have it; openEO's list does not.</summary>
sealed class RasterToVector : Process
{
    // Labels of pixels, areas under way and corners are in memory at one time.
    const long MostPixels = 1L << 27;
    const int MostBegun = 1 << 24, MostPolygons = 1_000_000, MostCorners = 10_000_000;

    // Bytes that computing some rows may need, and the rows that are then read together.
    const long Budget = 128L << 20;
    const int Rows = 512;

    public override ProcessDefinition Definition { get; } = new(
        "raster_to_vector", "Make polygons of pixels",
        "Makes a polygon of each area of pixels that have the same value and touch along an edge. Polygons follow the edges of the pixels, in the cube's "
        + "coordinate reference system, and have holes where other pixels are inside. Pixels without data are left out. The value of a polygon is that of "
        + "its pixels; files call it `value`. Each combination of labels of other dimensions (times, bands) gives polygons of its own, which have "
        + "these labels as properties under the dimensions' names. Meant for classes: values with many decimals give a polygon for almost every pixel. The "
        + "pixels are computed before anything else is known.",
        ["cubes", "vector"],
        [new("data", "A raster cube of classes or a mask.", CubeTypes.Spatial)],
        new("A vector cube with a value for each polygon; polygons in the order of their first pixels, row by row.", VectorTypes.Polygons))
    {
        Experimental = true,
        Examples = ["""{"arguments":{"data":{"from_parameter":"scl"}}}"""],
    };

    public override Value Invoke(Arguments arguments, Evaluation evaluation)
    {
        var cube = arguments.Cube("data");
        if (cube.Schema.Grid is not { } grid) throw arguments.Invalid("data", "the cube has no horizontal axes x and y");
        if (cube.Schema.Cells > MostPixels)
            throw TooMuch($"The cube has {cube.Schema.Cells} pixels (all times and bands); polygons can be made of {MostPixels}.");
        // How many polygons there are decides what comes after: this is no part of the windows that progress counts.
        evaluation.Services.Log?.Log(LogSeverity.Info,
            $"{cube.Schema.Cells} pixels are computed to make polygons of them; the job's progress begins after that.", evaluation.Node);
        var (features, values) = (new List<Feature>(), new List<double>());
        var corners = MostCorners;
        using var pool = new BlockPool();
        foreach (var (plane, labels) in Planes(cube))
        {
            var found = Areas(plane, pool, evaluation.Services.Cancellation).Polygons(
                (column, row) => new Coordinate(grid.OriginX + column * grid.StepX, grid.OriginY + row * grid.StepY), corners,
                evaluation.Services.Cancellation);
            if (found is null || features.Count + found.Count > MostPolygons)
                throw TooMuch($"The pixels make more than {MostPolygons} polygons, or these have more than {MostCorners} corners.");
            features.AddRange(found.Select(area => new Feature(Value.Null, area.Polygon, labels)));
            values.AddRange(found.Select(area => area.Value));
            corners -= found.Sum(area => area.Polygon.NumPoints);
        }
        if (features.Count == 0)
            evaluation.Services.Log?.Log(LogSeverity.Warning, "None of the pixels has data: there are no polygons.", evaluation.Node);
        var geometries = new GeometryDimension(GeometryDimension.DefaultName, new FeatureTable(features, grid.Crs));
        return new CubeValue(new MemoryCube(new CubeSchema([geometries], ElementType.Float64, double.NaN), [.. values], cube));
    }

    /// <summary>The planes <c>[y, x]</c> of a cube, each with its labels along the other dimensions.</summary>
    static IEnumerable<(RasterCube Plane, ImmutableSortedDictionary<string, Value> Labels)> Planes(RasterCube cube)
    {
        var schema = cube.Schema;
        int[] others = [.. Enumerable.Range(0, schema.Dimensions.Count).Where(d => schema.Dimensions[d] != schema.X && schema.Dimensions[d] != schema.Y)];
        var count = others.Aggregate(1, (product, d) => product * schema.Dimensions[d].Count);
        for (var i = 0; i < count; i++)
        {
            var (part, rest) = (cube, i);
            var labels = ImmutableSortedDictionary.CreateBuilder<string, Value>(StringComparer.Ordinal);
            foreach (var d in others.Reverse())
            {
                var at = rest % schema.Dimensions[d].Count;
                rest /= schema.Dimensions[d].Count;
                part = part.Select(d, [at]);
                labels[schema.Dimensions[d].Name] = schema.Dimensions[d].Label(at);
            }
            yield return (ArrangedCube.Of([schema.Y!, schema.X!], part), labels.ToImmutable());
        }
    }

    static PixelAreas Areas(RasterCube plane, BlockPool pool, CancellationToken cancellation)
    {
        var (height, width) = (plane.Schema.Shape[0], plane.Schema.Shape[1]);
        var (areas, line, graph, rows) = (new PixelAreas(width, height), new double[width], WindowGraph.Of([plane]), Math.Min(Rows, height));
        while (rows > 1 && WindowRunner.Cost(graph, [plane.Schema.Full.With(0, 0, rows)]) > Budget) rows /= 2;
        for (var top = 0; top < height && width > 0; top += rows)
        {
            var window = plane.Schema.Full.With(0, top, Math.Min(rows, height - top));
            using var block = WindowRunner.Read(plane, window, pool, cancellation);
            for (var row = 0; row < window.Count[0]; row++)
            {
                Conversion.Load<double>(block, block.OffsetOf([row, 0]), 1, width, plane.Schema.NoData, line);
                areas.Add(line);
            }
            if (areas.Begun > MostBegun) throw TooMuch($"The pixels make more than {MostPolygons} polygons.");
        }
        return areas;
    }

    static ProcessGraphException TooMuch(string message) => Arguments.Fault(FaultCodes.ProcessGraphComplexity,
        $"{message} Choose a smaller extent, fewer labels or a coarser grid, or put values into fewer classes first.", "data");
}
