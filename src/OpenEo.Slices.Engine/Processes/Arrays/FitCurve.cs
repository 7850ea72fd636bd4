using OpenEo.Slices.Engine.Graph;
using OpenEo.Slices.Engine.Programs;
using OpenEo.Slices.Engine.Values;

namespace OpenEo.Slices.Engine.Processes.Arrays;

/// <summary>fit_curve: the parameters with which a model fits values best.</summary>
sealed class FitCurve : Process
{
    public override ProcessDefinition Definition { get; } = new(
        "fit_curve", "Fit a curve",
        "Finds the parameters of a model function with which it comes nearest to the values of an array, by least squares (Levenberg and Marquardt). "
        + "The labels "
        + "of the array are the values of `x`: numbers, or dates as seconds since the beginning of 1970. The search begins with the given parameters and "
        + "finds the "
        + "best ones in their neighbourhood. With fewer values than parameters, or where the search leads nowhere, all parameters are no-data.",
        ["arrays", "math"],
        [
            new("data", "A labelled array of values.", Schema.Parse("""{"type":"array","subtype":"labeled-array","items":{"type":"number"}}""").Lenient()),
            new("parameters", "First guesses, as many as the model has parameters.",
                Schema.Parse("""{"type":"array","minItems":1,"items":{"type":"number"}}""")),
            new("function", "The model. It gets `x` and the array of parameters and returns the value of the curve there.", Function("""["number","null"]""")),
            new Parameter("ignore_nodata", "Whether no-data values are left out (the default). If `false`, a single one makes all parameters no-data.",
                Schema.Boolean).Or(Value.True),
        ],
        new("The parameters of the best curve.", Schema.Parse("""{"type":"array","minItems":1,"items":{"type":"number"}}""")))
    {
        Experimental = true,
        Examples =
        [
            """
            {"title":"A trend for each pixel","arguments":{"data":[1,3,5,7],"parameters":[0,1],"function":{"process_graph":{
              "a":{"process_id":"array_element","arguments":{"data":{"from_parameter":"parameters"},"index":0}},
              "b":{"process_id":"array_element","arguments":{"data":{"from_parameter":"parameters"},"index":1}},
              "m":{"process_id":"multiply","arguments":{"x":{"from_node":"b"},"y":{"from_parameter":"x"}}},
              "s":{"process_id":"add","arguments":{"x":{"from_node":"a"},"y":{"from_node":"m"}},"result":true}}}}}
            """,
        ],
    };

    /// <summary>The schema of a model function.</summary>
    internal static Schema Function(string x) => Schema.Callback(
        new("The value of the curve.", Schema.Number),
        new Parameter("x", "Where on the curve.", Schema.Parse("{\"type\":" + x + "}")),
        new Parameter("parameters", "The parameters of the model.", Schema.Parse("""{"type":"array","minItems":1,"items":{"type":"number"}}""")));

    public override Value Invoke(Arguments arguments, Evaluation evaluation)
    {
        var (data, ignore) = (arguments.Array("data"), arguments.Boolean("ignore_nodata") ?? true);
        double[] guess = [.. arguments.Array("parameters").Items.Select(item => item is NumberValue { Value: var number } && double.IsFinite(number) ? number
            : throw arguments.Invalid("parameters", "first guesses must be finite numbers, the same for all pixels"))];
        double[] x = [.. Enumerable.Range(0, data.Items.Length).Select(i => data.Labels is { } labels ? Place(arguments, labels[i]) : i)];
        var model = new CurveModel(arguments.Callback("function"), guess, evaluation);
        if (ProgramBuilder.Of(data.Items.AsSpan()) is { } program)
            return new ArrayValue([.. program.Emit(new CurveModel.Kernel(model, x, ignore), guess.Length, isBoolean: false, data.Items.AsSpan())]);
        int[] valid = [.. Enumerable.Range(0, x.Length).Where(i => data.Items[i] is NumberValue { Value: var number } && double.IsFinite(number))];
        var result = new double[guess.Length];
        var usable = (ignore || valid.Length == x.Length) && model.Rent(Math.Max(x.Length, 1))
            .Fit([.. valid.Select(i => x[i])], [.. valid.Select(i => ((NumberValue)data.Items[i]).Value)], result);
        return new ArrayValue([.. result.Select(parameter => usable ? Value.Of(parameter) : Value.Null)]);
    }

    static double Place(Arguments arguments, Value label) => CurveModel.X(label) is var x && double.IsFinite(x) ? x
        : throw arguments.Invalid("data", $"the label {Schema.Show(label)} is neither a number nor a date");
}
