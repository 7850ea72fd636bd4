using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using OpenEo.Slices.Engine.Cubes;
using OpenEo.Slices.Engine.Faults;
using OpenEo.Slices.Engine.Geometries;
using OpenEo.Slices.Engine.Graph;
using OpenEo.Slices.Engine.Stac;
using OpenEo.Slices.Engine.Values;

namespace OpenEo.Slices.Engine.Processes.Import;

/// <summary>Files of rasters or vectors, on this machine or elsewhere, as one cube. They are read as the format that is given, and as nothing else.</summary>
static class FileLoad
{
    const string GeoJson = "GeoJSON";

    /// <summary>The cube of files; <c>format</c> and <c>options</c> are among the arguments.</summary>
    /// <param name="files">Each with its name for messages.</param>
    /// <param name="parameter">The parameter that named them.</param>
    /// <param name="arguments">The call's.</param>
    /// <param name="evaluation">Reads.</param>
    /// <param name="policy">Which files may be read.</param>
    public static Value Cube(IReadOnlyList<(string Name, string Location)> files, string parameter, Arguments arguments, Evaluation evaluation,
        LocationPolicy policy)
    {
        var format = arguments.Text("format")!;
        var known = LoadUploadedFiles.Formats.Concat(LoadUploadedFiles.VectorFormats).ToList();
        if (!known.Contains(format, StringComparer.OrdinalIgnoreCase))
            throw Arguments.Fault(FaultCodes.FormatUnsuitable,
                $"Files of format '{format}' cannot be loaded; there are: {string.Join(", ", known)}.", "format");
        var options = Options(format, arguments);
        var services = evaluation.Services;
        if (LoadUploadedFiles.VectorFormats.FirstOrDefault(name => name.Equals(format, StringComparison.OrdinalIgnoreCase)) is { } vectors)
            return new CubeValue(GeometriesCube.Of(Joined([.. files.Select(file => Vectors(file, vectors, options, parameter, evaluation, policy))],
                services.Rasters)));
        var items = files.Select(file => Describe(file, format, parameter, services)).ToList();
        var cube = new CubeLoader(services.Rasters, policy, services.Log, parameter, arguments.Invalid, evaluation.Node).Load(items, null, [], null,
            DimensionNames.Default);
        // Files without times lie at one instant, which is then left out.
        return new CubeValue(CubeLoader.IsTimeless(cube.Schema) ? ArrangedCube.Of([.. cube.Schema.Dimensions.Skip(1)], cube) : cube);
    }

    static Dictionary<string, object?> Options(string format, Arguments arguments)
    {
        var (known, given) = (LoadUploadedFiles.OptionsOf(format), new Dictionary<string, object?>());
        foreach (var (name, value) in arguments.Object("options")?.Members ?? ImmutableSortedDictionary<string, Value>.Empty)
        {
            if (known.FirstOrDefault(option => option.Name == name) is null)
                throw arguments.Invalid("options", $"the format has no option '{name}'"
                    + (known.Count == 0 ? "" : $"; it has: {string.Join(", ", known.Select(option => option.Name))}"));
            given[name] = value switch
            {
                NullValue => null,
                StringValue text => text.Value,
                // An EPSG code, as elsewhere.
                NumberValue { Value: var code } when name == "crs" && double.IsInteger(code) => code.ToString("0", CultureInfo.InvariantCulture),
                _ => throw arguments.Invalid("options", $"the option '{name}' must be text, got {Schema.Show(value)}"),
            };
        }
        return given;
    }

    static FeatureTable Joined(IReadOnlyList<FeatureTable> tables, IRasterLibrary rasters) => tables is [var only] ? only
        : new FeatureTable([.. tables.SelectMany(table => Reprojection.To(table, tables[0].Crs, rasters).Features)], tables[0].Crs);

    static FeatureTable Vectors((string Name, string Location) file, string format, Dictionary<string, object?> options, string parameter,
        Evaluation evaluation, LocationPolicy policy)
    {
        var services = evaluation.Services;
        void Warn(string note) => services.Log?.Log(LogSeverity.Warning, $"'{file.Name}': {note}", evaluation.Node);
        try
        {
            if (format != GeoJson)
            {
                var read = services.Rasters.ReadVectors(new RasterLocation(file.Location, format), options, Warn);
                if (read.Crs is null && read.Count > 0)
                    Warn("Its coordinate reference system is not known; coordinates are taken to be in that of the data with which they are combined.");
                return read;
            }
            var json = LocationPolicy.IsRemote(file.Location) ? services.Documents.Read(file.Location, policy, services.Cancellation).Json
                : Parse(file.Location);
            var table = GeoJsonReader.Read(ValueJson.Read(json), Warn);
            return new FeatureTable(table.Features, SpatialExtent.ParseCrs(new StringValue(table.Crs!), services.Rasters)
                ?? throw new FormatException($"its coordinate reference system '{table.Crs}' is not known"));
        }
        catch (Exception failure) when (failure is FormatException or JsonException or IOException or UnauthorizedAccessException or RasterException)
        {
            // Where the file lies on the server is nobody's business.
            throw Arguments.Fault(FaultCodes.FormatUnsuitable,
                $"'{file.Name}' cannot be read as {format}: "
                + $"{failure.Message.Replace(file.Location, file.Name, StringComparison.Ordinal).TrimEnd('.')}.", parameter);
        }
        catch (ProcessGraphException failure)
        {
            throw Arguments.Fault(FaultCodes.FormatUnsuitable, failure.Faults[0].Message.Replace("STAC document", "file", StringComparison.Ordinal), parameter);
        }
    }

    static JsonElement Parse(string path)
    {
        using var file = File.OpenRead(path);
        using var document = JsonDocument.Parse(file);
        return document.RootElement.Clone();
    }

    static StacItem Describe((string Name, string Location) file, string format, string parameter, EvaluationServices services)
    {
        RasterInfo info;
        try
        {
            info = services.Rasters.Describe(new RasterLocation(file.Location, format));
        }
        catch (RasterException e)
        {
            throw Arguments.Fault(FaultCodes.FormatUnsuitable,
                $"'{file.Name}' cannot be read as an image: {e.Message.Replace(file.Location, file.Name, StringComparison.Ordinal)}", parameter);
        }
        var stem = Path.GetFileNameWithoutExtension(file.Name);
        if (info.HasLayers && SourceHeaders.Variables(info).Where(band => !band.IsMain).Select(band => band.Name).ToList() is { Count: > 0 } others)
            services.Log?.Log(LogSeverity.Warning,
                $"'{file.Name}': {string.Join(", ", others)} are left out, because they have not the times and further dimensions of the others.");
        if (info.HasLayers)
            return new StacItem(file.Name, file.Location, default, default, null, default(JsonElement),
                [.. SourceHeaders.Variables(info).Where(band => band.IsMain)
                    .Select((band, i) => new StacBand(band.Name, null, null, file.Location, i + 1, null, null, false, band.Scale,
                        null) { MediaType = format })]);
        var bands = info.Bands.Select((band, i) => new StacBand(band.Name ?? (info.Bands.Count == 1 ? stem : $"B{i + 1}"), null, null, file.Location, i + 1,
            band.Element, band.NoData, true, SourceRaster.ScaleOf(band), info.Grid)
        {
            MediaType = format,
        });
        return new StacItem(file.Name, file.Location, default, default, null, default(JsonElement), [.. bands.DistinctBy(band => band.Name)]);
    }
}
