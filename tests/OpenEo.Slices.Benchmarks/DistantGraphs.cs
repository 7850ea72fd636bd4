namespace OpenEo.Slices.Benchmarks;

/// <summary>What <see cref="DistantData"/> asks for.</summary>
static class DistantGraphs
{
    const string Part = """
        {
          "load": {"process_id": "load_collection", "arguments": {"id": "COLLECTION", "temporal_extent": null, "bands": ["B04", "B08"],
            "spatial_extent": {"west": WEST, "east": EAST, "south": SOUTH, "north": NORTH, "crs": 32632}}},
          "ndvi": {"process_id": "reduce_dimension", "arguments": {"data": {"from_node": "load"}, "dimension": "bands", "reducer": {"process_graph": {
            "nir": {"process_id": "array_element", "arguments": {"data": {"from_parameter": "data"}, "label": "B08"}},
            "red": {"process_id": "array_element", "arguments": {"data": {"from_parameter": "data"}, "label": "B04"}},
            "index": {"process_id": "normalized_difference", "arguments": {"x": {"from_node": "nir"}, "y": {"from_node": "red"}}, "result": true}}}}},
          "save": {"process_id": "save_result", "arguments": {"data": {"from_node": "ndvi"}, "format": "FORMAT"}, "result": true}
        }
        """;

    const string Whole = """
        {
          "load": {"process_id": "load_collection", "arguments": {"id": "COLLECTION", "temporal_extent": null, "spatial_extent": null}},
          "mean": {"process_id": "reduce_dimension", "arguments": {"data": {"from_node": "load"}, "dimension": "t", "reducer": {"process_graph": {
            "mean": {"process_id": "mean", "arguments": {"data": {"from_parameter": "data"}}, "result": true}}}}},
          "save": {"process_id": "save_result", "arguments": {"data": {"from_node": "mean"}, "format": "GTiff"}, "result": true}
        }
        """;

    /// <summary>NDVI of 256² pixels, across the corner of four tiles, as netCDF.</summary>
    public static string Crop(string collection) => Of(Part, collection).Replace("WEST", "604000", StringComparison.Ordinal)
        .Replace("EAST", "606560", StringComparison.Ordinal).Replace("SOUTH", "5193460", StringComparison.Ordinal)
        .Replace("NORTH", "5196020", StringComparison.Ordinal).Replace("FORMAT", "netCDF", StringComparison.Ordinal);

    /// <summary>NDVI of one pixel, as JSON.</summary>
    public static string Pixel(string collection) => Of(Part, collection).Replace("WEST", "604000", StringComparison.Ordinal)
        .Replace("EAST", "604010", StringComparison.Ordinal).Replace("SOUTH", "5196010", StringComparison.Ordinal)
        .Replace("NORTH", "5196020", StringComparison.Ordinal).Replace("FORMAT", "JSON", StringComparison.Ordinal);

    /// <summary>The mean of all items.</summary>
    public static string Mean(string collection) => Of(Whole, collection);

    static string Of(string graph, string collection) => graph.Replace("COLLECTION", collection, StringComparison.Ordinal);
}
