using System.Collections.Immutable;
using OpenEo.Slices.Engine.Cubes;
using OpenEo.Slices.Engine.Faults;
using OpenEo.Slices.Engine.Graph;
using OpenEo.Slices.Engine.Values;

namespace OpenEo.Slices.Engine.Processes.Cubes;

/// <summary>unflatten_dimension: one dimension as several.</summary>
sealed class UnflattenDimension : Process
{
    public override ProcessDefinition Definition { get; } = new(
        "unflatten_dimension", "Split a dimension into several",
        "Splits the labels of a dimension at a separator and makes a dimension of each part, with the parts as labels in the order in which they first occur. "
        + "Every combination of parts must be there once. The new dimensions stand where the old one was: of `2020~B1`, `2020~B2`, `2021~B1`, `2021~B2` become "
        + "`A` (`2020`, `2021`) and `B` (`B1`, `B2`). `flatten_dimensions` is the way back.",
        ["cubes"],
        [
            new("data", "A data cube.", Schema.Cube),
            new("dimension", "Name of the dimension to split.", Schema.String),
            new("target_dimensions", "Names of the new dimensions, whose type is `other`: one for each part of the labels, in their order.",
                Schema.Parse("""{"type":"array","uniqueItems":true,"minItems":2,"items":{"type":"string"}}""")),
            new Parameter("label_separator", "What stands between the parts of a label.", Schema.Parse("""{"type":"string","minLength":1}"""))
                .Or(Value.Of("~")),
        ],
        new("The cube with the new dimensions in place of the old one.", Schema.Cube))
    {
        Experimental = true,
        Exceptions = ImmutableSortedDictionary<string, string>.Empty
            .Add(FaultCodes.DimensionNotAvailable, "A dimension with the given name does not exist.")
            .Add(FaultCodes.TargetDimensionExists, "There is a dimension with a new name."),
        Examples = ["""{"arguments":{"data":{"from_parameter":"flat"},"dimension":"kind","target_dimensions":["letter","number"]}}"""],
    };

    public override Value Invoke(Arguments arguments, Evaluation evaluation)
    {
        var (cube, separator) = (arguments.Cube("data"), arguments.Text("label_separator")!);
        var dimension = Callbacks.Dimension(cube.Schema, arguments.Text("dimension")!);
        string[] names = [.. arguments.Array("target_dimensions").Items.Select(name => ((StringValue)name).Value)];
        if (names.Distinct().Count() < names.Length) throw arguments.Invalid("target_dimensions", "a name occurs twice");
        if (names.FirstOrDefault(name => cube.Schema.IndexOf(name) >= 0) is { } taken)
            throw Arguments.Fault(FaultCodes.TargetDimensionExists, $"A dimension with the name '{taken}' already exists.", "target_dimensions");
        var split = cube.Schema.Dimensions[dimension].Labels.Select(label => Parts(arguments, label, separator, names.Length)).ToList();
        var along = names.Select((name, k) => (Dimension)LabelledDimension.Of(name, DimensionType.Other, split.Select(parts => parts[k]).Distinct())).ToArray();
        if (split.Count == 0) return new CubeValue(new ConstantCube(cube.Schema with
        {
            Dimensions = [.. cube.Schema.Dimensions.Take(dimension), .. along, .. cube.Schema.Dimensions.Skip(dimension + 1)],
        }, 0));
        // The place of each combination, in the order of the new dimensions.
        var places = new int[along.Aggregate(1L, (total, one) => total * one.Count) == split.Count ? split.Count
            : throw arguments.Invalid("data", $"the labels of '{arguments.Text("dimension")}' are not all combinations of their parts")];
        Array.Fill(places, -1);
        for (var i = 0; i < split.Count; i++)
        {
            var place = along.Select((one, k) => (one, part: one.IndexOf(Value.Of(split[i][k]))))
                .Aggregate(0, (number, next) => number * next.one.Count + next.part);
            if (places[place] >= 0) throw arguments.Invalid("data", $"the label '{string.Join(separator, split[i])}' occurs twice");
            places[place] = i;
        }
        return new CubeValue(Stack(cube, dimension, along, 0, places));
    }

    /// <summary>The cube of the new dimensions from a number on; those before it have one label, which the caller stacks.</summary>
    static RasterCube Stack(RasterCube cube, int dimension, Dimension[] along, int level, int[] places)
    {
        if (level == along.Length)
        {
            var schema = cube.Schema;
            Dimension[] one = [.. along.Select(target => target.Select([0]))];
            var single = ArrangedCube.Of([.. schema.Dimensions.Take(dimension), .. one, .. schema.Dimensions.Skip(dimension + 1)],
                cube.Select(dimension, places));
            return schema.Dimensions[dimension].Type == DimensionType.Bands
                ? RelabelledCube.Of(single.Schema with { Scales = new Dictionary<string, BandScale>(), Names = new Dictionary<string, BandNames>() }, single)
                : single;
        }
        var parts = places.Chunk(places.Length / along[level].Count).Select(chunk => Stack(cube, dimension, along, level + 1, chunk)).ToList();
        return new StackedCube(dimension + level, along[level], parts);
    }

    static string[] Parts(Arguments arguments, Value label, string separator, int count) =>
        Bands.Text(label).Split(separator) is var parts && parts.Length == count
        ? parts
        : throw arguments.Invalid("data", $"the label {Schema.Show(label)} has {parts.Length} parts between '{separator}', not {count}");
}
