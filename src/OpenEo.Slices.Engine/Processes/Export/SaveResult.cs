using System.Collections.Immutable;
using OpenEo.Slices.Engine.Cubes;
using OpenEo.Slices.Engine.Execution;
using OpenEo.Slices.Engine.Faults;
using OpenEo.Slices.Engine.Graph;
using OpenEo.Slices.Engine.Values;

namespace OpenEo.Slices.Engine.Processes.Export;

/// <summary>save_result: promises files. They are written when the plan runs, after the whole graph was found to be right.</summary>
sealed class SaveResult : Process
{
    public override ProcessDefinition Definition { get; } = new(
        "save_result", "Save data to files",
        "Writes the data in a format of `GET /file_formats`. GTiff, PNG and JPEG write one file for each time; netCDF, Zarr, CSV, CovJSON and "
        + "JSON write one file, as do GeoJSON and other formats of vector cubes. "
        + "A graph may save several results; all of them are among the job's assets.",
        ["cubes", "export", "stac"],
        [
            new("data", "A data cube, or (as JSON) any other value.", Schema.Any),
            new("format", "The format's name, in any case of letters.", Schema.Parse("""{"type":"string","subtype":"output-format"}""")),
            new Parameter("options", "Options of the format. Others are left out, with a warning.",
                Schema.Parse("""{"type":"object","subtype":"output-format-options"}"""))
                .Or(new ObjectValue(ImmutableSortedDictionary.Create<string, Value>(StringComparer.Ordinal))),
        ],
        new("A reference to the files.", Schema.Parse("""{"type":"object","subtype":"stac"}""")))
    {
        Exceptions = ImmutableSortedDictionary<string, string>.Empty
            .Add(FaultCodes.FormatUnsuitable, "The data cannot be stored in the format.")
            .Add(FaultCodes.DataCubeEmpty, "The format cannot store a cube without cells."),
        Examples = ["""{"arguments":{"data":{"from_parameter":"data"},"format":"GTiff"}}"""],
    };

    public override ProcessTraits Traits => ProcessTraits.HasEffect;

    public override Value Invoke(Arguments arguments, Evaluation evaluation)
    {
        var format = arguments.Text("format")!;
        var rasters = evaluation.Services.Rasters;
        if (!format.Equals("JSON", StringComparison.OrdinalIgnoreCase) && OutputFormats.Raster(rasters, format) is null
            && OutputFormats.Vector(rasters, format) is null)
            throw Arguments.Fault(FaultCodes.FileTypeInvalid,
                $"File format {format} not allowed. Allowed file formats: "
                + $"{string.Join(", ", rasters.OutputFormats.Concat(RasterTexts.All).Concat(VectorTexts.All).Concat(rasters.VectorFormats)
                    .Select(known => known.Name).Append("JSON").Distinct())}.", "format");
        var options = arguments.Object("options")?.Members ?? ImmutableSortedDictionary<string, Value>.Empty;
        evaluation.Outputs.Add(new Output(evaluation.Node, arguments.Process, arguments["data"], format, options));
        return new StacValue(evaluation.Node);
    }
}
