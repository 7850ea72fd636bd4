using System.Text.Json;
using OpenEo.Slices.Api.Web;
using OpenEo.Slices.Engine.Blocks;
using OpenEo.Slices.Engine.Cubes;
using OpenEo.Slices.Engine.Execution;
using OpenEo.Slices.Engine.Faults;
using OpenEo.Slices.Engine.Graph;
using OpenEo.Slices.Engine.Stac;

namespace OpenEo.Slices.Api.Worker;

/// <summary>
/// Computes something small by the way that jobs take (metadata, GeoTIFF, reference systems, reducers, GeoTIFF), so that the first job of a process does not
/// wait for code to be loaded and compiled.
/// </summary>
sealed class WarmUp(IRasterLibrary rasters, CollectionCatalog collections, StacDocuments documents, LocationPolicy policy, EngineOptions options)
{
    const int Side = 64;
    const string Crs = "EPSG:32632";

    const string Item = """
        {"type":"Feature","stac_version":"1.1.0","id":"warm","bbox":[11.28,46.52,11.29,46.53],"geometry":null,"properties":{"datetime":"2024-01-01T00:00:00Z"},
         "links":[],"assets":{"data":{"href":"./scene.tif","type":"image/tiff; application=geotiff","roles":["data"],
         "bands":[{"name":"a"},{"name":"b"}]}}}
        """;

    /// <summary>Computes it, unless there is something better to do. False when that did not work: the first job that it happens to says why.</summary>
    public bool Run(CancellationToken ct)
    {
        DirectoryInfo? folder = null;
        try
        {
            folder = Directory.CreateTempSubdirectory("warm-");
            var box = WriteScene(Path.Combine(folder.FullName, "scene.tif"));
            File.WriteAllText(Path.Combine(folder.FullName, "item.json"), Item);
            var graph = JsonElement.Parse(Graph().Replace("FOLDER", folder.FullName, StringComparison.Ordinal)
                .Replace("EXTENT", JsonSerializer.Serialize(box, Json.Options), StringComparison.Ordinal));
            var engine = new ProcessingEngine(rasters, collections, documents, policy.WithRoot(folder.FullName), options);
            engine.Plan(graph, UserContext.Nobody, null, ct).Run(folder.FullName, OutputDefaults.Batch, Silence.Of, ct);
            return true;
        }
        catch (Exception e) when (e is OperationCanceledException or IOException or UnauthorizedAccessException or RasterException or ProcessGraphException)
        {
            return false;
        }
        finally
        {
            folder?.Delete(recursive: true);
        }
    }

    // NDVI and median, as in the README; a file because it is data, as those of clients are.
    static string Graph()
    {
        using var text = new StreamReader(typeof(WarmUp).Assembly.GetManifestResourceStream("warm-up.json")!);
        return text.ReadToEnd();
    }

    BoundingBox WriteScene(string path)
    {
        using var pool = new BlockPool();
        var schema = new CubeSchema(
            [
                LabelledDimension.Of("bands", DimensionType.Bands, ["a", "b"]),
                new SpatialDimension("y", 'y', 5_154_955, -10, Side, Crs),
                new SpatialDimension("x", 'x', 674_995, 10, Side, Crs),
            ], ElementType.UInt16, 0);
        using var sink = rasters.Create(new RasterTarget(path, "GTiff", schema, new Dictionary<string, object?>()));
        using (var block = pool.Rent(schema.Element, schema.Shape))
        {
            BlockCopy.Fill(block, 1);
            sink.Write(schema.Full, block);
        }
        sink.Complete([new(1, 1, 1, 0, 100), new(1, 1, 1, 0, 100)]);
        return rasters.Transform(schema.Grid!.Bounds, Crs, "EPSG:4326");
    }

    sealed class Silence : IRunObserver
    {
        public static Silence Of { get; } = new();

        public void Progress(int done, int planned)
        {
        }

        public void Completed(OutputFile file)
        {
        }

        public void Log(LogSeverity severity, string message, string? node = null, string? code = null, string? data = null)
        {
        }
    }
}
