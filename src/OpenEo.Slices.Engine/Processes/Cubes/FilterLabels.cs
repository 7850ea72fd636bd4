using System.Collections.Immutable;
using OpenEo.Slices.Engine.Cubes;
using OpenEo.Slices.Engine.Faults;
using OpenEo.Slices.Engine.Graph;
using OpenEo.Slices.Engine.Values;

namespace OpenEo.Slices.Engine.Processes.Cubes;

/// <summary>filter_labels: the labels for which a child process says true.</summary>
sealed class FilterLabels : Process
{
    public override ProcessDefinition Definition { get; } = new(
        "filter_labels", "Filter labels by a condition",
        "Keeps the labels of a dimension for which a child process returns `true`, and the values that belong to them. What is kept of a spatial axis must "
        + "be evenly spaced.",
        ["cubes", "filter"],
        [
            new("data", "A data cube.", Schema.Cube),
            new("condition", "The child process. It gets a label (dates as text) and returns whether to keep it.", Schema.Callback(
                new("`true` to keep the label.", Schema.Boolean), new Parameter("value", "A label.", Schema.Parse("""[{"type":"number"},{"type":"string"}]""")),
                Callbacks.Context)),
            new("dimension", "Name of the dimension.", Schema.String),
            Callbacks.Context,
        ],
        new("The cube with fewer (or the same) labels in the dimension; nothing else changes.", Schema.Cube))
    {
        Exceptions = ImmutableSortedDictionary<string, string>.Empty.Add(FaultCodes.DimensionNotAvailable, "A dimension with the given name does not exist."),
        Examples =
        [
            """
            {"title":"Dates of January 2024","arguments":{"data":{"from_parameter":"data"},"dimension":"t",
              "condition":{"process_graph":{"c":{"process_id":"text_begins","arguments":{"data":{"from_parameter":"value"},"pattern":"2024-01"},
              "result":true}}}}}
            """,
        ],
    };

    public override Value Invoke(Arguments arguments, Evaluation evaluation)
    {
        var (cube, condition) = (arguments.Cube("data"), arguments.Callback("condition"));
        var index = Callbacks.Dimension(cube.Schema, arguments.Text("dimension")!);
        var dimension = cube.Schema.Dimensions[index];
        var kept = Enumerable.Range(0, dimension.Count).Where(i => Keeps(dimension.Label(i), condition, arguments, evaluation)).ToList();
        if (dimension is SpatialDimension && kept.Zip(kept.Skip(1), (a, b) => b - a).Distinct().Count() > 1)
            throw arguments.Invalid("condition", $"the labels that it keeps of the spatial axis '{dimension.Name}' are not evenly spaced");
        return new CubeValue(Alignment.Choose(cube, index, kept));
    }

    static bool Keeps(Value label, CallbackValue condition, Arguments arguments, Evaluation evaluation) =>
        evaluation.Call(condition, ("value", label), ("context", arguments["context"])) switch
        {
            BooleanValue truth => truth.Value,
            NullValue => false,
            var other => throw arguments.Invalid("condition", $"expected a boolean for the label {Schema.Show(label)}, got {Schema.Show(other)}"),
        };
}
