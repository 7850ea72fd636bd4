using OpenEo.Slices.Engine.Cubes;
using OpenEo.Slices.Engine.Graph;
using OpenEo.Slices.Engine.Values;

namespace OpenEo.Slices.Engine.Processes.Cubes;

/// <summary>to_scl_dilation_mask: a mask of clouds and what is near them, from the scene classification of Sentinel-2.</summary>
sealed class ToSclDilationMask : Process
{
    public override ProcessDefinition Definition { get; } = new(
        "to_scl_dilation_mask", "Mask of clouds from the scene classification",
        "Makes a mask of the scene classification of Sentinel-2 that is `true` on clouds, their shadows and what is near them, for use with `mask`. "
        + SclDilation.How,
        ["cubes", "masks"],
        [
            new("data", "A cube with the scene classification as its only band, or with the band that `scl_band_name` names.", CubeTypes.Spatial),
            .. SclDilation.Parameters,
            new Parameter("scl_band_name", "Name of the band with the scene classification; matters only when there are several bands.", Schema.String)
                .Or(Value.Of("SCL")),
        ],
        new("A cube of booleans with the dimensions of the data and the one band.", CubeTypes.Spatial))
    {
        Experimental = true,
        Examples =
        [
            """{"arguments":{"data":{"from_parameter":"scl"},"kernel1_size":17,"kernel2_size":77,"erosion_kernel_size":3}}""",
        ],
    };

    public override Value Invoke(Arguments arguments, Evaluation evaluation) =>
        new CubeValue(SclDilation.Mask(arguments, SclDilation.Band(arguments, arguments.Cube("data")), evaluation));
}
