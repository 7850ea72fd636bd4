using System.Collections.Immutable;
using OpenEo.Slices.Engine.Blocks;
using OpenEo.Slices.Engine.Cubes;
using OpenEo.Slices.Engine.Faults;
using OpenEo.Slices.Engine.Graph;
using OpenEo.Slices.Engine.Kernels;
using OpenEo.Slices.Engine.Processes.Comparison;
using OpenEo.Slices.Engine.Programs;
using OpenEo.Slices.Engine.Values;

namespace OpenEo.Slices.Engine.Processes.Cubes;

/// <summary>resample_cube_temporal: the dates of another cube, each with the nearest values.</summary>
sealed class ResampleCubeTemporal : Process
{
    public override ProcessDefinition Definition { get; } = new(
        "resample_cube_temporal", "Resample to the dates of another cube",
        "Gives a cube the dates of another one. Each date gets the values of the nearest date that there is, the earlier one of two that are equally "
        + "near. With "
        + "`valid_within` each pixel gets its nearest valid value that is less than so many days away, or no-data. Values may occur several times or not "
        + "at all.",
        ["cubes", "reproject"],
        [
            new("data", "A data cube with time.", CubeTypes.Temporal),
            new("target", "The cube whose dates are taken; its values do not matter.", CubeTypes.Temporal),
            new Parameter("dimension", "Name of the temporal dimension, which must be in both cubes. By default all temporal dimensions that both have are "
                + "resampled.", Schema.StringOrNull).OrNull(),
            new Parameter("valid_within", "Days within which to look for a valid value. By default the nearest value is taken, valid or not.",
                Schema.NumberOrNull).OrNull(),
        ],
        new("The cube with the dates of the target; all else stays as it is.", CubeTypes.Temporal))
    {
        Exceptions = ImmutableSortedDictionary<string, string>.Empty
            .Add(FaultCodes.DimensionMismatch, "The cubes have no temporal dimension in common, or the named one is not temporal in both.")
            .Add(FaultCodes.DimensionNotAvailable, "A dimension with the given name does not exist."),
        Examples = ["""{"arguments":{"data":{"from_parameter":"data"},"target":{"from_parameter":"target"},"valid_within":7}}"""],
    };

    public override Value Invoke(Arguments arguments, Evaluation evaluation)
    {
        var (cube, target, within) = (arguments.Cube("data"), arguments.Cube("target").Schema, arguments.Number("valid_within"));
        if (within is double.NaN or < 0) throw arguments.Invalid("valid_within", "expected days, 0 or more");
        foreach (var name in Names(arguments, cube.Schema, target)) cube = Resample(arguments, cube, cube.Schema.IndexOf(name), target, within);
        return new CubeValue(cube);
    }

    static List<string> Names(Arguments arguments, CubeSchema data, CubeSchema target)
    {
        bool IsTemporal(CubeSchema schema, string name) => schema.Dimensions[schema.IndexOf(name)].Type == DimensionType.Temporal;
        if (arguments.Text("dimension") is { } named)
        {
            Callbacks.Dimension(data, named);
            Callbacks.Dimension(target, named);
            return IsTemporal(data, named) && IsTemporal(target, named) ? [named] : throw Mismatch($"The dimension '{named}' is not temporal in both cubes.");
        }
        List<string> common = [.. data.Dimensions.Select(dimension => dimension.Name).Where(name => target.IndexOf(name) >= 0 && IsTemporal(data, name)
            && IsTemporal(target, name))];
        return common.Count > 0 ? common : throw Mismatch("The cubes have no temporal dimension of the same name.");
    }

    static ProcessGraphException Mismatch(string what) => Arguments.Fault(FaultCodes.DimensionMismatch, what, "dimension");

    static RasterCube Resample(Arguments arguments, RasterCube cube, int dimension, CubeSchema target, double? within)
    {
        var along = cube.Schema.Dimensions[dimension];
        var wanted = target.Dimensions[target.IndexOf(along.Name)];
        var (from, to) = (arguments.Instants("data", along), arguments.Instants("target", wanted));
        if (from.Length == 0 || to.Length == 0) throw arguments.Invalid(from.Length == 0 ? "data" : "target", "the cube has no dates");
        var labels = new LabelledDimension(along.Name, DimensionType.Temporal, [.. wanted.Labels]);
        // Nearest first; of two equally near ones the earlier.
        var order = to.Select(instant => Enumerable.Range(0, from.Length).OrderBy(i => (from[i] - instant).Duration()).ThenBy(i => from[i]).ToArray()).ToList();
        if (within is not { } days)
        {
            var chosen = cube.Select(dimension, [.. order.Select(nearest => nearest[0])]);
            return RelabelledCube.Of(chosen.Schema.With(dimension, labels), chosen);
        }
        if (cube.Schema.NoData is null) cube = Conversions.To(cube, cube.Schema.Element.Arithmetic, double.NaN);
        var parts = new List<RasterCube>();
        for (var k = 0; k < to.Length; k++)
        {
            int[] near = [.. order[k].Where(i => (from[i] - to[k]).Duration().TotalDays is var distance && (distance < days || distance == 0))];
            parts.Add(Nearest(cube, dimension, near, cube.Schema.With(dimension, labels.Select([k]))));
        }
        return new StackedCube(dimension, labels, parts, cube.Schema.With(dimension, labels));
    }

    /// <summary>The first valid value of some labels.</summary>
    static RasterCube Nearest(RasterCube cube, int dimension, int[] near, CubeSchema schema)
    {
        if (near.Length == 0) return new ConstantCube(schema, schema.NoData!.Value);
        var (program, rank) = (new ProgramBuilder(), schema.Dimensions.Count);
        Value[] values = [.. near.Select(_ => Valid(program, Callbacks.Input(program, cube.Schema), cube.Schema))];
        var value = values is [var only] ? only : program.Emit(FirstValid.Instance, ((LaneValue)values[0]).IsBoolean, values);
        return MapCube.Of(schema, program, value, [.. near.Select(i => Callbacks.At(dimension, i, rank))], cube);
    }

    /// <summary>Infinite values are as little valid as no-data; only float cubes have them.</summary>
    static LaneValue Valid(ProgramBuilder program, LaneValue value, CubeSchema schema) => !schema.Element.IsFloat ? value
        : program.Emit(KeepWhere.Instance, isBoolean: false, program.Emit(Unary<IsValid.Formula>.Instance, isBoolean: true, value), value);
}
