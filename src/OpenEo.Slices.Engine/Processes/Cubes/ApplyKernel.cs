using System.Collections.Immutable;
using OpenEo.Slices.Engine.Cubes;
using OpenEo.Slices.Engine.Faults;
using OpenEo.Slices.Engine.Graph;
using OpenEo.Slices.Engine.Kernels;
using OpenEo.Slices.Engine.Values;

namespace OpenEo.Slices.Engine.Processes.Cubes;

/// <summary>apply_kernel: weighted sums of each pixel's neighbours.</summary>
sealed class ApplyKernel : Process
{
    /// <summary>Taps beyond these are no filter any more: resample first.</summary>
    const int MaximumTaps = 1_000_000;

    public override ProcessDefinition Definition { get; } = new(
        "apply_kernel", "Filter with a kernel",
        "Computes for each pixel the sum of its neighbours along the axes `x` and `y`, each multiplied with its weight in the kernel, and multiplies the sum "
        + "with a factor. The kernel is laid over the pixels as it is, without turning it. `true` counts as 1, `false` as 0, and whatever is no finite number "
        + "as `replace_invalid`. `apply_neighborhood` does what is not a weighted sum.",
        ["cubes", "math > image filter"],
        [
            new("data", "A raster data cube.", CubeTypes.Spatial),
            new("kernel", "The weights: an array of rows (along `y`), each an array of numbers (along `x`). Rows and columns must be uneven in number.",
                Schema.Parse("""{"type":"array","subtype":"kernel","items":{"type":"array","items":{"type":"number"}}}""")),
            new Parameter("factor", "What each sum is multiplied with.", Schema.Number).Or(Value.Of(1d)),
            new Parameter("border",
                "What lies beyond the edges of the cube: a number; `replicate` for the pixel at the edge (`aaa|abcd|ddd`), `reflect` for the mirror image "
                + "(`cba|abcd|dcb`), `reflect_pixel` for the mirror image around the pixel at the edge (`dcb|abcd|cba`), `wrap` for the other side "
                + "(`bcd|abcd|abc`).",
                Schema.Parse("""[{"type":"string","enum":["replicate","reflect","reflect_pixel","wrap"]},{"type":"number"}]""")).Or(Value.Of(0d)),
            new Parameter("replace_invalid", "The number that stands in for no-data, NaN and infinite values.", Schema.Number).Or(Value.Of(0d)),
        ],
        new("The cube with the new values; all dimensions stay as they are.", CubeTypes.Spatial))
    {
        Exceptions = ImmutableSortedDictionary<string, string>.Empty
            .Add(FaultCodes.KernelDimensionsUneven, "The kernel has an even number of rows or columns."),
        Examples =
        [
            """
            {"title":"Mean of 3 by 3 pixels",
             "arguments":{"data":{"from_parameter":"data"},"kernel":[[1,1,1],[1,1,1],[1,1,1]],"factor":0.1111111111111111}}
            """,
        ],
    };

    public override Value Invoke(Arguments arguments, Evaluation evaluation)
    {
        var cube = arguments.Cube("data");
        if (cube.Schema.X is null || cube.Schema.Y is null) throw arguments.Invalid("data", "the cube has no horizontal axes x and y");
        var kernel = new Convolution(Weights(arguments), Finite(arguments, "factor"));
        var (border, outside) = arguments["border"] is StringValue { Value: var name }
            ? (Enum.Parse<Border>(name.Replace("_", "", StringComparison.Ordinal), ignoreCase: true), 0)
            : (Border.Constant, Finite(arguments, "border"));
        return new CubeValue(KernelCube.Of(cube, kernel, border, outside, Finite(arguments, "replace_invalid")));
    }

    static double[,] Weights(Arguments arguments)
    {
        var rows = arguments.Array("kernel").Items.Select(row => ((ArrayValue)row).Items).ToList();
        var width = rows.Count == 0 ? 0 : rows[0].Length;
        if (rows.Exists(row => row.Length != width)) throw arguments.Invalid("kernel", "its rows have different numbers of weights");
        if (rows.Count % 2 == 0 || width % 2 == 0)
            throw Arguments.Fault(FaultCodes.KernelDimensionsUneven,
                $"Each dimension of the kernel must have an uneven number of elements; it has {rows.Count} rows of {width}.", "kernel");
        if ((long)rows.Count * width > MaximumTaps) throw arguments.Invalid("kernel", $"it has more than {MaximumTaps} weights");
        var weights = new double[rows.Count, width];
        for (var y = 0; y < rows.Count; y++)
            for (var x = 0; x < width; x++)
                weights[y, x] = rows[y][x] is NumberValue { Value: var weight } && double.IsFinite(weight) ? weight
                    : throw arguments.Invalid("kernel", $"the weight in row {y}, column {x} must be a finite number, the same for all pixels");
        return weights;
    }

    static double Finite(Arguments arguments, string name) => arguments.Number(name) is { } number && double.IsFinite(number) ? number
        : throw arguments.Invalid(name, "expected a finite number");
}
