using OpenEo.Slices.Engine.Cubes;
using OpenEo.Slices.Engine.Programs;
using OpenEo.Slices.Engine.Values;

namespace OpenEo.Slices.Engine.Processes.Cubes;

/// <summary>
/// Two cubes as one. The result is cut along each dimension into runs of labels that are in both cubes, in one or in none; each box of runs is then one lazy
/// cube, and what is in one cube only is that cube's own part, neither copied nor converted unless types differ.
/// </summary>
sealed class CubeMerge
{
    readonly RasterCube first, second;
    readonly Dimension[] dimensions;

    /// <summary>
    /// For each dimension and label of the result its position in the first and in the
    /// second cube, -1 where it has none; null where the cube lacks the dimension.
    /// </summary>
    readonly (int[]? First, int[]? Second)[] positions;

    public CubeMerge(RasterCube first, RasterCube second)
    {
        (this.first, this.second) = (first, second);
        var (most, least) = first.Schema.Dimensions.Count >= second.Schema.Dimensions.Count ? (first.Schema, second.Schema) : (second.Schema, first.Schema);
        dimensions = [.. least.Dimensions.Where(dimension => most.IndexOf(dimension) < 0), .. most.Dimensions];
        for (var d = 0; d < dimensions.Length; d++) dimensions[d] = Union(Of(first, dimensions[d].Name), Of(second, dimensions[d].Name));
        positions = [.. dimensions.Select(dimension => (Positions(first, dimension), Positions(second, dimension)))];
    }

    /// <summary>The merged cube; <paramref name="resolve"/> is called once, and only when the cubes overlap.</summary>
    public RasterCube Cube(Func<ProgramBuilder, LaneValue, LaneValue, Value> resolve)
    {
        var schema = first.Schema with { Dimensions = dimensions, Scales = Join(first.Schema.Scales, second.Schema.Scales),
            Names = Join(first.Schema.Names, second.Schema.Names) };
        var boxes = Boxes();
        var program = new ProgramBuilder();
        Value? resolved = null;
        var types = new List<CubeSchema>();
        if (boxes.Contains((true, true)))
        {
            resolved = resolve(program, Callbacks.Input(program, first.Schema), Callbacks.Input(program, second.Schema));
            types.Add(Callbacks.Typed(schema, resolved, first.Schema, second.Schema));
            // Of a band whose cells are partly in other units nothing can be said that holds for all.
            schema = schema with { Scales = types[0].Scales };
        }
        if (boxes.Contains((true, false))) types.Add(first.Schema);
        if (boxes.Contains((false, true))) types.Add(second.Schema);
        if (types.Count == 0) types.AddRange([first.Schema, second.Schema]);
        var (element, noData) = Conversions.Common(types, boxes.Contains((false, false)));
        return Build(schema.With(element, noData), 0, first, second, Leaf);

        RasterCube Leaf(CubeSchema part, RasterCube? a, RasterCube? b) => (a, b) switch
        {
            ({ }, { }) => MapCube.Of(part, program, resolved!, [Conversions.Along(part, a, 0), Conversions.Along(part, b, 1)], a, b),
            (null, null) => new ConstantCube(part, part.NoData ?? 0),
            _ => Conversions.Arrange(part, (a ?? b)!),
        };
    }

    /// <summary>Goes through the dimensions, splitting into runs; at the last one each box is a leaf.</summary>
    RasterCube Build(CubeSchema schema, int d, RasterCube? a, RasterCube? b, Func<CubeSchema, RasterCube?, RasterCube?, RasterCube> leaf)
    {
        if (d == dimensions.Length || a is null && b is null) return leaf(schema, a, b);
        var parts = new List<RasterCube>();
        for (int start = 0, end; start < dimensions[d].Count; start = end)
        {
            var kind = Kind(d, start);
            for (end = start + 1; end < dimensions[d].Count && Kind(d, end) == kind;) end++;
            var part = schema.With(d, dimensions[d].Select([.. Enumerable.Range(start, end - start)]));
            parts.Add(Build(part, d + 1, kind.First ? Take(a, d, positions[d].First, start, end) : null,
                kind.Second ? Take(b, d, positions[d].Second, start, end) : null, leaf));
        }
        return parts switch
        {
            [] => new ConstantCube(schema, schema.NoData ?? 0),
            [var only] => only,
            _ => new StackedCube(d, dimensions[d], parts, schema),
        };
    }

    (bool First, bool Second) Kind(int d, int label) =>
        (positions[d].First is not { } mine || mine[label] >= 0, positions[d].Second is not { } other || other[label] >= 0);

    /// <summary>Which kinds of box there are: in the first cube, in the second.</summary>
    HashSet<(bool First, bool Second)> Boxes()
    {
        HashSet<(bool First, bool Second)> boxes = [(true, true)];
        for (var d = 0; d < dimensions.Length; d++)
        {
            var kinds = Enumerable.Range(0, dimensions[d].Count).Select(label => Kind(d, label)).ToHashSet();
            boxes = [.. boxes.SelectMany(box => kinds.Select(kind => (box.First && kind.First, box.Second && kind.Second)))];
        }
        return boxes;
    }

    RasterCube? Take(RasterCube? cube, int d, int[]? at, int start, int end) =>
        cube is null || at is null ? cube : Alignment.Choose(cube, cube.Schema.IndexOf(dimensions[d]), at[start..end]);

    static int[]? Positions(RasterCube cube, Dimension dimension) => Of(cube, dimension.Name) is { } own ? Alignment.Positions(dimension, own) : null;

    static Dimension? Of(RasterCube cube, string name) => cube.Schema.IndexOf(name) is var index and >= 0 ? cube.Schema.Dimensions[index] : null;

    static Dimension Union(Dimension? a, Dimension? b)
    {
        if (a is null || b is null) return (a ?? b)!;
        if (a is SpatialDimension x && b is SpatialDimension y) return Union(x, y);
        if (a is GeometryDimension mine && b is GeometryDimension other) return mine.Union(other);
        var known = Alignment.Positions(b, a)!;
        List<Value> labels = [.. a.Labels, .. b.Labels.Where((_, i) => known[i] < 0)];
        var union = new LabelledDimension(a.Name, a.Type, labels);
        // Instants in one form sort like their texts; labels that are no instants, such as 2020-05, do so anyway.
        return a.Type != DimensionType.Temporal || labels.Count == a.Count && labels.Count == b.Count && known.Select((at, i) => at == i).All(same => same)
            ? union
            : union.Select([.. Enumerable.Range(0, labels.Count).OrderBy(i => Bands.Text(Alignment.Key(union, i)), StringComparer.Ordinal)]);
    }

    /// <summary>The range of cells that holds both, on the first one's grid.</summary>
    static SpatialDimension Union(SpatialDimension a, SpatialDimension b)
    {
        var step = a.Size > 1 || b.Size <= 1 ? a.Step : b.Step;
        var offset = Math.Round((b.First - a.First) / step);
        var (from, to) = (Math.Min(0, offset), Math.Max(a.Size, offset + b.Size));
        if (from == 0 && to == a.Size) return a with { Crs = a.Crs ?? b.Crs };
        return a with { First = a.First + from * step, Step = step, Size = checked((int)(to - from)), Crs = a.Crs ?? b.Crs };
    }

    static Dictionary<string, T> Join<T>(IReadOnlyDictionary<string, T> a, IReadOnlyDictionary<string, T> b)
    {
        var joined = new Dictionary<string, T>(b);
        foreach (var (name, fact) in a) joined[name] = fact;
        return joined;
    }
}
