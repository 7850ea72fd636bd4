using System.Collections.Immutable;
using System.Text.Json;
using OpenEo.Slices.Engine.Cubes;
using OpenEo.Slices.Engine.Faults;
using OpenEo.Slices.Engine.Graph;
using OpenEo.Slices.Engine.Stac;
using OpenEo.Slices.Engine.Values;

namespace OpenEo.Slices.Engine.Processes.Import;

/// <summary>load_uploaded_files: a cube of raster files that the user has uploaded.</summary>
public sealed class LoadUploadedFiles : Process
{
    /// <summary>GDAL's names of the formats that can be read.</summary>
    public static ImmutableArray<string> Formats { get; } = ["GTiff", "netCDF", "Zarr", "GRIB", "JP2OpenJPEG", "PNG", "JPEG"];

    /// <summary>Names of the formats of vectors that can be read.</summary>
    public static ImmutableArray<string> VectorFormats { get; } = ["GeoJSON", "GPKG", "FlatGeobuf", "Parquet", "ESRI Shapefile", "CSV"];

    /// <summary>The options of an input format.</summary>
    public static IReadOnlyList<FormatOption> OptionsOf(string format) => format.Equals("CSV", StringComparison.OrdinalIgnoreCase) ?
    [
        new("crs", "The coordinate reference system of the file: a code such as EPSG:32632, WKT2 or PROJJSON. Without it coordinates must be longitude and "
            + "latitude.", "string", null),
        new("x", "The column of x or longitude. Without it, and without `geometry`, columns are found by their names: lon and lat, longitude and latitude, x "
            + "and y, easting and northing; geometry or wkt.", "string", null),
        new("y", "The column of y or latitude.", "string", null),
        new("geometry", "The column of geometries as WKT.", "string", null),
    ] : [];

    /// <inheritdoc/>
    public override ProcessDefinition Definition { get; } = new(
        "load_uploaded_files", "Load own files",
        "Loads files that the user has uploaded as one cube. Files of vectors become a vector cube of all their geometries, in the order of the files and "
        + "in the coordinate reference system of the first. Rasters become a cube with the dimensions bands, y and x, and those that the files have: different "
        + "bands are put side by side, "
        + "files with the same bands are mosaicked in the given order. A band is called as its file says; without a name in the file, a single band like the "
        + "file (without extension), several `B1`, `B2` and so on.",
        ["cubes", "import"],
        [
            new("paths", "Paths of the files, relative to the user's folder.",
                Schema.Parse("""{"type":"array","subtype":"file-paths","items":{"type":"string","subtype":"file-path","pattern":"^[^\r\n\\:'\"]+$"}}""")),
            new("format", "The files' format, one of the input formats of the service. Upper and lower case are the same.",
                Schema.Parse("""{"type":"string","subtype":"input-format"}""")),
            new Parameter("options", "Options of the format, as the list of input formats has them.",
                Schema.Parse("""{"type":"object","subtype":"input-format-options"}"""))
            .Or(new ObjectValue(ImmutableSortedDictionary<string, Value>.Empty)),
        ],
        new("The data as a cube. Nothing is read before it is needed.", Schema.Cube))
    {
        Exceptions = ImmutableSortedDictionary<string, string>.Empty
            .Add(FaultCodes.FileNotFound, "The specified file does not exist.")
            .Add(FaultCodes.FormatUnsuitable, "Data can't be loaded with the requested input format."),
        Experimental = true,
        Examples = ["""{"arguments":{"paths":["fields/2024.tif"],"format":"GTiff"}}"""],
    };

    /// <inheritdoc/>
    public override ProcessTraits Traits => ProcessTraits.ReadsUserFiles;

    /// <inheritdoc/>
    public override ValueTask<IReadOnlyList<Fault>> CheckAsync(Node call, CallContext context, CancellationToken cancellation) => new(
        context.RunsNow && call.Arguments.GetValueOrDefault("paths") is Argument.Constant { Value: ArrayValue paths }
            ? [.. paths.Items.OfType<StringValue>().Where(path => context.User.FileAt(path.Value) is null).Select(path => Missing(path.Value))]
            : []);

    /// <inheritdoc/>
    public override Value Invoke(Arguments arguments, Evaluation evaluation)
    {
        var paths = arguments.Array("paths").Items.Select(path => ((StringValue)path).Value).ToList();
        if (paths.Count == 0) throw arguments.Invalid("paths", "at least one file is needed");
        var user = evaluation.Services.User;
        var files = paths.Select(path => (path, user.FileAt(path) ?? throw new ProcessGraphException(Missing(path)))).ToList();
        return FileLoad.Cube(files, "paths", arguments, evaluation, evaluation.Services.Policy with { LocalRoots = [.. evaluation.Services.Policy.LocalRoots,
            .. user.Files.Values.Select(location => Path.GetDirectoryName(location)!).Distinct()] });
    }

    static Fault Missing(string path) => new(FaultCodes.FileNotFound, $"You have no file '{path}'.", null, "paths");
}
