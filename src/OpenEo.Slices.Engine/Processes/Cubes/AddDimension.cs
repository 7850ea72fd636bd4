using System.Collections.Immutable;
using OpenEo.Slices.Engine.Cubes;
using OpenEo.Slices.Engine.Faults;
using OpenEo.Slices.Engine.Graph;
using OpenEo.Slices.Engine.Values;

namespace OpenEo.Slices.Engine.Processes.Cubes;

/// <summary>add_dimension: a new first dimension with one label.</summary>
sealed class AddDimension : Process
{
    public override ProcessDefinition Definition { get; } = new(
        "add_dimension", "Add a dimension", "Adds a dimension with a single label; it becomes the first one. The values stay as they are.",
        ["cubes"],
        [
            new("data", "The data cube.", Schema.Cube),
            new("name", "Name of the new dimension.", Schema.String),
            new("label", "Its only label. Spatial dimensions need a number, temporal ones a text.", Schema.Parse("""[{"type":"number"},{"type":"string"}]""")),
            new Parameter("type", "Type of the new dimension. For `spatial` the axis is the first of x, y and z that the cube does not have yet.",
                Schema.Parse("""{"type":"string","enum":["bands","geometry","spatial","temporal","other"]}""")).Or(new StringValue("other")),
        ],
        new("The cube with the new dimension.", Schema.Cube))
    {
        Exceptions = ImmutableSortedDictionary<string, string>.Empty
        .Add(FaultCodes.DimensionExists, "There is a dimension with the given name, or a spatial dimension for each of x, y and z."),
        Examples = ["""{"arguments":{"data":{"from_parameter":"data"},"name":"sensor","label":"S2A"}}"""],
    };

    public override Value Invoke(Arguments arguments, Evaluation evaluation)
    {
        var (cube, name) = (arguments.Cube("data"), arguments.Text("name")!);
        var type = Enum.Parse<DimensionType>(arguments.Text("type")!, ignoreCase: true);
        if (cube.Schema.IndexOf(name) is >= 0 and var index)
        {
            var known = cube.Schema.Dimensions[index];
            if (known is not LabelledDimension { Count: 1 } || known.Type != type || known.Label(0) != arguments["label"])
                throw Arguments.Fault(FaultCodes.DimensionExists, $"A dimension with the name '{name}' already exists.", "name");
            evaluation.Warn($"There is a dimension '{name}' with the only label {Schema.Show(arguments["label"])} already; the cube stays as it is.");
            return new CubeValue(cube);
        }
        return new CubeValue(ArrangedCube.Of([Create(arguments, cube.Schema, name, type), .. cube.Schema.Dimensions], cube));
    }

    static Dimension Create(Arguments arguments, CubeSchema schema, string name, DimensionType type)
    {
        var label = arguments["label"];
        if (type == DimensionType.Temporal && label is NumberValue) throw arguments.Invalid("label", "the label of a temporal dimension is a date or time");
        if (type != DimensionType.Spatial) return new LabelledDimension(name, type, [label]);
        if (label is not NumberValue { Value: var coordinate }) throw arguments.Invalid("label", "the label of a spatial dimension is a number");
        var taken = schema.Dimensions.OfType<SpatialDimension>().Select(dimension => dimension.Axis).ToList();
        if ("xyz".Where(axis => !taken.Contains(axis)).Take(1).ToList() is not [var free])
            throw Arguments.Fault(FaultCodes.DimensionExists, "Spatial dimensions for all axes exist already.", "type");
        return new SpatialDimension(name, free, coordinate, 1, 1, free == 'z' ? null : schema.Crs);
    }
}
