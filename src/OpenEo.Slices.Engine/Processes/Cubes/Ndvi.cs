using System.Collections.Immutable;
using System.Numerics;
using OpenEo.Slices.Engine.Cubes;
using OpenEo.Slices.Engine.Faults;
using OpenEo.Slices.Engine.Graph;
using OpenEo.Slices.Engine.Kernels;
using OpenEo.Slices.Engine.Programs;
using OpenEo.Slices.Engine.Values;

namespace OpenEo.Slices.Engine.Processes.Cubes;

/// <summary>ndvi: (nir - red) / (nir + red), with the bands found by name or common name.</summary>
sealed class Ndvi : Process
{
    public override ProcessDefinition Definition { get; } = new(
        "ndvi", "Vegetation index of near infrared and red",
        "Computes `(nir - red) / (nir + red)`. The two bands are found by name or, when no band has that name, by common name. The bands dimension is dropped, "
        + "unless a name for a new band is given: then the index is appended to the bands.",
        ["cubes", "math > indices", "vegetation indices"],
        [
            new("data", "A raster data cube with a red and a near infrared band.", CubeTypes.SpatialWithBands),
            new Parameter("nir", "Name or common name of the near infrared band.", CubeTypes.BandName).Or(new StringValue("nir")),
            new Parameter("red", "Name or common name of the red band.", CubeTypes.BandName).Or(new StringValue("red")),
            new Parameter("target_band", "Name of the new band. Without it the bands dimension is dropped.",
                Schema.Parse("""[{"type":"string","pattern":"^\\w+$"},{"type":"null"}]""")).OrNull(),
        ],
        new("The index without a bands dimension, or with `target_band` all bands and the index as the last one.", CubeTypes.Spatial))
    {
        Exceptions = ImmutableSortedDictionary<string, string>.Empty
            .Add(FaultCodes.BandExists, "There is a band with the name given as `target_band`.")
            .Add(FaultCodes.DimensionAmbiguous, "The cube has no dimension of type bands, or several.")
            .Add(FaultCodes.NirBandAmbiguous, "The near infrared band can't be told: none or several fit.")
            .Add(FaultCodes.RedBandAmbiguous, "The red band can't be told: none or several fit."),
        Examples =
        [
            """{"arguments":{"data":{"from_parameter":"data"},"nir":"B08","red":"B04"}}""",
            """{"title":"As another band","arguments":{"data":{"from_parameter":"data"},"nir":"B08","red":"B04","target_band":"NDVI"}}""",
        ],
    };

    public override Value Invoke(Arguments arguments, Evaluation evaluation)
    {
        var cube = arguments.Cube("data");
        var (schema, target) = (cube.Schema, arguments.Text("target_band"));
        if (Bands.Dimensions(schema) is not [var dimension])
            throw Arguments.Fault(FaultCodes.DimensionAmbiguous, "The dimension of type `bands` is not available or is ambiguous.", "data");
        var bands = schema.Dimensions[dimension];
        var (nir, red) = (Find(schema, bands, arguments, "nir", FaultCodes.NirBandAmbiguous),
            Find(schema, bands, arguments, "red", FaultCodes.RedBandAmbiguous));
        var program = new ProgramBuilder();
        var index = program.Emit(Binary<Formula>.Instance, isBoolean: false, Callbacks.Input(program, schema), Callbacks.Input(program, schema));
        var rank = schema.Dimensions.Count;
        if (target is null)
        {
            var dropped = Callbacks.Typed(schema, index, schema) with { Dimensions = [.. schema.Dimensions.Where((_, i) => i != dimension)] };
            dropped = dropped with { Scales = new Dictionary<string, BandScale>(), Names = new Dictionary<string, BandNames>() };
            return new CubeValue(MapCube.Of(dropped, program, index, [Callbacks.Without(dimension, nir, rank), Callbacks.Without(dimension, red, rank)], cube));
        }
        var name = new StringValue(target);
        if (bands.IndexOf(name) >= 0) throw Arguments.Fault(FaultCodes.BandExists, $"A band with the name '{target}' exists.", "target_band");
        var typed = Callbacks.Typed(schema, index, schema);
        var computed = MapCube.Of(
            typed.With(dimension, LabelledDimension.Of(bands.Name, DimensionType.Bands, [target])), program, index,
            [Callbacks.At(dimension, nir, rank), Callbacks.At(dimension, red, rank)], cube);
        return new CubeValue(new StackedCube(dimension, new LabelledDimension(bands.Name, DimensionType.Bands, [.. bands.Labels, name]),
            [Conversions.To(cube, typed.Element, typed.NoData), computed]));
    }

    static int Find(CubeSchema schema, Dimension bands, Arguments arguments, string parameter, string fault) =>
        Bands.Named(schema, bands, arguments.Text(parameter)!) is [var only] ? only : throw Arguments.Fault(
            fault,
            $"The {(parameter == "nir" ? "NIR" : parameter)} band can't be resolved from '{arguments.Text(parameter)}', please specify its name. The cube "
            + $"has: {Bands.List(schema, bands)}.", parameter);

    /// <summary>(x - y) / (x + y).</summary>
    public readonly struct Formula : IVectorBinary<Formula>
    {
        public static Vector<T> Compute<T>(Vector<T> x, Vector<T> y) where T : unmanaged, IFloatingPointIeee754<T>, IMinMaxValue<T> => (x - y) / (x + y);
    }
}
