using System.Collections.Immutable;
using OpenEo.Slices.Engine.Blocks;
using OpenEo.Slices.Engine.Cubes;
using OpenEo.Slices.Engine.Faults;
using OpenEo.Slices.Engine.Geometries;
using OpenEo.Slices.Engine.Graph;
using OpenEo.Slices.Engine.Processes.Cubes;
using OpenEo.Slices.Engine.Values;

namespace OpenEo.Slices.Engine.Processes.Vectors;

/// <summary>apply_polygon: a child process for the cube below each polygon.</summary>
sealed class ApplyPolygon : Process
{
    public override ProcessDefinition Definition { get; } = new(
        "apply_polygon", "Apply a process to the pixels of each polygon",
        "Cuts the cube to each polygon, hands it to a child process and puts the result back in its place. Pixels of no polygon are no-data. Polygons may "
        + "not share "
        + "pixels.",
        ["cubes"],
        [
            new("data", "A raster cube.", CubeTypes.Spatial),
            new("geometries", "Polygons, in any coordinate reference system; at least one. Empty geometries do not count.", VectorTypes.Polygons),
            new("process", "The child process. It gets a cube and returns one of the same dimensions and sizes.", Schema.Callback(
                new("The cube with new values.", Schema.Parse(
                    """{"description":"A cube.","schema":{"type":"object","subtype":"datacube","dimensions":[{"type":"spatial","axis":["x","y"]}]}}""")),
                new Parameter("data", "The cube below the box around the polygon; pixels outside of the polygon are `mask_value`.", CubeTypes.Spatial),
                Callbacks.Context)),
            new Parameter("mask_value", "What pixels outside of a polygon are for the child process: no-data by default (`null`). Text has no place in a cube.",
                Schema.Parse("""[{"type":"number"},{"type":"boolean"},{"type":"string"},{"type":"null"}]""")).OrNull(),
            Callbacks.Context,
        ],
        new("The cube with the new values, and the same dimensions.", CubeTypes.Spatial))
    {
        Exceptions = ImmutableSortedDictionary<string, string>.Empty.Add(FaultCodes.GeometriesOverlap, "Two polygons have a pixel in common."),
        Examples =
        [
            """
            {"arguments":{"data":{"from_parameter":"data"},"geometries":{"type":"Polygon","coordinates":[[[8.9,45.1],[9.1,45.1],[9.1,45.2],[8.9,45.2],
              [8.9,45.1]]]},"process":{"process_graph":{"c":{"process_id":"apply","arguments":{"data":{"from_parameter":"data"},
              "process":{"process_graph":{"c":{"process_id":"absolute","arguments":{"x":{"from_parameter":"x"}},"result":true}}}},"result":true}}}}}
            """,
        ],
    };

    public override Value Invoke(Arguments arguments, Evaluation evaluation)
    {
        var cube = arguments.Cube("data");
        if (cube.Schema.Grid is not { } grid) throw arguments.Invalid("data", "the cube has no horizontal axes x and y");
        var mask = arguments["mask_value"];
        if (mask is StringValue) throw arguments.Invalid("mask_value", "cells of a raster cube hold numbers or booleans, not text");
        if (mask is BooleanValue && cube.Schema.Element != ElementType.Boolean) throw arguments.Invalid("mask_value", "the cube holds numbers, not booleans");
        var zones = Zones.Of(arguments.Polygons("geometries", evaluation).Table, grid, evaluation.Services.Rasters).Where(zone => zone.Pixels > 0).ToList();
        if (zones.Count == 0) throw arguments.Invalid("geometries", "none of the polygons holds the centre of a pixel of the data");
        if (Zone.Union(zones).Pixels < zones.Sum(zone => zone.Pixels))
            throw Arguments.Fault(FaultCodes.GeometriesOverlap,
                "Geometries are not allowed to overlap to avoid that pixel values are processed multiple times.", "geometries");
        var pieces = zones.Select(zone => Piece(cube, zone, mask, arguments, evaluation)).ToList();
        var (element, noData) = Conversions.Common([.. pieces.Select(piece => piece.Schema)], gaps: true);
        var schema = pieces[0].Schema.With(element, noData);
        schema = schema with
        {
            Dimensions =
            [
                .. schema.Dimensions.Select(dimension => dimension is SpatialDimension ? cube.Schema.Dimensions[cube.Schema.IndexOf(dimension)] : dimension),
            ],
        };
        return new CubeValue(new PatchedCube(schema, [.. pieces.Select(piece => Conversions.To(piece, element, noData))], zones));
    }

    static RasterCube Piece(RasterCube cube, Zone zone, Value mask, Arguments arguments, Evaluation evaluation)
    {
        var part = cube.Crop(cube.Schema.IndexOf(cube.Schema.X), zone.FirstColumn, zone.EndColumn - zone.FirstColumn);
        part = part.Crop(part.Schema.IndexOf(part.Schema.Y), zone.FirstRow, zone.EndRow - zone.FirstRow);
        var own = zone.Moved(zone.FirstColumn, zone.FirstRow);
        var masked = mask is NullValue ? Covered.Only(part, [own])
            : Covered.Replace(mask is NumberValue ? Mask.Typed(part.Schema, mask, null!) : part.Schema, part, own, inside: false, mask);
        var value = evaluation.Call(arguments.Callback("process"), ("data", new CubeValue(masked)), ("context", arguments["context"]));
        if (value is not CubeValue { Cube: var result }) throw arguments.Invalid("process", "it must return a cube");
        var same = result.Schema.Dimensions.Count == part.Schema.Dimensions.Count && result.Schema.Dimensions.Zip(part.Schema.Dimensions)
            .All(pair => pair.First.Name == pair.Second.Name && pair.First.Type == pair.Second.Type && pair.First.Count == pair.Second.Count);
        return same ? result : throw arguments.Invalid("process", "the cube that it returns must have the dimensions and sizes of the cube that it got: "
            + $"{Show(part.Schema)}, but it has {Show(result.Schema)}");
    }

    static string Show(CubeSchema schema) => string.Join(" × ", schema.Dimensions.Select(dimension => $"{dimension.Name} ({dimension.Count})"));
}
