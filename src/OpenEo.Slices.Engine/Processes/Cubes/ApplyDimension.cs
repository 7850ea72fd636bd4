using System.Collections.Immutable;
using OpenEo.Slices.Engine.Cubes;
using OpenEo.Slices.Engine.Faults;
using OpenEo.Slices.Engine.Graph;
using OpenEo.Slices.Engine.Programs;
using OpenEo.Slices.Engine.Values;

namespace OpenEo.Slices.Engine.Processes.Cubes;

/// <summary>apply_dimension: a child process makes a new array of all values along a dimension.</summary>
sealed class ApplyDimension : Process
{
    public override ProcessDefinition Definition { get; } = new(
        "apply_dimension", "Compute arrays along a dimension anew",
        "Calls a child process for all values along a dimension, for each combination of labels of the other dimensions. The array that it returns takes the "
        + "place of the values, or lies along another dimension, in which case the dimension is gone. As many values as before keep their labels; otherwise, "
        + "and along another dimension, labels are the numbers 0, 1, 2 and so on. A target dimension that does not exist is created with the type `other`. "
        + "A single value counts as an array of one. If the target dimension exists and has several labels, the arrays of all of them follow each other, "
        + "first all values of the first label; the log tells so.",
        ["cubes"],
        [
            new("data", "A data cube.", Schema.Cube),
            new("process", "The child process. It gets the values along the dimension as a labelled array and returns an array of at least one value.",
                Schema.Callback(
                new("The new values.", Schema.Array),
                new Parameter("data", "The values along the dimension, with the dimension's labels.",
                    Schema.Parse("""{"type":"array","subtype":"labeled-array","items":{"description":"Any data type."}}""")), Callbacks.Context)),
            new("dimension", "Name of the dimension whose values the child process gets.", Schema.String),
            new Parameter("target_dimension", "Name of the dimension along which the new values lie; the same dimension by default.",
                Schema.StringOrNull).OrNull(),
            Callbacks.Context,
        ],
        new("The cube with the new values.", Schema.Cube))
    {
        Exceptions = ImmutableSortedDictionary<string, string>.Empty.Add(FaultCodes.DimensionNotAvailable, "A dimension with the given name does not exist."),
        Examples =
        [
            """
            {"title":"Fill gaps in time series","arguments":{"data":{"from_parameter":"data"},"dimension":"t","process":{"process_graph":{
              "fill":{"process_id":"array_interpolate_linear","arguments":{"data":{"from_parameter":"data"}},"result":true}}}}}
            """,
            """
            {"title":"Quantiles of each band over time as a new dimension","arguments":{"data":{"from_parameter":"data"},"dimension":"t",
             "target_dimension":"quantiles","process":{"process_graph":{
              "q":{"process_id":"quantiles","arguments":{"data":{"from_parameter":"data"},"probabilities":[0.1,0.5,0.9]},"result":true}}}}}
            """,
        ],
    };

    public override Value Invoke(Arguments arguments, Evaluation evaluation)
    {
        var (cube, target) = (arguments.Cube("data"), arguments.Text("target_dimension"));
        var source = Callbacks.Dimension(cube.Schema, arguments.Text("dimension")!);
        var along = cube.Schema.Dimensions[source];
        if (target is null || target == along.Name) return new CubeValue(Applied(arguments, evaluation, cube, source, along, keepsLabels: true));
        var other = cube.Schema.IndexOf(target);
        if (other < 0)
            return new CubeValue(Applied(arguments, evaluation, cube, source, new LabelledDimension(target, DimensionType.Other, []), keepsLabels: false));
        var existing = cube.Schema.Dimensions[other];
        if (existing.Count != 1)
            ArrayResult.Tell(evaluation, $"The target dimension '{target}' has {existing.Count} labels, not one: the values that belong to each label follow "
                + "each other, first all of the first one, and are labelled 0, 1, 2 and so on.");
        return new CubeValue(Into(arguments, evaluation, cube, source, other));
    }

