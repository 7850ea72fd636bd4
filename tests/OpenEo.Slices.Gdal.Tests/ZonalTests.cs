using System.Text.Json.Nodes;
using NetTopologySuite.Geometries;
using OpenEo.Slices.Engine.Blocks;
using OpenEo.Slices.Engine.Cubes;
using OpenEo.Slices.Engine.Execution;
using OpenEo.Slices.Engine.Geometries;
using OpenEo.Slices.Engine.Programs;

namespace OpenEo.Slices.Gdal.Tests;

/// <summary>Pixels and sums of geometries compared with GDAL's own rasterizing and numpy, which know nothing of our code.</summary>
public sealed class ZonalTests : GdalTest
{
    const int Size = 200;

    const string Independent = """
        import json, sys
        import numpy as np
        from osgeo import gdal, ogr
        gdal.UseExceptions()
        data = gdal.Open(sys.argv[1])
        cells = data.ReadAsArray().astype("float64")
        features = ogr.Open(sys.argv[2])
        layer = features.GetLayer()
        answers = []
        for feature in layer:
            memory = ogr.GetDriverByName("Memory").CreateDataSource("")
            one = memory.CreateLayer("", layer.GetSpatialRef())
            one.CreateFeature(feature)
            burnt = gdal.GetDriverByName("MEM").Create("", data.RasterXSize, data.RasterYSize, 1, gdal.GDT_Byte)
            burnt.SetGeoTransform(data.GetGeoTransform())
            burnt.SetProjection(data.GetProjection())
            gdal.RasterizeLayer(burnt, [1], one, burn_values=[1])
            inside = cells[burnt.ReadAsArray() == 1]
            valid = inside[inside != 0]
            answers.append([len(inside), len(valid), float(valid.sum()), float(valid.var(ddof=1)) if len(valid) > 1 else None,
                            float(valid.min()) if len(valid) else None])
        print(json.dumps(answers))
        """;

    [SkippableTheory]
    [InlineData(1, false)]
    [InlineData(2, false)]
    [InlineData(3, true)]
    public void Sums_of_random_polygons_are_those_of_GDAL_and_numpy(int seed, bool onCentres)
    {
        var random = new Random(seed);
        var schema = Schema(ElementType.UInt16, 0, Size, Size);
        var values = Enumerable.Range(0, Size * Size).Select(_ => (double)(random.Next(10) == 0 ? 0 : random.Next(1, 60000))).ToArray();
        var raster = PathOf("data.tif");
        using (var sink = Library.Create(Target(raster, "GTiff", schema)))
        {
            WriteAll(sink, schema, at => values[at[0] * Size + at[1]]);
            sink.Complete([AnyStatistics]);
        }
        var polygons = Polygons(random, 300, onCentres).ToList();
        var table = new FeatureTable([.. polygons.Select(Feature.Of)], "EPSG:32632");
        var vectors = PathOf("polygons.fgb");
        // As text, so that order and rings stay as they are.
        var geojson = Path.ChangeExtension(vectors, "geojson");
        File.WriteAllText(geojson, GeoJson(table));
        var expected = RunPython("numpy, osgeo", Independent, raster, geojson).AsArray();

        var zones = Zones.Of(table, schema.Grid!, Library);
        var cube = new ZonalCube(new MemoryCube(schema, [.. values.Select(value => value == 0 ? double.NaN : value)]),
            new GeometryDimension("geometry", table), zones,
            [(Statistic.Total, true), (Statistic.Valid, true), (Statistic.Sum, true), (Statistic.Variance, true), (Statistic.Minimum, true)]);
        var result = WholeCube.Cells(cube, Library, new EngineOptions(), Pool, CancellationToken.None);
        Assert.Equal(polygons.Count, expected.Count);
        for (var i = 0; i < polygons.Count; i++)
        {
            var mine = result[(i * 5)..(i * 5 + 5)];
            var theirs = expected[i]!.AsArray();
            if ((int)theirs[0]! == 0) Assert.True(double.IsNaN(mine[0]));
            else
            {
                Assert.Equal((double)theirs[0]!, mine[0]);
                Assert.Equal((double)theirs[1]!, mine[1]);
                if ((int)theirs[1]! > 0) Assert.Equal((double)theirs[2]!, mine[2]);
                if (theirs[3] is { } variance) Assert.InRange(mine[3] / (double)variance, 1 - 1e-12, 1 + 1e-12);
                if (theirs[4] is { } least) Assert.Equal((double)least, mine[4]);
            }
        }
    }

