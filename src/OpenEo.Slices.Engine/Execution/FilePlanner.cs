using System.Text;
using OpenEo.Slices.Engine.Cubes;
using OpenEo.Slices.Engine.Faults;
using OpenEo.Slices.Engine.Graph;

namespace OpenEo.Slices.Engine.Execution;

/// <summary>Turns what <c>save_result</c> promised into files: which cube goes into which file of which name, in which windows.</summary>
sealed class FilePlanner(IRasterLibrary rasters, EngineOptions options, IRunLog? log = null)
{
    /// <summary>A cube as JSON is for small ones: more cells than these are refused.</summary>
    const long MaximumJsonCells = 1_000_000;

    /// <summary>Half a million pixels square: what is larger is a mistake, and its windows alone would fill the memory.</summary>
    const long MaximumCells = 1L << 38;

    readonly HashSet<string> names = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>The files of all outputs.</summary>
    /// <exception cref="ProcessGraphException">An output does not fit its format.</exception>
    public List<FilePlan> Plan(IReadOnlyList<Output> outputs, OutputDefaults defaults)
    {
        var files = new List<FilePlan>();
        foreach (var output in outputs)
        {
            var stem = defaults.FilePrefix + (OutputFormats.PrefixOf(output) ?? (outputs.Count == 1 ? "openEO" : Safe(output.Node)));
            var vectors = (output.Value as CubeValue)?.Geometries;
            var name = output.Format ?? (vectors is not null ? VectorTexts.GeoJson : output.Value is CubeValue ? defaults.RasterFormat : "JSON");
            if (name.Equals("JSON", StringComparison.OrdinalIgnoreCase)) files.Add(Json(output, stem));
            else if (vectors is not null) files.Add(Vector(output, ((CubeValue)output.Value).Cube, name, stem));
            else if (output.Value is CubeValue cube) files.AddRange(Raster(output, cube.Cube, RasterFormat(output, name), stem, defaults));
            else throw Unsuitable(output, $"A {output.Value.TypeName} cannot be saved as {name}; JSON can hold it.");
        }
        return [.. FileGroups.Of(files, options.OfAThread)];
    }

    FilePlan Json(Output output, string stem)
    {
        OutputOptions.Read("JSON", [], output, log);
        if (output.Value is CubeValue { Cube.Schema.Cells: > MaximumJsonCells and var cells })
            throw Unsuitable(output, $"The data cube has {cells} cells; JSON is for cubes of at most {MaximumJsonCells}. Use GTiff or netCDF.");
        return new FilePlan(output.Node, Unique(stem, "json"), "JSON", "application/json") { Value = output.Value };
    }

    RasterFormat RasterFormat(Output output, string name) => OutputFormats.Raster(rasters, name)
        ?? throw Unsuitable(output, $"{name} holds vector cubes; aggregate_spatial makes one of a raster cube. For pixels use GTiff or netCDF.");

    FilePlan Vector(Output output, RasterCube cube, string name, string stem)
    {
        var format = OutputFormats.Vector(rasters, name) ?? throw Unsuitable(output, $"{name} holds no vector cubes; there are: "
            + $"{string.Join(", ", VectorTexts.All.Concat(rasters.VectorFormats).Select(known => known.Name))} and JSON. vector_to_raster makes pixels of "
            + "them.");
        return new FilePlan(output.Node, Unique(stem, format.Extension), format.Name, format.MediaType)
        {
            Value = output.Value,
            Options = OutputOptions.Read(format.Name, format.Options, output, log).Plain,
            Interval = OutputFormats.Interval(cube.Schema, cube),
        };
    }

