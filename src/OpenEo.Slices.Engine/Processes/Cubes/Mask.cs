using System.Collections.Immutable;
using System.Numerics;
using OpenEo.Slices.Engine.Blocks;
using OpenEo.Slices.Engine.Cubes;
using OpenEo.Slices.Engine.Faults;
using OpenEo.Slices.Engine.Graph;
using OpenEo.Slices.Engine.Kernels;
using OpenEo.Slices.Engine.Programs;
using OpenEo.Slices.Engine.Values;

namespace OpenEo.Slices.Engine.Processes.Cubes;

/// <summary>mask: another value where a second cube is not zero.</summary>
sealed class Mask : Process
{
    public override ProcessDefinition Definition { get; } = new(
        "mask", "Apply a raster mask",
        "Replaces the values of a cube where a mask is `true` or a number other than zero; where the mask is zero, `false` or no-data, values stay. "
        + "Dimensions that "
        + "the mask lacks are masked alike for all their labels. Those that it has must be in the cube too, with the same labels; but a mask with a single "
        + "band masks all bands. A mask on another pixel "
        + "grid is resampled to "
        + "the cube's (nearest neighbour).",
        ["cubes", "masks"],
        [
            new("data", "A raster data cube.", CubeTypes.Spatial),
            new("mask", "The mask. There must be a value in it for every pixel of the cube.", CubeTypes.Spatial),
            new Parameter("replacement", "What masked values become: no-data by default (`null`). Text has no place in a cube.",
                Schema.Parse("""{"type":["number","boolean","string","null"]}""")).OrNull(),
        ],
        new("The masked cube with the same dimensions.", CubeTypes.Spatial))
    {
        Exceptions = ImmutableSortedDictionary<string, string>.Empty
        .Add(FaultCodes.IncompatibleDataCubes, "The cube and the mask do not fit together: dimensions or labels differ."),
        Examples = ["""{"arguments":{"data":{"from_parameter":"one_band"},"mask":{"from_parameter":"clouds"}}}"""],
    };

    public override Value Invoke(Arguments arguments, Evaluation evaluation)
    {
        var (cube, replacement) = (arguments.Cube("data"), arguments["replacement"]);
        var mask = Fit(Alignment.Onto(cube.Schema, arguments.Cube("mask"), evaluation.Services.Rasters), cube.Schema, evaluation);
        if (replacement is StringValue) throw arguments.Invalid("replacement", "cells of a raster cube hold numbers or booleans, not text");
        if (replacement is BooleanValue && cube.Schema.Element != ElementType.Boolean)
            throw arguments.Invalid("replacement", "the cube holds numbers, not booleans");
        var program = new ProgramBuilder();
        var (value, where) = (Callbacks.Input(program, cube.Schema), Callbacks.Input(program, mask.Schema));
        var result = program.Emit(Ternary<Formula>.Instance, value.IsBoolean && replacement is not NumberValue, value, where, replacement);
        var schema = Typed(cube.Schema, replacement, result);
        int[] along = [.. mask.Schema.Dimensions.Select(cube.Schema.IndexOf)];
        return new CubeValue(MapCube.Of(schema, program, result, [Callbacks.Same(cube.Schema.Dimensions.Count), new Slot(1, along, new int[along.Length])],
            cube, mask));
    }

    /// <summary>The cube's own element type when the replacement has a place in it.</summary>
    internal static CubeSchema Typed(CubeSchema schema, Value replacement, LaneValue result)
    {
        if (replacement is not NumberValue { Value: var number }) return Callbacks.Typed(schema, result with { KeepsType = true }, schema);
        var element = schema.Element;
        if (element.IsFloat || element != ElementType.Boolean && double.IsInteger(number) && number >= element.Range.Minimum && number <= element.Range.Maximum)
            return schema;
        return schema.With((double)(float)number == number || !double.IsInteger(number) ? element.Arithmetic : ElementType.Float64, double.NaN);
    }

    /// <summary>The mask with the cube's labels in the cube's order.</summary>
    static RasterCube Fit(RasterCube mask, CubeSchema data, Evaluation evaluation)
    {
        for (var d = 0; d < mask.Schema.Dimensions.Count; d++)
        {
            var offered = mask.Schema.Dimensions[d];
            var index = data.IndexOf(offered);
            if (index < 0) throw Incompatible($"The mask has a dimension '{offered.Name}' that the data cube does not have");
            var wanted = data.Dimensions[index];
            if (offered is { Type: DimensionType.Bands, Count: 1 } && wanted.Type == DimensionType.Bands
                && (wanted.Count > 1 || wanted.IndexOf(offered.Label(0)) < 0))
            {
                ArrayResult.Tell(evaluation, $"The mask has the single band {Schema.Show(offered.Label(0))}: it masks all bands of the data.");
                mask = ArrangedCube.Of([.. mask.Schema.Dimensions.Where((_, other) => other != d)], mask);
                d--;
                continue;
            }
            if (wanted.Type != offered.Type) throw Incompatible($"The dimension '{wanted.Name}' is of another type in the mask");
            var positions = Alignment.Positions(wanted, offered) ?? throw Incompatible($"The axis '{wanted.Name}' of the mask is not on the data cube's grid");
            if (positions.Contains(-1))
                throw Incompatible(
                    $"The mask has no label {Schema.Show(wanted.Label(Array.IndexOf(positions, -1)))} in the dimension '{wanted.Name}', the data cube has");
            if (offered is not SpatialDimension && offered.Count != wanted.Count)
                throw Incompatible($"The mask has more labels in the dimension '{wanted.Name}' than the data cube");
            mask = Alignment.Choose(mask, d, positions);
        }
        return mask;
    }

    static ProcessGraphException Incompatible(string what) =>
        Arguments.Fault(FaultCodes.IncompatibleDataCubes, $"The data cube and the mask are incompatible. {what}.", "mask");

    /// <summary>The third where the second is neither zero nor no-data, else the first.</summary>
    public readonly struct Formula : IVectorTernary<Formula>
    {
        public static Vector<T> Compute<T>(Vector<T> x, Vector<T> y, Vector<T> z) where T : unmanaged, IFloatingPointIeee754<T>, IMinMaxValue<T> =>
            Vector.ConditionalSelect(Vector.AndNot(VectorLogic.Valid(y), Vector.Equals(y, Vector<T>.Zero)), z, x);
    }
}
