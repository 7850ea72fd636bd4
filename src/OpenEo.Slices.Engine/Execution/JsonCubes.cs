using System.Text.Json.Nodes;
using OpenEo.Slices.Engine.Blocks;
using OpenEo.Slices.Engine.Cubes;
using OpenEo.Slices.Engine.Kernels;
using OpenEo.Slices.Engine.Values;

namespace OpenEo.Slices.Engine.Execution;

/// <summary>
/// Values as JSON text. A cube is an object of its dimensions' names (<c>dims</c>), their labels (<c>coords</c>) and nested arrays of cells (<c>data</c>).
/// </summary>
static class JsonCubes
{
    public static string Write(Value value, IRasterLibrary rasters, BlockPool pool, EngineOptions options, CancellationToken cancellation)
    {
        if (value is not CubeValue { Cube: var cube }) return ValueJson.Write(value)?.ToJsonString() ?? "null";
        using var lookahead = new Lookahead(rasters, [() => WindowGraph.Of([cube]).Reads([cube.Schema.Full])], options.MostAhead, 1).Begin();
        using var block = WindowRunner.Read(cube, cube.Schema.Full, pool, cancellation, options.Threads);
        var cells = new double[checked((int)block.Cells)];
        Conversion.Load<double>(block, 0, 1, cells.Length, cube.Schema.NoData, cells);
        var at = 0;
        return new JsonObject
        {
            ["dims"] = new JsonArray([.. cube.Schema.Dimensions.Select(dimension => JsonValue.Create(dimension.Name))]),
            ["coords"] = new JsonObject(cube.Schema.Dimensions
                .Select(dimension => KeyValuePair.Create(dimension.Name, (JsonNode?)new JsonArray([.. dimension.Labels.Select(ValueJson.Write)])))),
            ["data"] = Nested(cube.Schema, 0, cells, ref at),
        }.ToJsonString();
    }

    static JsonNode? Nested(CubeSchema schema, int dimension, double[] cells, ref int at)
    {
        if (dimension == schema.Dimensions.Count)
        {
            var cell = cells[at++];
            return double.IsNaN(cell) ? null : schema.Element == ElementType.Boolean ? JsonValue.Create(cell != 0) : ValueJson.Write(new NumberValue(cell));
        }
        var items = new JsonArray();
        for (var i = 0; i < schema.Dimensions[dimension].Count; i++) items.Add(Nested(schema, dimension + 1, cells, ref at));
        return items;
    }
}