    /// <summary>The arrays along <paramref name="target"/>, which stands where the source dimension was.</summary>
    static RasterCube Applied(Arguments arguments, Evaluation evaluation, RasterCube cube, int source, Dimension target, bool keepsLabels)
    {
        var (program, inputs, elements) = Compile(arguments, evaluation, cube, source);
        var schema = cube.Schema;
        if (!keepsLabels || elements.Length != target.Count) schema = Bare(schema, source).With(source, Numbered(target, elements.Length));
        else if (target.Type == DimensionType.Bands && !elements.SequenceEqual(inputs))
            schema = schema with { Scales = new Dictionary<string, BandScale>() };
        var rank = schema.Dimensions.Count;
        return ArrayResult.Cube(schema, source, program, elements, [.. Enumerable.Range(0, inputs.Length).Select(i => Callbacks.At(source, i, rank))], cube);
    }

    /// <summary>The arrays along a dimension that exists; the source dimension is gone.</summary>
    static RasterCube Into(Arguments arguments, Evaluation evaluation, RasterCube cube, int source, int target)
    {
        var (program, inputs, elements) = Compile(arguments, evaluation, cube, source);
        var (existing, along) = (cube.Schema.Dimensions[target], target > source ? target - 1 : target);
        var total = Numbered(existing, checked(elements.Length * existing.Count));
        var bare = Bare(Bare(cube.Schema, target), source);
        CubeSchema Schema(Dimension dimension) => bare with
        {
            Dimensions = [.. bare.Dimensions.Select((old, i) => i == target ? dimension : old).Where((_, i) => i != source)],
        };
        var parts = Enumerable.Range(0, existing.Count).Select(label => ArrayResult.Cube(
            Schema(total.Select([.. Enumerable.Range(label * elements.Length, elements.Length)])), along, program, elements,
            [.. Enumerable.Range(0, inputs.Length).Select(i => Slot(cube.Schema.Dimensions.Count, source, i, target, along))],
            cube.Select(target, [label]))).ToList();
        return parts is [var only] ? only : new StackedCube(along, total, parts, parts[0].Schema.With(along, total));
    }

    // Both dimensions stand still: the source at an element, the target at its only label.
    static Slot Slot(int rank, int source, int element, int target, int along) => new(
        0, [.. Enumerable.Range(0, rank).Select(d => d == source || d == target ? -1 : d > source ? d - 1 : d)],
        [.. Enumerable.Range(0, rank).Select(d => d == source ? element : 0)]);

    static (ProgramBuilder Program, Value[] Inputs, ImmutableArray<Value> Elements) Compile(Arguments arguments, Evaluation evaluation, RasterCube cube,
        int source)
    {
        var (program, along) = (new ProgramBuilder(), cube.Schema.Dimensions[source]);
        var inputs = Enumerable.Range(0, along.Count).Select(_ => (Value)Callbacks.Input(program, cube.Schema)).ToArray();
        var result = evaluation.Call(arguments.Callback("process"), ("data", new ArrayValue([.. inputs], [.. along.Labels])),
            ("context", arguments["context"]));
        return (program, inputs, ArrayResult.Elements(arguments, "process", result, evaluation));
    }

    /// <summary>Without what is known of bands by name, when the dimension is that of the bands.</summary>
    static CubeSchema Bare(CubeSchema schema, int dimension) => schema.Dimensions[dimension].Type != DimensionType.Bands ? schema
        : schema with { Scales = new Dictionary<string, BandScale>(), Names = new Dictionary<string, BandNames>() };

    /// <summary>The dimension with the labels 0, 1, 2 and so on; a spatial one has no reference system any more.</summary>
    static Dimension Numbered(Dimension dimension, int count)
    {
        Dimension numbered = new LabelledDimension(dimension.Name, dimension.Type, [.. Enumerable.Range(0, count).Select(i => Value.Of((double)i))]);
        if (dimension is SpatialDimension spatial) numbered = spatial with { First = 0, Step = 1, Size = count, Crs = null };
        return numbered;
    }
}
