using System.Text.Json;
using System.Text.Json.Nodes;
using OpenEo.Slices.Engine.Blocks;
using OpenEo.Slices.Engine.Cubes;

namespace OpenEo.Slices.Engine.Execution;

/// <summary>What a node of a plan will give: a cube of this type, to be written in this format (null: the default of where it is wanted).</summary>
public sealed record PlannedResult(string Node, string? Format, CubeSchema Schema)
{
    // More labels than anybody reads; their number says enough.
    const int MostLabels = 200;

    /// <summary>
    /// As validation shows it: <c>cube:dimensions</c>, shape, <c>proj:code</c> or WKT,
    /// <c>proj:transform</c>, element type, no-data and bytes before compression.
    /// </summary>
    public JsonObject ToJson()
    {
        var dimensions = OutputFormats.CubeDimensions(Schema);
        foreach (var dimension in dimensions.Select(pair => (JsonObject)pair.Value!))
            if (dimension["values"] is JsonArray { Count: > MostLabels } labels)
            {
                dimension["count"] = labels.Count;
                dimension.Remove("values");
            }
        var json = new JsonObject { ["node"] = Node, ["cube:dimensions"] = dimensions };
        if (Format is not null) json["format"] = Format;
        json["shape"] = new JsonArray([.. Schema.Shape.Select(count => JsonValue.Create(count))]);
        if (Schema.Grid is { } grid)
        {
            if (grid.Crs is { } crs) json[crs.Contains('[') ? "proj:wkt2" : "proj:code"] = crs;
            json["proj:transform"] = new JsonArray(grid.StepX, 0.0, grid.OriginX, 0.0, grid.StepY, grid.OriginY);
        }
        json["data_type"] = Schema.Element.Name;
        if (Schema.NoData is { } noData) json["nodata"] = double.IsNaN(noData) ? JsonValue.Create("nan") : JsonValue.Create(noData);
        json["bytes"] = Schema.Cells * Schema.Element.Size;
        return json;
    }

    /// <summary>The planned results as JSON that a worker sends to the service.</summary>
    public static JsonElement ToJson(IEnumerable<PlannedResult> results) =>
        JsonSerializer.SerializeToElement(new JsonArray([.. results.Select(result => result.ToJson())]));
}
