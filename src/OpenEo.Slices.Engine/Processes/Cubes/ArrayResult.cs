using System.Collections.Immutable;
using OpenEo.Slices.Engine.Cubes;
using OpenEo.Slices.Engine.Faults;
using OpenEo.Slices.Engine.Graph;
using OpenEo.Slices.Engine.Programs;
using OpenEo.Slices.Engine.Values;

namespace OpenEo.Slices.Engine.Processes.Cubes;

/// <summary>What a child process returns when an array is wanted, and the cube that its elements make along a dimension.</summary>
static class ArrayResult
{
    /// <summary>
    /// The elements. A lone value counts as an array of one, and arrays in the array are put in line; the log tells so.
    /// </summary>
    /// <exception cref="ProcessGraphException"><c>ProcessParameterInvalid</c>: no elements, or ones that cannot be values of pixels.</exception>
    public static ImmutableArray<Value> Elements(Arguments arguments, string process, Value result, Evaluation evaluation)
    {
        if (result is not ArrayValue array)
        {
            if (!IsPixel(result)) throw arguments.Invalid(process, $"the child process must return an array, not {Schema.Show(result)}");
            Tell(evaluation, "The child process returns a single value instead of an array: it is taken as an array of one element.");
            return [result];
        }
        if (array.Items.Any(item => item is ArrayValue))
            Tell(evaluation, "The child process returns an array with arrays in it: their elements are put one after the other.");
        ImmutableArray<Value> items = [.. Flat(array)];
        if (items.IsEmpty) throw arguments.Invalid(process, "the child process must return at least one element");
        return items.FirstOrDefault(item => !IsPixel(item)) is { } other
            ? throw arguments.Invalid(process, $"the child process returns {Schema.Show(other)} for a pixel: numbers, booleans and no-data can be stored")
            : items;
    }

    /// <summary>The cube of elements along a dimension of <paramref name="result"/>, whose other dimensions are those that the slots run along.</summary>
    public static RasterCube Cube(CubeSchema result, int along, ProgramBuilder program, ImmutableArray<Value> elements, IReadOnlyList<Slot> slots,
        RasterCube cube) => MapCube.OfArray(Typed(result, elements, cube.Schema), along, program, elements, slots, cube);

    /// <summary>The schema with the element type and no-data that hold every element.</summary>
    public static CubeSchema Typed(CubeSchema result, ImmutableArray<Value> elements, CubeSchema source)
    {
        var types = elements.Select(element => Callbacks.Typed(result, element, source)).ToList();
        var (type, noData) = Conversions.Common(types, gaps: false);
        if (types.Exists(one => one.Scales.Count == 0)) result = result with { Scales = new Dictionary<string, BandScale>() };
        return result.With(type, noData);
    }

    /// <summary>Says something of the node in the run's log.</summary>
    public static void Tell(Evaluation evaluation, string what) =>
        evaluation.Services.Log?.Log(LogSeverity.Warning, what, evaluation.Node is { Length: > 0 } node ? node : null);

    static bool IsPixel(Value value) => value is LaneValue or NumberValue or BooleanValue or NullValue;

    static IEnumerable<Value> Flat(ArrayValue array) => array.Items.SelectMany(item => item is ArrayValue inner ? Flat(inner) : [item]);
}
