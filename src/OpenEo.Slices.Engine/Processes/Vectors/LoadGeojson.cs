using System.Collections.Immutable;
using OpenEo.Slices.Engine.Blocks;
using OpenEo.Slices.Engine.Cubes;
using OpenEo.Slices.Engine.Faults;
using OpenEo.Slices.Engine.Geometries;
using OpenEo.Slices.Engine.Graph;
using OpenEo.Slices.Engine.Values;

namespace OpenEo.Slices.Engine.Processes.Vectors;

/// <summary>load_geojson: GeoJSON as a vector cube.</summary>
sealed class LoadGeojson : Process
{
    public override ProcessDefinition Definition { get; } = new(
        "load_geojson", "Make a vector cube of GeoJSON",
        "Turns a GeoJSON object into a vector cube with a label for each geometry. Identifiers and properties of features are kept and come out again in "
        + "files. "
        + "Positions are longitude and latitude; a member `crs` as in GeoJSON of 2008 is followed. Heights are left out.",
        ["import", "vector"],
        [
            new("data", "The GeoJSON object. Of a `GeometryCollection`, which openEO does not have, each geometry becomes one of its own.",
                Schema.Parse("""{"type":"object","subtype":"geojson"}""")),
            new Parameter("properties",
                "Names of properties whose values become the cube's values, in a dimension `properties` of the type `other`: a label for each name; for a "
                + "single "
                + "property that holds arrays a label for each position in them. Values that are missing or no numbers are no-data.",
                Schema.Parse("""{"type":"array","uniqueItems":true,"items":{"type":"string"}}""")).Or(new ArrayValue([])),
        ],
        new("The vector cube, with one dimension or two.", VectorTypes.Cube))
    {
        Experimental = true,
        Examples =
        [
            """{"arguments":{"data":{"type":"Feature","geometry":{"type":"Point","coordinates":[9,45]},"properties":{"yield":7.5}},"properties":["yield"]}}""",
        ],
    };

    public override Value Invoke(Arguments arguments, Evaluation evaluation)
    {
        var cube = arguments.Vectors("data", evaluation);
        string[] names = [.. arguments.Array("properties").Items.OfType<StringValue>().Select(name => name.Value)];
        if (names.Length == 0) return new CubeValue(cube);
        var geometries = cube.Schema.Geometries!;
        if (names.FirstOrDefault(name => !geometries.Table.Properties.Contains(name)) is { } missing)
            throw arguments.Invalid("properties", $"no feature has the property '{missing}'; there are: {Names.List(geometries.Table.Properties)}");
        return new CubeValue(WithValues(geometries, names, text =>
            evaluation.Services.Log?.Log(LogSeverity.Warning, text, evaluation.Node)));
    }

    /// <summary>The cube of some properties of features.</summary>
    static MemoryCube WithValues(GeometryDimension geometries, string[] names, Action<string> warn)
    {
        var features = geometries.Table.Features;
        var length = names is [var only] ? features.Max(feature => (feature.Properties.GetValueOrDefault(only) as ArrayValue)?.Items.Length) : null;
        var labels = length is { } items ? Enumerable.Range(0, items).Select(i => (Value)new NumberValue(i)) : names.Select(name => new StringValue(name));
        var dimension = new LabelledDimension("properties", DimensionType.Other, [.. labels]);
        var cells = new double[features.Count * dimension.Count];
        var texts = 0;
        for (var i = 0; i < features.Count; i++)
            for (var k = 0; k < dimension.Count; k++)
            {
                var value = length is null ? features[i].Properties.GetValueOrDefault(names[k], Value.Null)
                    : features[i].Properties.GetValueOrDefault(names[0]) is ArrayValue list && k < list.Items.Length ? list.Items[k] : Value.Null;
                if (value is not (NumberValue or BooleanValue or NullValue)) texts++;
                cells[i * dimension.Count + k] = value switch
                {
                    NumberValue number => number.Value,
                    BooleanValue truth => truth.Value ? 1 : 0,
                    _ => double.NaN,
                };
            }
        if (texts > 0)
            warn($"{texts} values of the properties {Names.List(names)} are no numbers: they are no-data in the cube. Features keep them as properties.");
        return new MemoryCube(new CubeSchema([geometries, dimension], ElementType.Float64, double.NaN), cells);
    }
}
