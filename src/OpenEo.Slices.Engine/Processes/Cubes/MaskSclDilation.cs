using OpenEo.Slices.Engine.Cubes;
using OpenEo.Slices.Engine.Graph;
using OpenEo.Slices.Engine.Kernels;
using OpenEo.Slices.Engine.Programs;
using OpenEo.Slices.Engine.Values;

namespace OpenEo.Slices.Engine.Processes.Cubes;

/// <summary>mask_scl_dilation: a cube masked by a band of its own, the scene classification of Sentinel-2.</summary>
sealed class MaskSclDilation : Process
{
    public override ProcessDefinition Definition { get; } = new(
        "mask_scl_dilation", "Mask clouds by the scene classification",
        "Makes all bands no-data on clouds, their shadows and what is near them, by the band with the scene classification of Sentinel-2. " + SclDilation.How,
        ["cubes", "masks"],
        [
            new("data", "A cube with the band of the scene classification among its bands.", CubeTypes.SpatialWithBands),
            new Parameter("scl_band_name", "Name of the band with the scene classification.", Schema.String).Or(Value.Of("SCL")),
            .. SclDilation.Parameters,
        ],
        new("The masked cube with the same dimensions.", CubeTypes.SpatialWithBands))
    {
        Experimental = true,
        Examples = ["""{"arguments":{"data":{"from_parameter":"with_scl"},"scl_band_name":"SCL","kernel1_size":3,"kernel2_size":5}}"""],
    };

    public override Value Invoke(Arguments arguments, Evaluation evaluation)
    {
        var cube = arguments.Cube("data");
        if (Bands.Dimensions(cube.Schema) is not [var dimension, ..]) throw arguments.Invalid("data", "the cube has no bands");
        var mask = SclDilation.Mask(arguments, SclDilation.Band(arguments, cube), evaluation);
        var (program, rank) = (new ProgramBuilder(), cube.Schema.Dimensions.Count);
        var (value, where) = (Callbacks.Input(program, cube.Schema), Callbacks.Input(program, mask.Schema));
        var result = program.Emit(Ternary<Mask.Formula>.Instance, value.IsBoolean, value, where, Value.Null) with { KeepsType = true };
        return new CubeValue(MapCube.Of(Callbacks.Typed(cube.Schema, result, cube.Schema), program, result,
            [Callbacks.Same(rank), Callbacks.At(dimension, 0, rank, 1)], cube, mask));
    }
}