    [SkippableTheory]
    [InlineData(4, 3)]
    [InlineData(5, 12)]
    public void Polygons_of_equal_pixels_are_those_of_GDAL(int seed, int classes)
    {
        const string script = """
            import json, sys
            import rasterio, rasterio.features
            with rasterio.open(sys.argv[1]) as data:
                cells = data.read(1)
                found = list(rasterio.features.shapes(cells, mask=cells != 0, connectivity=4, transform=data.transform))
            print(json.dumps([[value, shape["coordinates"]] for shape, value in found]))
            """;
        var random = new Random(seed);
        var schema = Schema(ElementType.UInt8, 0, Size, Size);
        var values = Enumerable.Range(0, Size * Size).Select(_ => (double)random.Next(classes)).ToArray();
        var raster = PathOf("classes.tif");
        using (var sink = Library.Create(Target(raster, "GTiff", schema)))
        {
            WriteAll(sink, schema, at => values[at[0] * Size + at[1]]);
            sink.Complete([AnyStatistics]);
        }
        var expected = RunPython("rasterio", script, raster).AsArray().Select(pair => (Value: (double)pair![0]!, Polygon: (Geometry)Read(pair[1]!.AsArray())))
            .Select(pair => (pair.Value, Polygon: pair.Polygon.Normalized())).ToHashSet();
        var areas = new PixelAreas(Size, Size);
        for (var row = 0; row < Size; row++)
            areas.Add([.. values.Skip(row * Size).Take(Size).Select(value => value == 0 ? double.NaN : value)]);
        var grid = schema.Grid!;
        var mine = areas.Polygons((column, row) => new Coordinate(grid.OriginX + column * grid.StepX, grid.OriginY + row * grid.StepY), int.MaxValue,
            CancellationToken.None)!;
        Assert.Equal(expected.Count, mine.Count);
        Assert.All(mine, area => Assert.Contains((area.Value, area.Polygon.Normalized()), expected));

        static Polygon Read(JsonArray rings)
        {
            var factory = new GeometryFactory();
            var all = rings.Select(ring => factory.CreateLinearRing([.. ring!.AsArray().Select(at => new Coordinate((double)at![0]!, (double)at[1]!))]))
                .ToArray();
            return factory.CreatePolygon(all[0], all[1..]);
        }
    }

    // In UTM; on centres: corners exactly where pixels have their centres.
    static IEnumerable<Geometry> Polygons(Random random, int count, bool onCentres)
    {
        var factory = new GeometryFactory();
        for (var i = 0; i < count; i++)
        {
            var (x, y, radius) = (random.NextDouble() * Size, random.NextDouble() * Size, 1 + random.NextDouble() * 30);
            var corners = random.Next(3, 12);
            var ring = Enumerable.Range(0, corners).Select(k =>
            {
                var (angle, distance) = (2 * Math.PI * k / corners, radius * (0.4 + 0.6 * random.NextDouble()));
                var (column, row) = (x + distance * Math.Cos(angle), y + distance * Math.Sin(angle));
                return onCentres ? (Math.Floor(column) + 0.5, Math.Floor(row) + 0.5) : (column, row);
            }).Select(at => new Coordinate(674_990 + 10 * at.Item1, 5_154_960 - 10 * at.Item2)).ToList();
            yield return factory.CreatePolygon([.. ring, ring[0].Copy()]);
        }
    }

    static string GeoJson(FeatureTable table) => new JsonObject
    {
        ["type"] = "FeatureCollection",
        ["crs"] = JsonNode.Parse("""{"type":"name","properties":{"name":"urn:ogc:def:crs:EPSG::32632"}}"""),
        ["features"] = new JsonArray([.. table.Features.Select(feature => (JsonNode)new JsonObject
        {
            ["type"] = "Feature",
            ["properties"] = new JsonObject(),
            ["geometry"] = new JsonObject
            {
                ["type"] = "Polygon",
                ["coordinates"] = new JsonArray(new JsonArray([.. feature.Geometry.Coordinates.Select(at => (JsonNode)new JsonArray(at.X, at.Y))])),
            },
        })]),
    }.ToJsonString();
}
