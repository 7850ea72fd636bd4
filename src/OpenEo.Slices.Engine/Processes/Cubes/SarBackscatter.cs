using System.Collections.Immutable;
using OpenEo.Slices.Engine.Cubes;
using OpenEo.Slices.Engine.Faults;
using OpenEo.Slices.Engine.Graph;
using OpenEo.Slices.Engine.Stac;
using OpenEo.Slices.Engine.Values;

namespace OpenEo.Slices.Engine.Processes.Cubes;

/// <summary>sar_backscatter: radar data that already are the coefficient asked for.</summary>
sealed class SarBackscatter : Process
{
    static readonly string[] Extras = ["mask", "contributing_area", "local_incidence_angle", "ellipsoid_incidence_angle"];

    public override ProcessDefinition Definition { get; } = new(
        "sar_backscatter", "Radar backscatter",
        "Gives radar data as a coefficient of backscatter in linear scale. Backscatter is not computed here: data whose metadata say that they already are the "
        + "coefficient asked for, as those of radiometrically terrain-corrected collections (RTC, NRB), are returned as they are, which the log tells; "
        + "others are "
        + "refused. Call it on data as they were loaded.",
        ["cubes", "sar"],
        [
            new("data", "A cube of radar data.", CubeTypes.SpatialWithBands),
            new Parameter("coefficient", "The coefficient: `beta0`; `sigma0-ellipsoid` and `gamma0-ellipsoid` for the area on the ellipsoid; "
                + "`sigma0-terrain` and `gamma0-terrain` for that of the terrain; `null` for none.", Schema.Parse("""
                [{"type":"string","enum":["beta0","sigma0-ellipsoid","sigma0-terrain","gamma0-ellipsoid","gamma0-terrain"]},
                 {"title":"Not normalised","type":"null"}]
                """)).Or(Value.Of(Backscatter.GammaTerrain)),
            new Parameter("elevation_model", "The collection of the elevation model. The data were corrected with one before, so that it has no part in them.",
                Schema.Parse("""[{"type":"string","subtype":"collection-id"},{"type":"null"}]""")).OrNull(),
            new Parameter("mask", "Whether to add a band that tells which values are valid; not offered.", Schema.Boolean).Or(Value.False),
            new Parameter("contributing_area", "Whether to add a band with the area of the terrain; not offered.", Schema.Boolean).Or(Value.False),
            new Parameter("local_incidence_angle", "Whether to add a band with the angle to the terrain; not offered.", Schema.Boolean).Or(Value.False),
            new Parameter("ellipsoid_incidence_angle", "Whether to add a band with the angle to the ellipsoid; not offered.", Schema.Boolean).Or(Value.False),
            new Parameter("noise_removal", "Whether noise is removed. The data are as they were made.", Schema.Boolean).Or(Value.True),
            new Parameter("options", "Options of one back-end; there are none here.", Schema.Parse("""{"type":"object","additionalProperties":false}"""))
                .Or(new ObjectValue(ImmutableSortedDictionary<string, Value>.Empty)),
        ],
        new("The data, as they are.", CubeTypes.SpatialWithBands))
    {
        Experimental = true,
        Exceptions = ImmutableSortedDictionary<string, string>.Empty
            .Add(FaultCodes.DigitalElevationModelInvalid, "The elevation model is none, or does not fit the data."),
        Examples = ["""{"arguments":{"data":{"from_parameter":"radar"}}}"""],
    };

    public override Value Invoke(Arguments arguments, Evaluation evaluation)
    {
        var (cube, wanted) = (arguments.Cube("data"), arguments.Text("coefficient"));
        if (Extras.FirstOrDefault(extra => arguments.Boolean(extra) == true) is { } band)
            throw Unsupported($"The service cannot add the band '{band}': backscatter is not computed here. Leave it out.", band);
        var walked = CubeWalk.Over(cube).ToList();
        if (walked.Exists(step => step is not (SourceCube or SelectedCube or RelabelledCube or ArrangedCube or StackedCube or WarpedCube)))
            throw Unsupported("The values have been computed with since they were loaded; call sar_backscatter before anything else.", "data");
        var told = walked.OfType<SourceCube>().Select(source => source.Backscatter).Distinct().ToList();
        var asked = wanted ?? "not normalised (null)";
        if (told is not [{ } coefficient])
            throw Unsupported("The service does not compute backscatter, and the metadata of the data do not say which coefficient they are, so that "
                + $"{asked} cannot be promised. Use a collection of terrain-corrected data, whose items say so with 'sar:product_type' (RTC, NRB), "
                + $"'card4l:specification' (NRB) or '{Backscatter.Member}'; or leave sar_backscatter out to use the data as they are.", "data");
        if (coefficient != wanted)
            throw Unsupported($"The data are {coefficient}, and the service does not compute {asked} from them. Ask for {coefficient}.", "coefficient");
        if (cube.Schema.Scales.Values.Any(scale => scale.Unit is "dB" or "decibel"))
            throw Unsupported("The data are in decibels, but backscatter has to be in linear scale.", "data");
        evaluation.Services.Log?.Log(LogSeverity.Info, $"The data already are {coefficient}: sar_backscatter returns them as they are.",
            evaluation.Node is { Length: > 0 } node ? node : null);
        if (arguments["elevation_model"] is not NullValue || arguments.Boolean("noise_removal") == false)
            ArrayResult.Tell(evaluation, "The data were made before: 'elevation_model' and 'noise_removal' change nothing.");
        return new CubeValue(cube);
    }

    static ProcessGraphException Unsupported(string message, string parameter) => Arguments.Fault(FaultCodes.FeatureUnsupported, message, parameter);
}
