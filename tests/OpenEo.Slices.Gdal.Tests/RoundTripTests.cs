using System.Globalization;
using System.Text.Json.Nodes;
using OpenEo.Slices.Engine.Cubes;
using OpenEo.Slices.Engine.Faults;

namespace OpenEo.Slices.Gdal.Tests;

/// <summary>
/// Rasters of every kind, from seeds, that are loaded and saved, whole and cropped, are afterwards what rasterio reads from the sources: values, what is
/// hidden, place, reference system, type, scales. OPENEO_ROUND_TRIPS is how many; each says its seed when it fails.
/// </summary>
public sealed class RoundTripTests : GdalTest
{
    static readonly int count =
        int.TryParse(Environment.GetEnvironmentVariable("OPENEO_ROUND_TRIPS"), NumberStyles.None, CultureInfo.InvariantCulture, out var asked) ? asked : 60;

    [SkippableFact]
    public void What_is_loaded_and_saved_is_what_rasterio_reads_from_the_source()
    {
        var folder = Directory.CreateDirectory(PathOf("sources")).FullName;
        var cases = RunPython("numpy, rasterio", Script("write.py"), folder, "1", count.ToString(CultureInfo.InvariantCulture)).AsArray();
        using var run = new GraphRun(Library, folder);
        var failures = new List<string>();
        foreach (var one in cases.Select(node => node!.AsObject()))
        {
            var (item, part) = (one["item"]!.GetValue<string>(), one["part"]!.ToJsonString());
            one["whole"] = Saved(Load(item, "null"), "load");
            one["crops"] = new JsonArray(Saved(Load(item, part), "load"), Saved(Load(item, "null") + Filter(part), "crop"));

            JsonNode? Saved(string nodes, string last)
            {
                try
                {
                    return run.Run("{" + nodes + Save(last) + "}").Single();
                }
                catch (Exception e) when (e is ProcessGraphException or RasterException)
                {
                    failures.Add($"{one["what"]}: {e.Message}");
                    return null;
                }
            }
        }
        var list = PathOf("cases.json");
        File.WriteAllText(list, cases.ToJsonString());
        failures.AddRange(RunPython("numpy, rasterio", Script("compare.py"), list).AsArray().Select(text => text!.GetValue<string>()));
        Assert.True(failures.Count == 0, string.Join('\n', failures));
    }

    static string Script(string name)
    {
        using var text = new StreamReader(typeof(RoundTripTests).Assembly.GetManifestResourceStream(name)!);
        return text.ReadToEnd();
    }

    static string Load(string item, string extent) =>
        $$$"""
        "load": {"process_id": "load_stac", "arguments": {"url": "{{{item}}}", "spatial_extent": {{{extent}}}, "temporal_extent": null}},
        """;

    static string Filter(string extent) =>
        $$$"""
        "crop": {"process_id": "filter_bbox", "arguments": {"extent": {{{extent}}}, "data": {"from_node": "load"} } },
        """;

    static string Save(string last) =>
        $$"""
        "save": {"process_id": "save_result", "arguments": {"data": {"from_node": "{{last}}"}, "format": "GTiff"}, "result": true}
        """;
}
