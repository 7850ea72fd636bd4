namespace OpenEo.Slices.Benchmarks;

/// <summary>What <see cref="DistantData"/> asks for.</summary>
static class DistantGraphs
{
    const string Part = """
        {
          "load": {"process_id": "load_collection", "arguments": {"id": "COLLECTION", "temporal_extent": null, "bands": ["B04", "B08"],
            "spatial_extent": {"west": 604000, "east": 606560, "south": 5193460, "north": 5196020, "crs": 32632}}},
          "ndvi": {"process_id": "reduce_dimension", "arguments": {"data": {"from_node": "load"}, "dimension": "bands", "reducer": {"process_graph": {
            "nir": {"process_id": "array_element", "arguments": {"data": {"from_parameter": "data"}, "label": "B08"}},
            "red": {"process_id": "array_element", "arguments": {"data": {"from_parameter": "data"}, "label": "B04"}},
            "index": {"process_id": "normalized_difference", "arguments": {"x": {"from_node": "nir"}, "y": {"from_node": "red"}}, "result": true}}}}},
          "save": {"process_id": "save_result", "arguments": {"data": {"from_node": "ndvi"}, "format": "netCDF"}, "result": true}
        }
        """;

    const string Series = """
        {
          "load": {"process_id": "load_collection", "arguments": {"id": "COLLECTION", "temporal_extent": null, "bands": ["B08"],
            "spatial_extent": {"west": 604000, "east": 604010, "south": 5196010, "north": 5196020, "crs": 32632}}},
          "save": {"process_id": "save_result", "arguments": {"data": {"from_node": "load"}, "format": "JSON"}, "result": true}
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
    public static string Crop(string collection) => Of(Part, collection);

    /// <summary>One band of one pixel, as JSON.</summary>
    public static string Pixel(string collection) => Of(Series, collection);

    /// <summary>The mean of all items.</summary>
    public static string Mean(string collection) => Of(Whole, collection);

    static string Of(string graph, string collection) => graph.Replace("COLLECTION", collection, StringComparison.Ordinal);
}
