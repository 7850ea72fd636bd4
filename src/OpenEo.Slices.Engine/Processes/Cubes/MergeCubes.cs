using System.Collections.Immutable;
using OpenEo.Slices.Engine.Cubes;
using OpenEo.Slices.Engine.Faults;
using OpenEo.Slices.Engine.Graph;
using OpenEo.Slices.Engine.Values;

namespace OpenEo.Slices.Engine.Processes.Cubes;

/// <summary>merge_cubes: the labels of two cubes in one.</summary>
sealed class MergeCubes : Process
{
    public override ProcessDefinition Definition { get; } = new(
        "merge_cubes", "Merge two data cubes",
        "Joins two raster cubes into one that has the labels of both. Dimensions are the same when they have the same name; they must then be of the same "
        + "type. "
        + "Where both cubes have a value, the overlap resolver makes one of the two. A cube that lacks a dimension counts for all labels of it, so that every "
        + "cell overlaps. Labels of spatial and temporal dimensions are sorted; in other dimensions the new labels of the second cube follow those of the "
        + "first. Cells that "
        + "are in neither cube are no-data. When the two pixel grids differ, the second cube is resampled (nearest neighbour) to the grid of the first.",
        ["cubes"],
        [
            new("cube1", "The first cube.", Schema.Cube),
            new("cube2", "The second cube.", Schema.Cube),
            new Parameter("overlap_resolver", "A child process that makes one value of two, such as `max`. Needed when the cubes overlap.", Schema.Callback(
                new("The value of the merged cube.", Schema.Any),
                new Parameter("x", "The value of the first cube.", Schema.Any), new Parameter("y", "The value of the second cube.", Schema.Any),
                Callbacks.Context)).OrNull(),
            Callbacks.Context,
        ],
        new("The merged cube.", Schema.Cube))
    {
        Exceptions = ImmutableSortedDictionary<string, string>.Empty
        .Add(FaultCodes.OverlapResolverMissing, "The cubes overlap and no overlap resolver is given."),
        Examples =
        [
            """
            {"arguments":{"cube1":{"from_parameter":"data"},"cube2":{"from_parameter":"one_band"},
              "overlap_resolver":{"process_graph":{"c":{"process_id":"max","arguments":{"data":[{"from_parameter":"x"},{"from_parameter":"y"}]},
              "result":true}}}}}
            """,
        ],
    };

    public override Value Invoke(Arguments arguments, Evaluation evaluation)
    {
        if (ReferenceEquals(arguments.Cube("cube1"), arguments.Cube("cube2")) && arguments["overlap_resolver"] is NullValue)
        {
            evaluation.Warn("'cube1' and 'cube2' of 'merge_cubes' are the same cube, and there is no 'overlap_resolver'; the result is that cube.");
            return arguments["cube1"];
        }
        var (first, second) = (arguments.Cube("cube1"), Fit(arguments, evaluation));
        return new CubeValue(new CubeMerge(first, second).Cube((program, x, y) => arguments["overlap_resolver"] is CallbackValue resolver
            ? evaluation.Call(resolver, ("x", x), ("y", y), ("context", arguments["context"]))
            : throw Arguments.Fault(FaultCodes.OverlapResolverMissing, "Overlapping data cubes, but no overlap resolver has been specified.",
                "overlap_resolver")));
    }

    /// <summary>The second cube on the first one's grid, with its axes in the same direction.</summary>
    static RasterCube Fit(Arguments arguments, Evaluation evaluation)
    {
        var first = arguments.Cube("cube1");
        var second = Alignment.Onto(first.Schema, arguments.Cube("cube2"), evaluation.Services.Rasters);
        foreach (var mine in first.Schema.Dimensions)
        {
            var index = second.Schema.IndexOf(mine);
            if (index < 0) continue;
            if (second.Schema.Dimensions[index].Type != mine.Type)
                throw arguments.Invalid("cube2", $"the dimension '{mine.Name}' is of another type than in the first cube");
            if (mine is not SpatialDimension axis || second.Schema.Dimensions[index] is not SpatialDimension other) continue;
            if (Alignment.Positions(axis, other) is null)
                throw arguments.Invalid("cube2", $"the axis '{mine.Name}' is not on the first cube's grid; resample it first");
            if (other.Size > 1 && axis.Size > 1 && Math.Sign(axis.Step) != Math.Sign(other.Step))
                second = second.Select(index, [.. Enumerable.Range(0, other.Size).Reverse()]);
        }
        return second;
    }
}
