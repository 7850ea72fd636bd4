using System.Text.Json.Nodes;
using OpenEo.Slices.Engine.Blocks;
using OpenEo.Slices.Engine.Cubes;
using OpenEo.Slices.Engine.Kernels;
using OpenEo.Slices.Engine.Values;

namespace OpenEo.Slices.Engine.Execution;

/// <summary>
/// Values as JSON text. A cube is an object of its dimensions' names (<c>dims</c>), their labels (<c>coords</c>) and nested arrays of cells (<c>data</c>). A
/// vector cube with time is an object of its dates, each with an array of the bands' values for each geometry; without time it is that array; geometries alone
/// are GeoJSON.
/// </summary>
static class JsonCubes
{
    public static string Write(Value value, IRasterLibrary rasters, BlockPool pool, EngineOptions options, CancellationToken cancellation)
    {
        if (value is not CubeValue { Cube: var cube }) return ValueJson.Write(value)?.ToJsonString() ?? "null";
        if (cube.Schema.Geometries is { } geometries && GeometriesCube.IsBare(cube))
        {
            using var text = new MemoryStream();
            var target = new VectorTarget("", VectorTexts.GeoJson, cube.Schema, [], new Dictionary<string, object?>());
            VectorFile.WriteGeoJson(text, target, Reprojection.To(geometries.Table, SpatialExtent.Degrees, rasters));
            return System.Text.Encoding.UTF8.GetString(text.ToArray());
        }
        var cells = WholeCube.Cells(cube, rasters, options, pool, cancellation);
        if (cube.Schema.Geometries is not null && Series(cube.Schema, cells) is { } series) return series.ToJsonString();
        var at = 0;
        return new JsonObject
        {
            ["dims"] = new JsonArray([.. cube.Schema.Dimensions.Select(dimension => JsonValue.Create(dimension.Name))]),
            ["coords"] = new JsonObject(cube.Schema.Dimensions
                .Select(dimension => KeyValuePair.Create(dimension.Name, (JsonNode?)new JsonArray([.. dimension.Labels.Select(ValueJson.Write)])))),
            ["data"] = Nested(cube.Schema, 0, cells, ref at),
        }.ToJsonString();
    }

    // {date: [geometry: [band]]}, or [geometry: [band]]: the forms that clients turn into data frames. Null for a cube of other dimensions.
    static JsonNode? Series(CubeSchema schema, double[] cells)
    {
        var (time, bands) = (schema.Find(DimensionType.Temporal), schema.Find(DimensionType.Bands));
        if (schema.Dimensions.Any(dimension => dimension != schema.Geometries && dimension != time && dimension != bands)) return null;
        var strides = Block.DenseStrides(schema.Shape);
        int StrideOf(Dimension? dimension) => dimension is null ? 0 : strides[schema.IndexOf(dimension)];
        JsonNode? CellAt(int t, int i, int b) => Cell(schema, cells[t * StrideOf(time) + i * StrideOf(schema.Geometries) + b * StrideOf(bands)]);
        JsonArray At(int t) => new([.. Enumerable.Range(0, schema.Geometries!.Count)
            .Select(i => (JsonNode)new JsonArray([.. Enumerable.Range(0, bands?.Count ?? 1).Select(b => CellAt(t, i, b))]))]);
        return time is null ? At(0)
            : new JsonObject(Enumerable.Range(0, time.Count).Select(t => KeyValuePair.Create(OutputFormats.Text(time.Label(t)), (JsonNode?)At(t))));
    }

    static JsonNode? Cell(CubeSchema schema, double cell) =>
        double.IsNaN(cell) ? null : schema.Element == ElementType.Boolean ? JsonValue.Create(cell != 0) : ValueJson.Write(new NumberValue(cell));

    static JsonNode? Nested(CubeSchema schema, int dimension, double[] cells, ref int at)
    {
        if (dimension == schema.Dimensions.Count) return Cell(schema, cells[at++]);
        var items = new JsonArray();
        for (var i = 0; i < schema.Dimensions[dimension].Count; i++) items.Add(Nested(schema, dimension + 1, cells, ref at));
        return items;
    }
}