    IEnumerable<FilePlan> Raster(Output output, RasterCube cube, RasterFormat format, string stem, OutputDefaults defaults)
    {
        var chosen = OutputOptions.Read(format.Name, format.Options, output, log);
        const string tiles = "tile_size";
        if (defaults.TileSize is { } size && format.Options.Any(option => option.Name == tiles)) chosen.Plain.TryAdd(tiles, (double)size);
        if (cube.Schema.Cells > MaximumCells)
            throw new ProcessGraphException(new Fault(FaultCodes.ProcessGraphComplexity,
                $"The data cube has {cube.Schema.Cells} cells; one result can have {MaximumCells}. Limit the extent, or use a coarser grid.",
                output.Node, "data"));
        if (cube.Schema.Cells == 0)
            throw new ProcessGraphException(
                new Fault(FaultCodes.DataCubeEmpty, $"The data cube has no cells: {format.Name} cannot store it. Nothing is left of the dimension "
                    + $"{string.Join(", ", cube.Schema.Dimensions.Where(one => one.Count == 0).Select(one => $"'{one.Name}'"))}: look at the filters before.",
                    output.Node, "data"));
        if (FormatNames.IsThumbnail(output.Format)) cube = Thumbnail.Of(cube, rasters, output, log);
        cube = chosen.Choose(cube);
        var (fileTags, bandTags) = (chosen.FileTags, chosen.BandTags(cube.Schema));
        cube = BandTags.Scaled(cube, bandTags, output, log);
        if (format.MaximumSide is { } longest && cube.Schema.Grid is { } grid && Math.Max(grid.Width, grid.Height) > longest)
            throw Unsuitable(output,
                $"{format.Name} holds pictures of at most {longest} pixels a side; the data cube has {grid.Width} by {grid.Height}. Use GTiff.");
        if (RasterTexts.Unfit(format, cube.Schema) is { } unfit)
            throw Unsuitable(output,
                $"{format.Name} {unfit}; the data cube has {string.Join(", ", cube.Schema.Dimensions.Select(d => d.Name))}. Use netCDF or Zarr.");
        if (cube.Schema.Cells > format.MaximumCells)
            throw Unsuitable(output, $"The data cube has {cube.Schema.Cells} cells; {format.Name} is for cubes of at most {format.MaximumCells}. "
                + "Use GTiff, netCDF or Zarr.");
        var separate = chosen.SeparatesBands ? cube.Schema.Find(DimensionType.Bands) : null;
        for (var band = 0; band < (separate?.Count ?? 1); band++)
        {
            var part = separate is null ? cube : cube.Select(cube.Schema.IndexOf(separate), [band]);
            var planes = OutputFormats.IsMultidimensional(format) ? [(RasterTexts.Arrange(format, part), part.Schema, "")]
                : Planes(output, part, format).ToList();
            var isOne = defaults.OneImage && format.NamesBands && planes.Count > 1;
            foreach (var (plane, labels, label) in isOne ? [(Together(output, planes, format), cube.Schema, "")] : planes)
            {
                string[] names = [label, separate is null ? "" : OutputFormats.Text(separate.Label(band))];
                var name = string.Join('_', names.Where(text => text.Length > 0).Select(Safe).Prepend(stem));
                var file = File(output, plane, labels, format, chosen, Unique(name, format.Extension)) with { Tags = fileTags };
                yield return isOne ? file : file with { BandTags = bandTags };   // bands of several times have other names
            }
        }
    }

    FilePlan File(Output output, RasterCube cube, CubeSchema labels, RasterFormat format, OutputOptions chosen, string name)
    {
        var file = new FilePlan(output.Node, name, format.Name, format.MediaType)
        {
            Cube = cube,
            Options = chosen.Plain,
            Stored = chosen.DataType is { } type && type != cube.Schema.Element ? Recoding.Of(cube.Schema, type) : null,
            Labels = labels,
            Interval = OutputFormats.Interval(labels, cube),
        };
        var windows = Tiling.Windows(cube, options.OfAThread, file.Recoded);
        return file with { Windows = windows, WindowBytes = Tiling.Bytes(cube, windows, file.Recoded) };
    }

