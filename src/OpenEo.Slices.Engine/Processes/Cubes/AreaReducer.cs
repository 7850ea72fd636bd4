using OpenEo.Slices.Engine.Blocks;
using OpenEo.Slices.Engine.Cubes;
using OpenEo.Slices.Engine.Faults;
using OpenEo.Slices.Engine.Graph;
using OpenEo.Slices.Engine.Programs;
using OpenEo.Slices.Engine.Processes.Reducers;
using OpenEo.Slices.Engine.Values;

namespace OpenEo.Slices.Engine.Processes.Cubes;

/// <summary>A child process that makes one value of all pixels of an area, which may be many: not each of them can have a lane of its own.</summary>
static class AreaReducer
{
    // A lone reducer gets numbers; other child processes get values, which take more memory.
    const long MostNumbers = 64L << 20, MostValues = 4L << 20;

    /// <summary>A cube of areas, each reduced to a value.</summary>
    /// <param name="cube">The cube that is cut into areas.</param>
    /// <param name="schema">The result's dimensions: areas in place of pixels.</param>
    /// <param name="pieces">How the cube is cut.</param>
    /// <param name="arguments">With <c>reducer</c> and <c>context</c>.</param>
    /// <param name="evaluation">What calls the child process.</param>
    public static RasterCube Reduce(RasterCube cube, CubeSchema schema, Pieces pieces, Arguments arguments, Evaluation evaluation)
    {
        var (reducer, context) = (arguments.Callback("reducer"), arguments["context"]);
        var lone = Lone(reducer, evaluation);
        if ((long)pieces.Width * pieces.Height is var cells && cells > (lone is null ? MostValues : MostNumbers))
            throw Arguments.Fault(FaultCodes.ProcessGraphComplexity,
                $"An area has {cells} pixels. A lone reducer can get {MostNumbers} at most, a child process of several nodes {MostValues}. "
                + "Make the area smaller or the pixels larger first.", "reducer");
        var services = evaluation.Services with { Log = null };
        return new AreaCube(Typed(cube.Schema, schema, reducer, context, evaluation), cube, pieces,
            lone ?? (numbers => Called(reducer, context, numbers, cube.Schema.Element == ElementType.Boolean, services)));
    }

    /// <summary>The schema with the type of what a child process makes of pixels of another one.</summary>
    public static CubeSchema Typed(CubeSchema pixels, CubeSchema schema, CallbackValue reducer, Value context, Evaluation evaluation)
    {
        var program = new ProgramBuilder();
        var sample = evaluation.Call(reducer, ("data", new ArrayValue([Callbacks.Input(program, pixels), Callbacks.Input(program, pixels)])),
            ("context", context));
        _ = program.Lane(sample);
        return Callbacks.Typed(schema, sample, pixels);
    }

    /// <summary>What a child graph of a single reducer makes of numbers; null for other child graphs.</summary>
    static Func<double[], double>? Lone(CallbackValue reducer, Evaluation evaluation)
    {
        if (reducer.Graph.Nodes is not [var node] || evaluation.Services.User.Find(node.Process, node.Namespace) is not Reducer process) return null;
        if (node.Arguments.GetValueOrDefault("data") is not Argument.FromParameter { Name: "data" }) return null;
        var ignore = true;
        if (node.Arguments.TryGetValue("ignore_nodata", out var argument))
        {
            if (argument is not Argument.Constant { Value: BooleanValue given }) return null;
            ignore = given.Value;
        }
        return numbers =>
        {
            var valid = Array.FindAll(numbers, number => !double.IsNaN(number));
            return !ignore && valid.Length < numbers.Length ? double.NaN : process.OfMany(valid) ?? double.NaN;
        };
    }

    static double Called(CallbackValue reducer, Value context, double[] numbers, bool booleans, EvaluationServices services)
    {
        Value Item(double number) => double.IsNaN(number) ? Value.Null : booleans ? Value.Of(number != 0) : Value.Of(number);
        return new Evaluation(services).Call(reducer, ("data", new ArrayValue([.. numbers.Select(Item)])), ("context", context)) switch
        {
            NumberValue number => number.Value,
            BooleanValue boolean => boolean.Value ? 1 : 0,
            _ => double.NaN,
        };
    }
}
