using System.Collections.Immutable;
using OpenEo.Slices.Engine.Cubes;
using OpenEo.Slices.Engine.Faults;
using OpenEo.Slices.Engine.Graph;
using OpenEo.Slices.Engine.Values;

namespace OpenEo.Slices.Engine.Processes.Cubes;

/// <summary>filter_bands: bands by name, common name or wavelength, in the order asked for.</summary>
sealed class FilterBands : Process
{
    public override ProcessDefinition Definition { get; } = new(
        "filter_bands", "Choose bands",
        "Keeps the bands that are named or whose centre wavelength lies in one of the given ranges. Their order is that of the names, then of the ranges; "
        + "several bands "
        + "that fit one common name or one range keep the cube's order, and no band comes twice. When no band fits, the bands dimension is left without "
        + "labels; when only some of the names "
        + "are known, the unknown ones are an error.",
        ["cubes", "filter"],
        [
            new("data", "A data cube with bands.", CubeTypes.Bands),
            new Parameter("bands", "Names of bands. A name that no band has is looked up among the common names (such as `red` or `nir`).",
                Schema.Parse("""{"type":"array","items":{"type":"string","subtype":"band-name"}}""")).Or(new ArrayValue([])),
            new Parameter("wavelengths", "Ranges of wavelengths in micrometres: lowest and highest of each.",
                Schema.Parse(
                    """{"type":"array","items":{"type":"array","minItems":2,"maxItems":2,"items":{"type":"number"},"examples":[[[0.45,0.5],[0.6,0.7]]]}}"""))
                    .Or(new ArrayValue([])),
        ],
        new("The cube with the chosen bands; nothing else changes.", CubeTypes.Bands))
    {
        Exceptions = ImmutableSortedDictionary<string, string>.Empty
            .Add(FaultCodes.BandFilterParameterMissing, "Neither `bands` nor `wavelengths` is given.")
            .Add(FaultCodes.DimensionMissing, "The cube has no dimension of type bands."),
        Examples = ["""{"arguments":{"data":{"from_parameter":"data"},"bands":["B08"]}}"""],
    };

    public override Value Invoke(Arguments arguments, Evaluation evaluation)
    {
        var (cube, names, ranges) = (arguments.Cube("data"), arguments.Array("bands").Items, arguments.Array("wavelengths").Items);
        if (names.IsEmpty && ranges.IsEmpty)
            throw Arguments.Fault(FaultCodes.BandFilterParameterMissing,
                "The process `filter_bands` requires any of the parameters `bands` or `wavelengths` to be set.");
        var dimension = Bands.Dimensions(cube.Schema) switch
        {
            [var only] => only,
            [] => throw Arguments.Fault(FaultCodes.DimensionMissing, "A band dimension is missing.", "data"),
            _ => throw arguments.Invalid("data", "the cube has several dimensions of type bands"),
        };
        var bands = cube.Schema.Dimensions[dimension];
        var named = names.Select(name => Bands.Named(cube.Schema, bands, ((StringValue)name).Value)).ToList();
        var unknown = names.Zip(named).Where(pair => pair.Second.Count == 0).Select(pair => Schema.Show(pair.First)).ToList();
        var chosen = named.SelectMany(found => found).Concat(ranges.SelectMany(range => Within(cube.Schema, bands, (ArrayValue)range))).Distinct().ToList();
        if (unknown.Count > 0 && chosen.Count > 0)
            throw arguments.Invalid("bands", $"{string.Join(", ", unknown)} is no band of the cube, which has: {Bands.List(cube.Schema, bands)}");
        // The definition keeps such a cube, without bands; what fails later would not say why.
        if (unknown.Count > 0)
            evaluation.Warn($"{string.Join(", ", unknown)} is no band of the cube, and no band is left. It has: {Bands.List(cube.Schema, bands)}.");
        return new CubeValue(Alignment.Choose(cube, dimension, chosen));
    }

    static IReadOnlyList<int> Within(CubeSchema schema, Dimension bands, ArrayValue range) =>
        Bands.Between(schema, bands, ((NumberValue)range.Items[0]).Value, ((NumberValue)range.Items[1]).Value);
}
