using Carter;
using MediatR;
using OpenEo.Slices.Api.Web;
using OpenEo.Slices.Engine.Cubes;
using OpenEo.Slices.Engine.Execution;
using OpenEo.Slices.Engine.Processes.Import;
using OpenEo.Slices.Gdal;

namespace OpenEo.Slices.Api.Features.Discovery;

/// <summary>GET /file_formats: what the service reads and writes, by GDAL's names, with the options of each format.</summary>
static class ListFileFormats
{
    internal sealed record Request(Links Links) : IRequest<Document>;

    /// <summary>Formats by name.</summary>
    public sealed record Response(IReadOnlyDictionary<string, Format> Input, IReadOnlyDictionary<string, Format> Output);

    /// <summary>A format, the kinds of data that it holds, and its options by name.</summary>
    public sealed record Format(string Title, string Description, IReadOnlyList<string> GisDataTypes, IReadOnlyDictionary<string, Option> Parameters);

    /// <summary>An option as JSON Schema.</summary>
    public sealed record Option(string Type, string Description, object? Default, IReadOnlyList<object>? Enum);

    internal sealed class Endpoint : ICarterModule
    {
        public void AddRoutes(IEndpointRouteBuilder app) =>
            app.MapGet("/file_formats", (Links links, IMediator mediator, CancellationToken ct) => mediator.Send(new Request(links), ct));
    }

    internal sealed class Handler(Documents documents) : IRequestHandler<Request, Document>
    {
        static readonly Dictionary<string, Option> NoOptions = [];

        static readonly Dictionary<string, Format> Inputs = new()
        {
            ["GTiff"] = new("GeoTIFF",
                "A raster with one band or several, as asset of a STAC item or uploaded; a label of the bands dimension for each band. Cloud-optimised files "
                + "are read block by block.", ["raster"], NoOptions),
            ["netCDF"] = new("netCDF",
                "Variables on one regular grid after the CF conventions, as asset of a STAC item or uploaded: each is a band, or has a dimension of bands. "
                + "Times become the temporal dimension; others, such as levels, stay. Variables on other grids are left out, which the log tells.",
                ["raster"], NoOptions),
            ["Zarr"] = new("Zarr, version 2",
                "A store of arrays with the names of their dimensions, as asset of a STAC item (its address), or uploaded in one zip file. Read as netCDF is.",
                ["raster"], NoOptions),
            ["GRIB"] = new("GRIB, editions 1 and 2",
                "Fields on one regular grid, as asset of a STAC item or uploaded: elements are bands, valid times the temporal dimension, in the file's own "
                + "units.", ["raster"], NoOptions),
            ["JP2OpenJPEG"] = new("JPEG 2000",
                "A raster with one band or several, as asset of a STAC item or uploaded; a label of the bands dimension for each band.", ["raster"], NoOptions),
            ["PNG"] = new("PNG image",
                "A picture, uploaded; a label of the bands dimension for each channel. Without a reference system unless the file has one.",
                ["raster"], NoOptions),
            ["JPEG"] = new("JPEG image",
                "A picture, uploaded; a label of the bands dimension for each channel. Without a reference system unless the file has one.",
                ["raster"], NoOptions),
            ["GeoJSON"] = new("GeoJSON",
                "Geometries, uploaded or from a web address; a label of the geometry dimension for each. In longitude and latitude unless a member `crs` "
                + "says otherwise.",
                ["vector"], NoOptions),
            ["GPKG"] = new("GeoPackage",
                "The first table with geometries of a GeoPackage, uploaded or from a web address; a label of the geometry dimension for each row. Views are "
                + "refused.",
                ["vector"], NoOptions),
            ["FlatGeobuf"] = new("FlatGeobuf",
                "Geometries, uploaded or from a web address; a label of the geometry dimension for each.", ["vector"], NoOptions),
            ["Parquet"] = new("GeoParquet, versions 1.0 and 1.1",
                "Geometries as WKB, uploaded or from a web address; a label of the geometry dimension for each row. Columns of lists and structures are left "
                + "out, which the log tells. Parquet's own type GEOMETRY is read too.", ["vector"], NoOptions),
            ["ESRI Shapefile"] = new("ESRI Shapefile, zipped",
                "One shapefile (.shp, .shx, .dbf, .prj, .cpg) in a zip file, uploaded or from a web address; a label of the geometry dimension for each shape.",
                ["vector"], NoOptions),
            ["CSV"] = new("Comma-separated values",
                "A table with a header, uploaded or from a web address; a label of the geometry dimension for each row. Points by two columns of coordinates, "
                + "or geometries as WKT; the log tells what was guessed. Between columns are commas, semicolons, tabs or bars; decimals have a point.",
                ["vector"], LoadUploadedFiles.OptionsOf("CSV").ToDictionary(option => option.Name, option => new Option(option.Type, option.Description,
                    option.Default, option.Allowed))),
        };

        static readonly Format JsonText = new(
            "JSON",
            "Values, arrays and objects as they are; a data cube as its dimensions (`dims`), their labels (`coords`) and nested arrays of cells in that "
           + "order (`data`), no-data as null. A vector cube with times as an object of its dates, each with an array of bands for each geometry; without "
            + "times as that array; geometries alone as GeoJSON.", ["raster", "vector", "table", "other"], With([]));

        public Task<Document> Handle(Request request, CancellationToken cancellationToken) =>
            Task.FromResult(documents.Get("file-formats", request.Links, 0, Describe));

        static IEnumerable<RasterFormat> Rasters => Formats.All.Concat(RasterTexts.All);

        static IEnumerable<RasterFormat> Vectors => VectorTexts.All.Concat(Formats.Vectors);

        static Response Describe() => new(
            LoadUploadedFiles.Formats.Concat(LoadUploadedFiles.VectorFormats).ToDictionary(name => name, name => Inputs[name]),
            new Dictionary<string, Format>(Rasters.Select(format => KeyValuePair.Create(format.Name, Convert(format, ["raster"])))
                .Concat(Vectors.Where(format => Rasters.All(other => other.Name != format.Name))
                    .Select(format => KeyValuePair.Create(format.Name, Convert(format, ["vector"]))))
                .Append(KeyValuePair.Create("JSON", JsonText))
                .Select(pair => KeyValuePair.Create(pair.Key, WithVectors(pair.Key, pair.Value)))));

        // A format of both kinds of cubes says what it does with each.
        static Format WithVectors(string name, Format format) => Vectors.FirstOrDefault(vectors => vectors.Name == name) is { } other
            && !format.GisDataTypes.Contains("vector")
            ? format with { Description = $"{format.Description} {other.Description}", GisDataTypes = [.. format.GisDataTypes, "vector"] } : format;

        static Format Convert(RasterFormat format, string[] kinds) => new(format.Title, format.Description, kinds, With(format.Options));

        static Dictionary<string, Option> With(IEnumerable<FormatOption> options) => options.Append(FilePrefix.Option)
            .ToDictionary(option => option.Name, option => new Option(option.Type, option.Description, option.Default, option.Allowed));
    }
}
