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
    /// <summary>GDAL's names of the formats that can be read, each a single image a file.</summary>
    public static ImmutableArray<string> Formats { get; } = ["GTiff", "netCDF", "Zarr", "GRIB", "JP2OpenJPEG", "PNG", "JPEG"];

    /// <inheritdoc/>
    public override ProcessDefinition Definition { get; } = new(
        "load_uploaded_files", "Load own files",
        "Loads files that the user has uploaded as one cube with the dimensions bands, y and x. Different bands are put side by side, "
        + "files with the same bands are mosaicked in the given order. A band is called as its file says; without a name in the file, a single band like the "
        + "file (without extension), several `B1`, `B2` and so on.",
        ["cubes", "import"],
        [
            new("paths", "Paths of the files, relative to the user's folder.",
                Schema.Parse("""{"type":"array","subtype":"file-paths","items":{"type":"string","subtype":"file-path","pattern":"^[^\r\n\\:'\"]+$"}}""")),
            new("format", "The files' format, one of the input formats of the service. Upper and lower case are the same.",
                Schema.Parse("""{"type":"string","subtype":"input-format"}""")),
            new Parameter("options", "Options of the format; there are none.", Schema.Parse("""{"type":"object","subtype":"input-format-options"}"""))
            .Or(new ObjectValue(ImmutableSortedDictionary<string, Value>.Empty)),
        ],
        new("The data as a cube. Nothing is read before it is needed.", Schema.Cube))
    {
        Exceptions = ImmutableSortedDictionary<string, string>.Empty
            .Add(FaultCodes.FileNotFound, "The specified file does not exist.")
            .Add(FaultCodes.FormatUnsuitable, "Data can't be loaded with the requested input format."),
        Experimental = true,
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
        var services = evaluation.Services;
        var format = arguments.Text("format")!;
        if (!Formats.Contains(format, StringComparer.OrdinalIgnoreCase))
            throw Arguments.Fault(FaultCodes.FormatUnsuitable,
                $"Files of format '{format}' cannot be loaded; there are: {string.Join(", ", Formats)}.", "format");
        if (arguments.Object("options")?.Members.Keys.FirstOrDefault() is { } option)
            throw arguments.Invalid("options", $"the format has no option '{option}'");
        if (arguments.Array("paths").Items.Length == 0) throw arguments.Invalid("paths", "at least one file is needed");
        var items = arguments.Array("paths").Items.Select(path => Describe(((StringValue)path).Value, format, services)).ToList();
        var policy = services.Policy with { LocalRoots = [.. services.Policy.LocalRoots,
            .. services.User.Files.Values.Select(location => Path.GetDirectoryName(location)!).Distinct()] };
        var cube = new CubeLoader(services.Rasters, policy, services.Log, "paths", arguments.Invalid).Load(items, null, [], null, DimensionNames.Default);
        // Files without times lie at one instant, which is then left out.
        return new CubeValue(CubeLoader.IsTimeless(cube.Schema) ? ArrangedCube.Of([.. cube.Schema.Dimensions.Skip(1)], cube) : cube);
    }

    static Fault Missing(string path) => new(FaultCodes.FileNotFound, $"You have no file '{path}'.", null, "paths");

    static StacItem Describe(string path, string format, EvaluationServices services)
    {
        var location = services.User.FileAt(path) ?? throw new ProcessGraphException(Missing(path));
        RasterInfo info;
        try
        {
            info = services.Rasters.Describe(new RasterLocation(location, format));
        }
        catch (RasterException e)
        {
            // Where the file lies on the server is nobody's business.
            throw Arguments.Fault(FaultCodes.FormatUnsuitable,
                $"'{path}' cannot be read as an image: {e.Message.Replace(location, path, StringComparison.Ordinal)}", "paths");
        }
        var stem = Path.GetFileNameWithoutExtension(path);
        if (info.HasLayers)
            return new StacItem(path, location, default, default, null, default(JsonElement),
                [.. SourceHeaders.Variables(info).Where(band => band.IsMain).Select((band, i) => new StacBand(band.Name, null, null, location, i + 1, null,
                    null,
                    false, band.Scale, null)
                {
                    MediaType = format,
                })]);
        var bands = info.Bands.Select((band, i) => new StacBand(band.Name ?? (info.Bands.Count == 1 ? stem : $"B{i + 1}"), null, null, location, i + 1,
            band.Element, band.NoData, true, SourceRaster.ScaleOf(band), info.Grid)
        {
            MediaType = format,
        });
        return new StacItem(path, location, default, default, null, default(JsonElement), [.. bands.DistinctBy(band => band.Name)]);
    }
}
