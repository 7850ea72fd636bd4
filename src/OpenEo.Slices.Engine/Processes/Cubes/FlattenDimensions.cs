using System.Collections.Immutable;
using OpenEo.Slices.Engine.Cubes;
using OpenEo.Slices.Engine.Faults;
using OpenEo.Slices.Engine.Graph;
using OpenEo.Slices.Engine.Values;

namespace OpenEo.Slices.Engine.Processes.Cubes;

/// <summary>flatten_dimensions: several dimensions as one.</summary>
sealed class FlattenDimensions : Process
{
    /// <summary>More labels are pixels, which nobody wants as labels.</summary>
    const long MaximumLabels = 10_000;

    public override ProcessDefinition Definition { get; } = new(
        "flatten_dimensions", "Combine dimensions into one",
        "Puts several dimensions in line as a single one, which stands where the first of them was. Its labels are those of the dimensions, written as "
        + "text and "
        + "joined by a separator: of `A` (`2020`, `2021`) and `B` (`B1`, `B2`) become `2020~B1`, `2020~B2`, `2021~B1`, `2021~B2`. "
        + "`unflatten_dimension` is the way back.",
        ["cubes"],
        [
            new("data", "A data cube.", Schema.Cube),
            new("dimensions", "Names of the dimensions to combine; labels of the last one change fastest.",
                Schema.Parse("""{"type":"array","uniqueItems":true,"items":{"type":"string"}}""")),
            new("target_dimension", "Name of the new dimension, whose type is `other`.", Schema.String),
            new Parameter("label_separator", "What stands between the parts of a label; it should not be in any of the labels.",
                Schema.Parse("""{"type":"string","minLength":1}""")).Or(Value.Of("~")),
        ],
        new("The cube with the new dimension in place of the others.", Schema.Cube))
    {
        Experimental = true,
        Exceptions = ImmutableSortedDictionary<string, string>.Empty
            .Add(FaultCodes.DimensionNotAvailable, "A dimension with the given name does not exist.")
            .Add(FaultCodes.TargetDimensionExists, "There is a dimension with the new name."),
        Examples = ["""{"arguments":{"data":{"from_parameter":"data"},"dimensions":["t","bands"],"target_dimension":"layer"}}"""],
    };

    public override Value Invoke(Arguments arguments, Evaluation evaluation)
    {
        var (cube, target, separator) = (arguments.Cube("data"), arguments.Text("target_dimension")!, arguments.Text("label_separator")!);
        var schema = cube.Schema;
        int[] flat = [.. arguments.Array("dimensions").Items.Select(name => Callbacks.Dimension(schema, ((StringValue)name).Value, "dimensions"))];
        if (flat.Length == 0 || flat.Distinct().Count() < flat.Length)
            throw arguments.Invalid("dimensions", "expected different names of dimensions, at least one");
        if (schema.IndexOf(target) >= 0)
            throw Arguments.Fault(FaultCodes.TargetDimensionExists, $"A dimension with the name '{target}' already exists.", "target_dimension");
        var count = flat.Aggregate(1L, (total, d) => total * schema.Dimensions[d].Count);
        if (count is 0 or > MaximumLabels) throw arguments.Invalid("dimensions", $"there would be {count} labels; 1 to {MaximumLabels} are possible");
        var labels = flat.Aggregate((IEnumerable<string>)[""],
            (before, d) => before.SelectMany(start => schema.Dimensions[d].Labels
                .Select(label => start + (d == flat[0] ? "" : separator) + Bands.Text(label))));
        var along = LabelledDimension.Of(target, DimensionType.Other, labels);
        if (flat.Any(d => schema.Dimensions[d].Type == DimensionType.Bands))
            schema = schema with { Scales = new Dictionary<string, BandScale>(), Names = new Dictionary<string, BandNames>() };
        List<Dimension> dimensions = [.. schema.Dimensions.Select((dimension, d) => d == flat[0] ? along : dimension)
            .Where((_, d) => d == flat[0] || !flat.Contains(d))];
        var at = dimensions.IndexOf(along);
        var parts = Enumerable.Range(0, (int)count).Select(i => Part(cube, flat, i,
            [.. dimensions.Select(one => one == along ? along.Select([i]) : one)])).ToList();
        return new CubeValue(new StackedCube(at, along, parts, schema with { Dimensions = dimensions }));
    }

    static RasterCube Part(RasterCube cube, int[] flat, int number, List<Dimension> dimensions)
    {
        for (var k = flat.Length - 1; k >= 0; k--)
        {
            var count = cube.Schema.Dimensions[flat[k]].Count;
            // Of a dimension that is one label already, number % 1 is that label.
            cube = cube.Select(flat[k], [number % count]);
            number /= count;
        }
        return ArrangedCube.Of(dimensions, cube);
    }
}
