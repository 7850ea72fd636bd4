using System.Numerics;
using OpenEo.Slices.Engine.Blocks;
using OpenEo.Slices.Engine.Cubes;
using OpenEo.Slices.Engine.Graph;
using OpenEo.Slices.Engine.Kernels;
using OpenEo.Slices.Engine.Programs;
using OpenEo.Slices.Engine.Values;

namespace OpenEo.Slices.Engine.Processes.Cubes;

/// <summary>
/// The mask that two processes make of the scene classification of Sentinel-2: pixels of some classes, grown by a Gaussian kernel. A first part is what is in
/// none of the classes to keep, a second part what is in the classes to mask, grown farther.
/// </summary>
static class SclDilation
{
    // What a grown mask must reach to count. Thresholds and width of the Gaussian (a sixth of the kernel) are those that the masks of this name have elsewhere.
    const double FirstThreshold = 0.057, SecondThreshold = 0.025;
    const double SigmasInKernel = 6;

    static readonly Schema Classes = Schema.Parse("""{"type":"array","items":{"type":"number"}}""");
    static readonly Schema Size = Schema.Parse("""{"type":"integer","minimum":0,"maximum":1001}""");

    /// <summary>How the mask is made, in a sentence or two.</summary>
    public const string How = "The mask has two parts. The first marks what is in none of `mask1_values` (no-data too), the second what is in `mask2_values`. "
        + "Both are first shrunk by a square of `erosion_kernel_size` pixels, which removes small objects, and then grown by a Gaussian kernel of "
        + "`kernel1_size` and `kernel2_size` pixels (standard deviation a sixth of the size; marked is where the kernel's weighted mean is more than 0.057 and "
        + "0.025). Beyond the edges of the cube nothing is marked. Sizes are in pixels of the cube: usually of 20 m.";

    /// <summary>The parameters that say how the mask is made.</summary>
    public static Parameter[] Parameters { get; } =
    [
        new Parameter("erosion_kernel_size", "Size of the square by which the marked areas are shrunk first; 0 for none.", Size).Or(Value.Of(0d)),
        new Parameter("mask1_values", "Classes that the first part leaves unmarked.", Classes).Or(Numbers(2, 4, 5, 6, 7)),
        new Parameter("mask2_values", "Classes that the second part marks.", Classes).Or(Numbers(3, 8, 9, 10, 11)),
        new Parameter("kernel1_size", "Size of the kernel that grows the first part; 0 for none.", Size).Or(Value.Of(17d)),
        new Parameter("kernel2_size", "Size of the kernel that grows the second part; 0 for none.", Size).Or(Value.Of(201d)),
    ];

    /// <summary>The mask of a cube of classes: true is masked.</summary>
    public static RasterCube Mask(Arguments arguments, RasterCube classes, Evaluation evaluation)
    {
        if (classes.Schema.X is null || classes.Schema.Y is null) throw arguments.Invalid("data", "the cube has no horizontal axes x and y");
        var erosion = Uneven(arguments, "erosion_kernel_size", evaluation);
        var first = Grown(Eroded(Marked(arguments, "mask1_values", classes, inside: false), erosion), Uneven(arguments, "kernel1_size", evaluation),
            FirstThreshold);
        var second = Grown(Eroded(Marked(arguments, "mask2_values", classes, inside: true), erosion), Uneven(arguments, "kernel2_size", evaluation),
            SecondThreshold);
        return Combined(first, second, program => (a, b) => program.Emit(Binary<Either>.Instance, isBoolean: true, a, b));
    }

    /// <summary>The band of a cube that holds the classes; the cube itself when it has no bands.</summary>
    public static RasterCube Band(Arguments arguments, RasterCube cube)
    {
        var name = arguments.Text("scl_band_name")!;
        if (Bands.Dimensions(cube.Schema) is not [var dimension, ..]) return cube;
        var bands = cube.Schema.Dimensions[dimension];
        if (Bands.Named(cube.Schema, bands, name) is [var only]) return cube.Select(dimension, [only]);
        return bands.Count == 1 ? cube
            : throw arguments.Invalid("data", $"which band holds the scene classification cannot be told: there is no band '{name}' among "
                + $"{Bands.List(cube.Schema, bands)}. Filter the band or name it as 'scl_band_name'");
    }

    static ArrayValue Numbers(params double[] numbers) => new([.. numbers.Select(number => Value.Of(number))]);

