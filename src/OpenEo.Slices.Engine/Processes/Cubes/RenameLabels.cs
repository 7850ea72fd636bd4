using System.Collections.Immutable;
using OpenEo.Slices.Engine.Cubes;
using OpenEo.Slices.Engine.Faults;
using OpenEo.Slices.Engine.Graph;
using OpenEo.Slices.Engine.Values;

namespace OpenEo.Slices.Engine.Processes.Cubes;

/// <summary>rename_labels: other labels for the same values.</summary>
sealed class RenameLabels : Process
{
    static readonly Schema Labels = Schema.Parse("""{"type":"array","uniqueItems":true,"items":{"type":["number","string"]}}""");

    public override ProcessDefinition Definition { get; } = new(
        "rename_labels", "Rename the labels of a dimension",
        "Gives labels of a dimension new names. Values and their order stay as they are. Without `source` the labels must be the numbers 0, 1, 2, … "
        + "and all get the names in `target`; only the label of a single band may be another, which is told. The labels of spatial axes follow from the pixel "
        + "grid and cannot be renamed.",
        ["cubes"],
        [
            new("data", "The data cube.", Schema.Cube),
            new("dimension", "Name of the dimension.", Schema.String),
            new("target", "The new names. None of them may be a label already.", Labels),
            new Parameter("source", "The labels to be renamed, in the order of `target`; not all labels need to be there.", Labels).Or(new ArrayValue([])),
        ],
        new("The cube with the new labels.", Schema.Cube))
    {
        Exceptions = ImmutableSortedDictionary<string, string>.Empty
            .Add(FaultCodes.LabelExists, "A new name is a label of the dimension already.")
            .Add(FaultCodes.LabelMismatch, "There are not as many new names as labels to be renamed.")
            .Add(FaultCodes.LabelNotAvailable, "A label to be renamed does not exist.")
            .Add(FaultCodes.LabelsNotEnumerated, "`source` is not given and the labels are not 0, 1, 2, …"),
        Examples = ["""{"arguments":{"data":{"from_parameter":"data"},"dimension":"bands","source":["B04","B08"],"target":["red","nir"]}}"""],
    };

    public override Value Invoke(Arguments arguments, Evaluation evaluation)
    {
        var cube = arguments.Cube("data");
        var index = Callbacks.Dimension(cube.Schema, arguments.Text("dimension")!);
        var dimension = cube.Schema.Dimensions[index];
        var (target, source) = (arguments.Array("target").Items, arguments.Array("source").Items);
        if (source.IsEmpty)
        {
            source = [.. Enumerable.Range(0, dimension.Count).Select(i => new NumberValue(i))];
            if (!dimension.Labels.SequenceEqual(source)) source = InOrder(cube.Schema, dimension, target, evaluation);
        }
        if (source.Length != target.Length)
            throw Arguments.Fault(FaultCodes.LabelMismatch,
                $"The number of labels in the parameters `source` and `target` don't match: {source.Length} and {target.Length}.", "target");
        if (dimension is SpatialDimension)
            throw arguments.Invalid("dimension", "the labels of a spatial axis follow from the pixel grid and cannot be renamed");
        var labels = dimension.Labels.ToArray();
        foreach (var (old, renamed) in source.Zip(target))
        {
            var at = dimension.IndexOf(old);
            if (at < 0)
                throw Arguments.Fault(FaultCodes.LabelNotAvailable,
                    $"A label with the name {Schema.Show(old)} does not exist. The dimension has: {Bands.List(cube.Schema, dimension)}.", "source");
            if (renamed == old) continue;
            if (dimension.IndexOf(renamed) >= 0 || Array.IndexOf(labels, renamed) >= 0)
                throw Arguments.Fault(FaultCodes.LabelExists, $"A label with the name {Schema.Show(renamed)} exists.", "target");
            labels[at] = renamed;
        }
        return new CubeValue(RelabelledCube.Of(Renamed(cube.Schema, index, labels), cube));
    }

    // The only band can only be that one: graphs that reduce radar bands to one have it. Of several, nobody knows which is which.
    static ImmutableArray<Value> InOrder(CubeSchema schema, Dimension dimension, ImmutableArray<Value> target, Evaluation evaluation)
    {
        if (dimension is not { Type: DimensionType.Bands, Count: 1 } || target.Length != 1)
            throw Arguments.Fault(FaultCodes.LabelsNotEnumerated,
                $"The dimension labels are not enumerated: name them in `source`. They are: {Bands.List(schema, dimension)}.", "source");
        evaluation.Warn($"rename_labels has no 'source': the only band, {Bands.List(schema, dimension)}, becomes {Bands.Text(target[0])}.");
        return [.. dimension.Labels];
    }

    /// <summary>What is known of a band moves along with its name.</summary>
    static CubeSchema Renamed(CubeSchema schema, int index, Value[] labels)
    {
        var old = schema.Dimensions[index];
        var renamed = schema.With(index, new LabelledDimension(old.Name, old.Type, labels));
        if (old.Type != DimensionType.Bands) return renamed;
        var names = old.Labels.Zip(labels, (before, after) => (Before: Bands.Text(before), After: Bands.Text(after))).ToList();
        return renamed with { Scales = Moved(schema.Scales, names), Names = Moved(schema.Names, names) };
    }

    static Dictionary<string, T> Moved<T>(IReadOnlyDictionary<string, T> facts, List<(string Before, string After)> names) =>
        names.Where(name => facts.ContainsKey(name.Before)).ToDictionary(name => name.After, name => facts[name.Before]);
}
