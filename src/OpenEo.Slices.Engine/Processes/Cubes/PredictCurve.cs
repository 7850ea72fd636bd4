using OpenEo.Slices.Engine.Cubes;
using OpenEo.Slices.Engine.Graph;
using OpenEo.Slices.Engine.Processes.Arrays;
using OpenEo.Slices.Engine.Programs;
using OpenEo.Slices.Engine.Values;

namespace OpenEo.Slices.Engine.Processes.Cubes;

/// <summary>predict_curve: values of a curve whose parameters are in a cube.</summary>
sealed class PredictCurve : Process
{
    public override ProcessDefinition Definition { get; } = new(
        "predict_curve", "Values of fitted curves",
        "Computes the values of a model function at given labels, with the parameters that a cube holds for each pixel. The parameters lie along the "
        + "dimension that "
        + "is named, as `apply_dimension` with `fit_curve` leaves them; or, when there is no dimension of that name, along the only one of type `other`. The "
        + "values take their place. Dates are seconds since the beginning of 1970 for the model. Labels must be given: there are no values in the cube "
        + "whose gaps "
        + "could be filled.",
        ["cubes", "math"],
        [
            new("parameters", "A cube with the parameters of the curves.", Schema.Cube),
            new("function", "The model. It gets `x` and the array of parameters and returns the value of the curve there.", FitCurve.Function("\"number\"")),
            new("dimension", "Name of the dimension along which the values lie.", Schema.String),
            new Parameter("labels", "The labels to compute values for: numbers or dates.", Schema.Parse("""
                [{"type":"null"},{"type":"array","uniqueItems":true,"items":{"anyOf":[{"type":"number"},{"type":"string","format":"date","subtype":"date"},
                 {"type":"string","format":"date-time","subtype":"date-time"}]}}]
                """)).OrNull(),
        ],
        new("The cube with the values.", Schema.Cube))
    {
        Experimental = true,
        Examples =
        [
            """
            {"arguments":{"parameters":{"from_parameter":"parameters"},"dimension":"t","labels":[0,1,2],"function":{"process_graph":{
              "a":{"process_id":"array_element","arguments":{"data":{"from_parameter":"parameters"},"index":0}},
              "b":{"process_id":"array_element","arguments":{"data":{"from_parameter":"parameters"},"index":1}},
              "m":{"process_id":"multiply","arguments":{"x":{"from_node":"b"},"y":{"from_parameter":"x"}}},
              "s":{"process_id":"add","arguments":{"x":{"from_node":"a"},"y":{"from_node":"m"}},"result":true}}}}}
            """,
        ],
    };

    public override Value Invoke(Arguments arguments, Evaluation evaluation)
    {
        var (cube, name) = (arguments.Cube("parameters"), arguments.Text("dimension")!);
        if (arguments["labels"] is not ArrayValue { Items: { Length: > 0 } labels })
            throw arguments.Invalid("labels", "labels are needed: the cube holds parameters, and no values whose gaps could be filled");
        var along = Along(arguments, cube.Schema, name);
        var program = new ProgramBuilder();
        var parameters = Enumerable.Range(0, cube.Schema.Dimensions[along].Count).Select(_ => (Value)Callbacks.Input(program, cube.Schema)).ToArray();
        var values = labels.Select(label => CurveModel.X(label) is var x && double.IsFinite(x)
            ? evaluation.Call(arguments.Callback("function"), ("x", Value.Of(x)), ("parameters", new ArrayValue([.. parameters])))
            : throw arguments.Invalid("labels", $"{Schema.Show(label)} is neither a number nor a date"));
        var elements = ArrayResult.Elements(arguments, "function", new ArrayValue([.. values]), evaluation);
        if (elements.Length != labels.Length) throw arguments.Invalid("function", "the model must return one number");
        var type = labels.All(label => label is StringValue) ? DimensionType.Temporal : DimensionType.Other;
        var schema = cube.Schema.With(along, new LabelledDimension(name, type, [.. labels])) with
        {
            Scales = new Dictionary<string, BandScale>(),
        };
        return new CubeValue(ArrayResult.Cube(schema, along, program, elements,
            [.. Enumerable.Range(0, parameters.Length).Select(i => Callbacks.At(along, i, schema.Dimensions.Count))], cube));
    }

    static int Along(Arguments arguments, CubeSchema schema, string name)
    {
        if (schema.IndexOf(name) is >= 0 and var named) return named;
        int[] others = [.. Enumerable.Range(0, schema.Dimensions.Count).Where(d => schema.Dimensions[d].Type == DimensionType.Other)];
        return others is [var only] ? only : throw arguments.Invalid("parameters",
            $"along which dimension the parameters lie cannot be told: there is none named '{name}', and {others.Length} of type other");
    }
}