    static int Uneven(Arguments arguments, string name, Evaluation evaluation)
    {
        var size = (int)arguments.Number(name)!.Value;
        if (size == 0 || size % 2 == 1) return size;
        ArrayResult.Tell(evaluation, $"'{name}' is {size}; kernels are uneven, so that {size + 1} is taken.");
        return size + 1;
    }

    static RasterCube Marked(Arguments arguments, string parameter, RasterCube classes, bool inside)
    {
        var program = new ProgramBuilder();
        var value = program.Input(isBoolean: false);
        Value[] inputs = [value, .. arguments.Array(parameter).Items];
        var found = inputs.Length == 1 ? program.Constant(0, isBoolean: true) : program.Emit(ContainsKernel.Instance, isBoolean: true, inputs);
        if (!inside) found = program.Emit(Unary<Complement>.Instance, isBoolean: true, found);
        return MapCube.Of(Boolean(classes.Schema), program, found, [Callbacks.Same(classes.Schema.Dimensions.Count)], classes);
    }

    /// <summary>Shrunk: marked stays what has nothing unmarked within the square.</summary>
    static RasterCube Eroded(RasterCube mask, int size)
    {
        if (size <= 1) return mask;
        var square = new double[size, size];
        for (var y = 0; y < size; y++)
            for (var x = 0; x < size; x++) square[y, x] = 1;
        var unmarked = KernelCube.Of(Mapped(mask, program => value => program.Emit(Unary<Complement>.Instance, isBoolean: true, value)),
            new Convolution(square, 1), Border.Constant, 0, 0);
        return Mapped(unmarked, program => value => program.Emit(Unary<Complement>.Instance, isBoolean: true,
            program.Emit(Binary<Above>.Instance, isBoolean: true, value, Value.Of(0.5))));
    }

    static RasterCube Grown(RasterCube mask, int size, double threshold)
    {
        if (size <= 1) return mask;
        var sigma = size / SigmasInKernel;
        double[] bell = [.. Enumerable.Range(-(size / 2), size).Select(at => Math.Exp(-at * at / (2 * sigma * sigma)))];
        var total = bell.Sum();
        var gaussian = new double[size, size];
        for (var y = 0; y < size; y++)
            for (var x = 0; x < size; x++) gaussian[y, x] = bell[y] * bell[x] / (total * total);
        return Mapped(KernelCube.Of(mask, new Convolution(gaussian, 1), Border.Constant, 0, 0),
            program => value => program.Emit(Binary<Above>.Instance, isBoolean: true, value, Value.Of(threshold)));
    }

    static RasterCube Mapped(RasterCube cube, Func<ProgramBuilder, Func<LaneValue, LaneValue>> formula)
    {
        var program = new ProgramBuilder();
        var result = formula(program)(Callbacks.Input(program, cube.Schema));
        return MapCube.Of(Boolean(cube.Schema), program, result, [Callbacks.Same(cube.Schema.Dimensions.Count)], cube);
    }

    static RasterCube Combined(RasterCube first, RasterCube second, Func<ProgramBuilder, Func<LaneValue, LaneValue, LaneValue>> formula)
    {
        var (program, rank) = (new ProgramBuilder(), first.Schema.Dimensions.Count);
        var result = formula(program)(Callbacks.Input(program, first.Schema), Callbacks.Input(program, second.Schema));
        return MapCube.Of(Boolean(first.Schema), program, result, [Callbacks.Same(rank), Callbacks.Same(rank, 1)], first, second);
    }

    static CubeSchema Boolean(CubeSchema schema) =>
        schema.With(ElementType.Boolean, Callbacks.BooleanNoData) with { Scales = new Dictionary<string, BandScale>() };

    readonly struct Complement : IVectorUnary<Complement>
    {
        public static Vector<T> Compute<T>(Vector<T> x) where T : unmanaged, IFloatingPointIeee754<T>, IMinMaxValue<T> => Vector<T>.One - x;
    }

    readonly struct Above : IVectorBinary<Above>
    {
        public static Vector<T> Compute<T>(Vector<T> x, Vector<T> y) where T : unmanaged, IFloatingPointIeee754<T>, IMinMaxValue<T> =>
            VectorLogic.Truth(Vector.GreaterThan(x, y));
    }

    readonly struct Either : IVectorBinary<Either>
    {
        public static Vector<T> Compute<T>(Vector<T> x, Vector<T> y) where T : unmanaged, IFloatingPointIeee754<T>, IMinMaxValue<T> => Vector.Max(x, y);
    }
}
