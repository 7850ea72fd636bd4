using OpenEo.Slices.Engine.Blocks;
using OpenEo.Slices.Engine.Cubes;
using OpenEo.Slices.Engine.Graph;
using OpenEo.Slices.Engine.Values;

namespace OpenEo.Slices.Engine.Processes.Cubes;

/// <summary>create_data_cube: a cube without dimensions.</summary>
sealed class CreateDataCube : Process
{
    public override ProcessDefinition Definition { get; } = new(
        "create_data_cube", "Create a data cube",
        "Makes a cube without dimensions: a single cell, which is no-data. `add_dimension` gives it dimensions.",
        ["cubes"], [], new("The cube without dimensions.", Schema.Cube))
    {
        Examples = ["""{"arguments":{}}"""],
    };

    public override Value Invoke(Arguments arguments, Evaluation evaluation) =>
        new CubeValue(new ConstantCube(new CubeSchema([], ElementType.Float32, double.NaN), double.NaN));
}
