using OpenEo.Slices.Engine.Cubes;
using OpenEo.Slices.Engine.Faults;
using OpenEo.Slices.Engine.Graph;
using OpenEo.Slices.Engine.Programs;
using OpenEo.Slices.Engine.Values;

namespace OpenEo.Slices.Engine.Processes.Cubes;

/// <summary>Some labels of a dimension (by position) that become one label.</summary>
sealed record Group(IReadOnlyList<int> Members, Value Label)
{
    /// <summary>
    /// The cube with one label a group along a dimension, each the value of a child process for its members. A window reads the members of its own groups only;
    /// groups without members are evaluated once.
    /// </summary>
    public static RasterCube Aggregate(RasterCube cube, int dimension, IReadOnlyList<Group> groups, CallbackValue reducer, Value context, Evaluation evaluation)
    {
        var (schema, along) = (cube.Schema, cube.Schema.Dimensions[dimension]);
        var empty = groups.Any(group => group.Members.Count == 0) ? evaluation.Call(reducer, ("data", new ArrayValue([], [])), ("context", context)) : null;
        if (empty is not (null or NumberValue or BooleanValue or NullValue))
            throw Arguments.Fault(FaultCodes.ProcessGraphInvalid,
                $"A {empty.TypeName} cannot be the value of a pixel: numbers, booleans and no-data can.", "reducer");
        var compiled = new List<(ProgramBuilder Program, Value Value, CubeSchema Type)?>();
        foreach (var group in groups)
        {
            if (group.Members.Count == 0)
            {
                compiled.Add(null);
                continue;
            }
            var program = new ProgramBuilder();
            var items = group.Members.Select(_ => (Value)Callbacks.Input(program, schema)).ToArray();
            var value = evaluation.Call(reducer, ("data", new ArrayValue([.. items], [.. group.Members.Select(along.Label)])), ("context", context));
            compiled.Add((program, value, Callbacks.Typed(schema, value, schema)));
        }
        var types = compiled.OfType<(ProgramBuilder Program, Value Value, CubeSchema Type)>().Select(entry => entry.Type).ToList();
        if (empty is not (null or NullValue) || types.Count == 0) types.Add(Callbacks.Typed(schema, empty ?? Value.Null, schema));
        var (element, noData) = Conversions.Common(types, empty is NullValue);
        if (types.Exists(type => type.Scales.Count == 0)) schema = schema with { Scales = new Dictionary<string, BandScale>() };
        var all = new LabelledDimension(along.Name, along.Type, [.. groups.Select(group => group.Label)]);
        return Stack(cube, dimension, groups, schema.With(element, noData).With(dimension, all), compiled, Constant(empty, noData));
    }

    static RasterCube Stack(
        RasterCube cube, int dimension, IReadOnlyList<Group> groups, CubeSchema result, List<(ProgramBuilder Program, Value Value, CubeSchema Type)?> compiled,
        double constant)
    {
        var parts = new List<RasterCube>();
        for (int start = 0, end; start < groups.Count; start = end)
        {
            // Neighbours without members are one part.
            for (end = start + 1; compiled[start] is null && end < groups.Count && compiled[end] is null;) end++;
            var part = result.With(dimension, result.Dimensions[dimension].Select([.. Enumerable.Range(start, end - start)]));
            parts.Add(compiled[start] is { } entry ? Reduced(cube, dimension, groups[start], part, entry.Program, entry.Value)
                : new ConstantCube(part, constant));
        }
        return parts.Count == 1 ? parts[0] : new StackedCube(dimension, result.Dimensions[dimension], parts, result);
    }

    static RasterCube Reduced(RasterCube cube, int dimension, Group group, CubeSchema part, ProgramBuilder program, Value value)
    {
        var members = Alignment.Choose(cube, dimension, group.Members);
        return MapCube.Of(part, program, value,
            [.. Enumerable.Range(0, group.Members.Count).Select(i => Callbacks.At(dimension, i, part.Dimensions.Count))], members);
    }

    static double Constant(Value? value, double? noData) => value switch
    {
        NumberValue number => number.Value,
        BooleanValue boolean => boolean.Value ? 1 : 0,
        _ => noData ?? 0,
    };
}
