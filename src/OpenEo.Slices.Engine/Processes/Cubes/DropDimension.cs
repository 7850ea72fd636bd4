using System.Collections.Immutable;
using OpenEo.Slices.Engine.Cubes;
using OpenEo.Slices.Engine.Faults;
using OpenEo.Slices.Engine.Graph;
using OpenEo.Slices.Engine.Values;

namespace OpenEo.Slices.Engine.Processes.Cubes;

/// <summary>drop_dimension: a dimension with one label goes.</summary>
sealed class DropDimension : Process
{
    public override ProcessDefinition Definition { get; } = new(
        "drop_dimension", "Remove a dimension", "Removes a dimension that has a single label. Filter or reduce a dimension with more labels first.",
        ["cubes"],
        [
            new("data", "The data cube.", Schema.Cube),
            new("name", "Name of the dimension to remove.", Schema.String),
        ],
        new("The cube without the dimension; all others stay as they are.", Schema.Cube))
    {
        Exceptions = ImmutableSortedDictionary<string, string>.Empty
            .Add(FaultCodes.DimensionLabelCountMismatch, "The dimension has more than one label (or none), so that it takes a reducer to remove it.")
            .Add(FaultCodes.DimensionNotAvailable, "A dimension with the given name does not exist."),
        Examples = ["""{"arguments":{"data":{"from_parameter":"one_band"},"name":"bands"}}"""],
    };

    public override Value Invoke(Arguments arguments, Evaluation evaluation)
    {
        var cube = arguments.Cube("data");
        var index = Callbacks.Dimension(cube.Schema, arguments.Text("name")!, "name");
        var dropped = cube.Schema.Dimensions[index];
        if (dropped.Count != 1)
            throw Arguments.Fault(FaultCodes.DimensionLabelCountMismatch,
                $"The dimension '{dropped.Name}' has {dropped.Count} labels, not one, which requires a reducer.", "name");
        var result = ArrangedCube.Of([.. cube.Schema.Dimensions.Where((_, i) => i != index)], cube);
        if (dropped.Type == DimensionType.Bands)
            result = RelabelledCube.Of(result.Schema with { Scales = new Dictionary<string, BandScale>(), Names = new Dictionary<string, BandNames>() },
                result);
        return new CubeValue(result);
    }
}
