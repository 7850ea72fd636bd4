using OpenEo.Slices.Engine.Cubes;
using OpenEo.Slices.Engine.Graph;
using OpenEo.Slices.Engine.Programs;
using OpenEo.Slices.Engine.Values;

namespace OpenEo.Slices.Engine.Processes.Cubes;

/// <summary>apply: a child process computes each cell anew from its value.</summary>
sealed class Apply : Process
{
    public override ProcessDefinition Definition { get; } = new(
        "apply", "Compute every value anew",
        "Calls a child process for every single value of the cube and puts what it returns in the value's place. Dimensions stay as they are.",
        ["cubes"],
        [
            new("data", "A data cube.", Schema.Cube),
            new("process", "The child process, for example `absolute`. It gets one value and returns one value.", Schema.Callback(
                new("The new value.", Schema.Any), new Parameter("x", "The value of the cell.", Schema.Any), Callbacks.Context)),
            Callbacks.Context,
        ],
        new("A cube of the same dimensions with the new values.", Schema.Cube))
    {
        Examples =
        [
            """
            {"arguments":{"data":{"from_parameter":"data"},"process":{"process_graph":{"c":{"process_id":"linear_scale_range",
              "arguments":{"x":{"from_parameter":"x"},"inputMin":0,"inputMax":500},"result":true}}}}}
            """,
        ],
    };

    public override Value Invoke(Arguments arguments, Evaluation evaluation)
    {
        var cube = arguments.Cube("data");
        var program = new ProgramBuilder();
        var value = evaluation.Call(arguments.Callback("process"), ("x", Callbacks.Input(program, cube.Schema)), ("context", arguments["context"]));
        var schema = Callbacks.Typed(cube.Schema, value, cube.Schema);
        return new CubeValue(MapCube.Of(schema, program, value, [Callbacks.Same(cube.Schema.Dimensions.Count)], cube));
    }
}
