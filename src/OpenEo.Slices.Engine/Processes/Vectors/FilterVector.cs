using NetTopologySuite.Geometries;
using NetTopologySuite.Geometries.Prepared;
using NetTopologySuite.Geometries.Utilities;
using NetTopologySuite.Operation.Union;
using OpenEo.Slices.Engine.Cubes;
using OpenEo.Slices.Engine.Graph;
using OpenEo.Slices.Engine.Values;

namespace OpenEo.Slices.Engine.Processes.Vectors;

/// <summary>filter_vector: geometries that stand in a relation to others.</summary>
sealed class FilterVector : Process
{
    public override ProcessDefinition Definition { get; } = new(
        "filter_vector", "Choose geometries by others",
        "Keeps the geometries of a vector cube that stand in a relation to other geometries, whose union counts: with `within` those that lie wholly in "
        + "them, with "
        + "`contains` those in which they lie wholly. Geometries stay whole. Empty ones are dropped. Relations are those of OGC Simple Features. "
        + "`filter_spatial` chooses pixels, `filter_bbox` by a box.",
        ["cubes", "filter", "vector"],
        [
            new("data", "The vector cube whose geometries are chosen.", VectorTypes.Cube),
            new("geometries", "The geometries to compare with, in any coordinate reference system.", VectorTypes.Cube),
            new Parameter("relation", "How a geometry of `data` stands to `geometries`.", Schema.Parse(
                """{"type":"string","enum":["intersects","disjoint","equals","touches","crosses","overlaps","contains","within"]}"""))
                .Or(new StringValue("intersects")),
        ],
        new("The vector cube with fewer (or the same) geometries; nothing else changes.", VectorTypes.Cube))
    {
        Experimental = true,
        Examples = ["""{"arguments":{"data":{"from_parameter":"fields"},"geometries":{"from_parameter":"fields"}}}"""],
    };

    public override Value Invoke(Arguments arguments, Evaluation evaluation)
    {
        var cube = arguments.Vectors("data", evaluation);
        var table = cube.Schema.Geometries!.Table;
        var others = Reprojection.To(arguments.Geometries("geometries", evaluation).Table, table.Crs, evaluation.Services.Rasters);
        var union = UnaryUnionOp.Union([.. others.Features.Select(feature => Valid(feature.Geometry)).Where(Reprojection.IsPlaced)])
            ?? Point.Empty;
        var prepared = PreparedGeometryFactory.Prepare(union);
        var relation = arguments.Text("relation")!;
        var kept = Enumerable.Range(0, table.Count)
            .Where(i => table.Features[i].Geometry is { IsEmpty: false } geometry && Holds(relation, Valid(geometry), union, prepared)).ToList();
        return new CubeValue(Alignment.Choose(cube, cube.Schema.IndexOf(cube.Schema.Geometries), kept));
    }

    static bool Holds(string relation, Geometry one, Geometry union, IPreparedGeometry prepared) => relation switch
    {
        "intersects" => prepared.Intersects(one),
        "disjoint" => prepared.Disjoint(one),
        "equals" => one.EqualsTopologically(union),
        "touches" => prepared.Touches(one),
        "crosses" => one.Crosses(union),
        "overlaps" => prepared.Overlaps(one),
        "contains" => prepared.Within(one),
        _ => prepared.Contains(one),
    };

    static Geometry Valid(Geometry geometry) => geometry.IsValid ? geometry : GeometryFixer.Fix(geometry);
}
