using System.Collections.Immutable;
using OpenEo.Slices.Engine.Cubes;
using OpenEo.Slices.Engine.Faults;
using OpenEo.Slices.Engine.Graph;
using OpenEo.Slices.Engine.Values;

namespace OpenEo.Slices.Engine.Processes.Cubes;

/// <summary>dimension_labels: the labels of a dimension as an array.</summary>
sealed class DimensionLabels : Process
{
    public override ProcessDefinition Definition { get; } = new(
        "dimension_labels", "List the labels of a dimension",
        "Returns all labels of a dimension in the cube's order. The labels of spatial axes are the coordinates of pixel centres.",
        ["cubes"],
        [
            new("data", "The data cube.", Schema.Cube),
            new("dimension", "Name of the dimension.", Schema.String),
        ],
        new("The labels.", Schema.Parse("""{"type":"array","items":{"type":["number","string"]}}""")))
    {
        Exceptions = ImmutableSortedDictionary<string, string>.Empty.Add(FaultCodes.DimensionNotAvailable, "A dimension with the given name does not exist."),
        Examples = ["""{"arguments":{"data":{"from_parameter":"data"},"dimension":"bands"},"returns":["B04","B08"]}"""],
    };

    public override Value Invoke(Arguments arguments, Evaluation evaluation)
    {
        var schema = arguments.Cube("data").Schema;
        return new ArrayValue([.. schema.Dimensions[Callbacks.Dimension(schema, arguments.Text("dimension")!)].Labels]);
    }
}
