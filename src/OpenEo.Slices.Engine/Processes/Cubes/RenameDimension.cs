using System.Collections.Immutable;
using OpenEo.Slices.Engine.Cubes;
using OpenEo.Slices.Engine.Faults;
using OpenEo.Slices.Engine.Graph;
using OpenEo.Slices.Engine.Values;

namespace OpenEo.Slices.Engine.Processes.Cubes;

/// <summary>rename_dimension: another name for a dimension.</summary>
sealed class RenameDimension : Process
{
    public override ProcessDefinition Definition { get; } = new(
        "rename_dimension", "Rename a dimension", "Gives a dimension another name. Type, labels and values stay as they are.",
        ["cubes"],
        [
            new("data", "The data cube.", Schema.Cube),
            new("source", "The present name.", Schema.String),
            new("target", "The new name; no dimension may have it already.", Schema.String),
        ],
        new("The cube with the dimension under its new name.", Schema.Cube))
    {
        Exceptions = ImmutableSortedDictionary<string, string>.Empty
            .Add(FaultCodes.DimensionExists, "There is a dimension with the new name.")
            .Add(FaultCodes.DimensionNotAvailable, "A dimension with the given name does not exist."),
        Examples = ["""{"arguments":{"data":{"from_parameter":"data"},"source":"t","target":"time"}}"""],
    };

    public override Value Invoke(Arguments arguments, Evaluation evaluation)
    {
        var (cube, target) = (arguments.Cube("data"), arguments.Text("target")!);
        var index = Callbacks.Dimension(cube.Schema, arguments.Text("source")!, "source");
        if (cube.Schema.IndexOf(target) >= 0)
            throw Arguments.Fault(FaultCodes.DimensionExists, $"A dimension with the name '{target}' already exists.", "target");
        return new CubeValue(RelabelledCube.Of(cube.Schema.With(index, cube.Schema.Dimensions[index] with { Name = target }), cube));
    }
}
