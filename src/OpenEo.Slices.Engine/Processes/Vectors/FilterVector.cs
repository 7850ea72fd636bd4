using NetTopologySuite.Geometries;
using NetTopologySuite.Geometries.Utilities;
using NetTopologySuite.Operation.RelateNG;
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
        // Of all algorithms this one knows collections of different geometries.
        var prepared = RelateNG.Prepare(union);
        var relation = arguments.Text("relation")!;
        var kept = Enumerable.Range(0, table.Count)
            .Where(i => table.Features[i].Geometry is { IsEmpty: false } geometry && prepared.Evaluate(Valid(geometry), Inverse(relation))).ToList();
        return new CubeValue(Alignment.Choose(cube, cube.Schema.IndexOf(cube.Schema.Geometries), kept));
    }

    // What the union must be to a geometry for the geometry to stand in the relation to the union.
    static TopologyPredicate Inverse(string relation) => relation switch
    {
        "intersects" => RelatePredicate.Intersects(),
        "disjoint" => RelatePredicate.Disjoint(),
        "equals" => RelatePredicate.EqualsTopologically(),
        "touches" => RelatePredicate.Touches(),
        "crosses" => RelatePredicate.Crosses(),
        "overlaps" => RelatePredicate.Overlaps(),
        "contains" => RelatePredicate.Within(),
        _ => RelatePredicate.Contains(),
    };

    static Geometry Valid(Geometry geometry) => geometry.IsValid ? geometry : GeometryFixer.Fix(geometry);
}