    /// <summary>
    /// One part <c>[bands, y, x]</c> or <c>[y, x]</c> for each combination of labels of the other dimensions; its schema with those dimensions, one label each;
    /// and the labels as text.
    /// </summary>
    static IEnumerable<(RasterCube Cube, CubeSchema Labels, string Label)> Planes(Output output, RasterCube cube, RasterFormat format)
    {
        var schema = cube.Schema;
        var (x, y, bands) = (schema.IndexOf(schema.X), schema.IndexOf(schema.Y), schema.IndexOf(schema.Find(DimensionType.Bands)));
        if (x < 0 || y < 0)
            throw Unsuitable(output,
                $"{format.Name} needs the spatial dimensions x and y; the data cube has {string.Join(", ", schema.Dimensions.Select(d => d.Name))}. Use "
                + $"netCDF or JSON.");
        if (bands >= 0) CheckBands(output, format, schema.Dimensions[bands].Count, "Choose some with filter_bands, or use GTiff or netCDF.");
        int[] kept = bands < 0 ? [y, x] : [bands, y, x];
        var others = Enumerable.Range(0, schema.Dimensions.Count).Except(kept).ToArray();
        var texts = others.ToDictionary(i => i, i => FileLabels.Of(schema.Dimensions[i]));
        var at = new int[schema.Dimensions.Count];
        do
        {
            // A time that is not written is not read: the choice goes down to the source.
            var part = others.Aggregate(cube, (rest, d) => rest.Select(d, [at[d]]));
            var arranged = kept.SequenceEqual(Enumerable.Range(0, schema.Dimensions.Count)) ? part
                : ArrangedCube.Of([.. kept.Select(i => schema.Dimensions[i])], part);
            yield return (arranged, part.Schema,
                string.Join('_', others.Where(i => schema.Dimensions[i].Count > 1 || schema.Dimensions[i].Type == DimensionType.Temporal)
                .Select(i => texts[i][at[i]])));
        }
        while (Next(at, others, schema));
    }

    static RasterCube Together(Output output, List<(RasterCube Cube, CubeSchema Labels, string Label)> images, RasterFormat format)
    {
        var bands = images[0].Cube.Schema.Find(DimensionType.Bands)?.Count ?? 1;
        CheckBands(output, format, (long)images.Count * bands, "Limit the times, run it as a batch job, which gives a file for each time, or use netCDF.");
        return OneImage.Of([.. images.Select(image => (image.Cube, image.Label))]);
    }

    static void CheckBands(Output output, RasterFormat format, long bands, string advice)
    {
        if (format.MaximumBands is { } most && bands > most)
            throw Unsuitable(output, $"{format.Name} takes at most {most} bands; the data cube has {bands}. {advice}");
        if (format.BandCounts is { } counts && !counts.Contains((int)bands))
            throw Unsuitable(output, $"{format.Name} takes {string.Join(" or ", counts)} bands; the data cube has {bands}. {advice}");
    }

    static bool Next(int[] at, int[] others, CubeSchema schema)
    {
        for (var i = others.Length - 1; i >= 0; i--)
        {
            if (++at[others[i]] < schema.Dimensions[others[i]].Count) return true;
            at[others[i]] = 0;
        }
        return false;
    }

    string Unique(string stem, string extension)
    {
        var name = $"{stem}.{extension}";
        for (var i = 2; !names.Add(name); i++) name = $"{stem}_{i}.{extension}";
        return name;
    }

    /// <summary>
    /// Letters, digits, dash and underscore: a file name everywhere, and a URL segment that needs no escapes.
    /// </summary>
    static string Safe(string text)
    {
        var safe = new StringBuilder();
        foreach (var character in text.Replace(":", "", StringComparison.Ordinal))
            safe.Append(char.IsAsciiLetterOrDigit(character) || character is '-' or '_' ? character : '-');
        return safe.Length is 0 or > 80 ? "part" : safe.ToString();
    }

    static ProcessGraphException Unsuitable(Output output, string message) => new(new Fault(FaultCodes.FormatUnsuitable, message, output.Node, "format"));
}
