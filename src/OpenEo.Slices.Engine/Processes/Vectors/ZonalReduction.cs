using System.Collections.Immutable;
using System.Globalization;
using NetTopologySuite.Geometries;
using OpenEo.Slices.Engine.Blocks;
using OpenEo.Slices.Engine.Cubes;
using OpenEo.Slices.Engine.Faults;
using OpenEo.Slices.Engine.Geometries;
using OpenEo.Slices.Engine.Graph;
using OpenEo.Slices.Engine.Processes.Cubes;
using OpenEo.Slices.Engine.Programs;
using OpenEo.Slices.Engine.Values;

namespace OpenEo.Slices.Engine.Processes.Vectors;

/// <summary>
/// The pixels of geometries reduced by a child process. When all that the child asks of its pixels are statistics that can be computed while pixels go by, they
/// are, and the rest of the child is computed of them; else the child is called for each geometry with its pixels.
/// </summary>
sealed class ZonalReduction(RasterCube source, GeometryDimension geometries, Zone[] zones, CallbackValue reducer, Value context, Evaluation evaluation)
{
    const string ResultDimension = "result";

    // What a series of a geometry takes, and what all of them may.
    const int TallyBytes = 64;
    const long MostBytes = 2L << 30;

    readonly int series = source.Schema.Dimensions.Where(dimension => dimension != source.Schema.X && dimension != source.Schema.Y)
        .Aggregate(1, (count, dimension) => checked(count * dimension.Count));

    /// <summary>The vector cube; with a target dimension also how many pixels there were.</summary>
    public RasterCube Cube(string? target)
    {
        if ((long)zones.Length * series * TallyBytes > MostBytes)
            throw Arguments.Fault(FaultCodes.ProcessGraphComplexity, $"{zones.Length} geometries with {series} values each (times and bands) are more than "
                + "can be "
                + "computed at once. Choose fewer dates or bands, or fewer geometries.", "geometries");
        var (values, counts) = Streamed(target is not null) ?? Gathered(target is not null);
        if (target is null) return values;
        var dimension = LabelledDimension.Of(target, DimensionType.Other, ["value", "total_count", "valid_count"]);
        var wide = values.Schema.With(ElementType.Float64, double.NaN);
        CubeSchema One(int label) => wide with { Dimensions = [.. wide.Dimensions, dimension.Select([label])] };
        return new StackedCube(wide.Dimensions.Count, dimension,
            [Conversions.Arrange(One(0), values), Conversions.Arrange(One(1), counts[0]), Conversions.Arrange(One(2), counts[1])]);
    }

    /// <summary>
    /// A value of all pixels of a cube for each label of its other dimensions, without its horizontal axes; null when the child process cannot be computed
    /// while pixels go by, or gives no single value.
    /// </summary>
    public static RasterCube? OfAll(RasterCube cube, CallbackValue reducer, Value context, Evaluation evaluation)
    {
        var (x, y) = (cube.Schema.X!, cube.Schema.Y!);
        var whole = new GeometryDimension(GeometryDimension.DefaultName, new FeatureTable([Feature.Of(Polygon.Empty)], null));
        var reduction = new ZonalReduction(cube, whole, [Zone.All(x.Count, y.Count)], reducer, context, evaluation);
        if (reduction.Streamed(false) is not { Values: { } values } || values.Schema.Dimensions.Count != cube.Schema.Dimensions.Count - 1) return null;
        return ArrangedCube.Of([.. values.Schema.Dimensions.Skip(1)], values);
    }

    (RasterCube Values, RasterCube[] Counts)? Streamed(bool counted)
    {
        var program = new ProgramBuilder();
        var pixels = new PixelsValue { Program = program };
        Value value;
        try
        {
            // On trial, so nothing that it tells goes to the log.
            value = new Evaluation(evaluation.Services with { Log = null }).Call(reducer, ("data", pixels), ("context", context));
        }
        catch (ProcessGraphException)
        {
            return null;
        }
        if (value is PixelsValue || pixels.Asked.Count == 0) return null;
        LaneValue[] counts = counted ? [pixels.Ask(Statistic.Total, true, false), pixels.Ask(Statistic.Valid, true, false)] : [];
        var zonal = new ZonalCube(source, geometries, zones, [.. pixels.Asked.Select(one => (one.Statistic, one.IgnoresNoData))]);
        RasterCube[] numbers = [.. counts.Select(count => Computed(zonal, program, count))];
        if (value is not ArrayValue list) return (Computed(zonal, program, value), numbers);
        var dimension = new LabelledDimension(ResultDimension, DimensionType.Other, Labels(list, pixels));
        return (Stacked(dimension, [.. list.Items.Select(item => Computed(zonal, program, item))]), numbers);
    }

    RasterCube Computed(ZonalCube zonal, ProgramBuilder program, Value value)
    {
        var (rank, asked) = (zonal.Schema.Dimensions.Count, zonal.Schema.Dimensions[^1].Count);
        var schema = Callbacks.Typed(zonal.Schema with { Dimensions = [.. zonal.Schema.Dimensions.Take(rank - 1)] }, value, zonal.Schema);
        return MapCube.Of(schema, program, value, [.. Enumerable.Range(0, asked).Select(i => Callbacks.Without(rank - 1, i, rank))], zonal);
    }

    // Several values: those that are statistics as they are have their names.
    static ImmutableArray<Value> Labels(ArrayValue list, PixelsValue pixels)
    {
        if (list.Labels is { } given) return given;
        string?[] names = [.. list.Items.Select(item => pixels.Asked.Where(one => item is LaneValue lane && lane.Register == one.Lane.Register)
            .Select(one => NameOf(one.Statistic)).FirstOrDefault())];
        return names.All(name => name is not null) && names.Distinct().Count() == names.Length ? [.. names.Select(name => new StringValue(name!))]
            : [.. Enumerable.Range(0, names.Length).Select(i => new NumberValue(i))];
    }

    static string NameOf(Statistic statistic) => statistic switch
    {
        Statistic.Total => "total_count",
        Statistic.Valid => "count",
        Statistic.Minimum => "min",
        Statistic.Maximum => "max",
        Statistic.StandardDeviation => "sd",
        _ => statistic.ToString().ToLower(CultureInfo.InvariantCulture),
    };

    (RasterCube Values, RasterCube[] Counts) Gathered(bool counted)
    {
        var largest = zones.Length == 0 ? 0 : zones.Max(zone => zone.Pixels);
        if (largest * series * sizeof(double) > MostBytes)
            throw Arguments.Fault(FaultCodes.ProcessGraphComplexity, $"The reducer needs all pixels of a geometry at once, and the largest has {largest} "
                + $"with {series} "
                + "values each. Use mean, sum, min, max, count, sd or variance, or choose fewer dates or bands.", "reducer");
        // What it makes of a few numbers says what it makes of many; what is wrong with it is said here.
        var sample = evaluation.Call(reducer, ("data", new PixelsValue { Numbers = [1, 2, 3, 4] }), ("context", context));
        var items = sample is ArrayValue list ? list.Items : [sample];
        if (items.FirstOrDefault(item => item is not (NumberValue or BooleanValue or NullValue)) is { } other)
            throw Arguments.Fault(FaultCodes.ProcessParameterInvalid, $"The reducer returns a {other.TypeName}; numbers, booleans and no-data can be "
                + "values.", "reducer");
        ImmutableArray<Value> labels = (sample as ArrayValue)?.Labels ?? ReducersOf(reducer.Graph, items.Length)
            ?? [.. Enumerable.Range(0, items.Length).Select(i => (Value)new NumberValue(i))];
        var services = evaluation.Services with { Log = null, Cancellation = CancellationToken.None };
        var all = new GatheredCube(source, geometries, zones,
            new LabelledDimension(ResultDimension, DimensionType.Other, counted ? [.. labels, new StringValue("total"), new StringValue("valid")] : labels),
            numbers => Reduced(numbers, services, items.Length, counted));
        var last = all.Schema.Dimensions.Count - 1;
        var values = all.Crop(last, 0, items.Length);
        if (items.All(item => item is BooleanValue)) values = Conversions.To(values, ElementType.Boolean, Callbacks.BooleanNoData);
        RasterCube Single(RasterCube cube) => ArrangedCube.Of([.. cube.Schema.Dimensions.SkipLast(1)], cube);
        return (sample is ArrayValue ? values : Single(values),
            counted ? [Single(all.Select(last, [items.Length])), Single(all.Select(last, [items.Length + 1]))] : []);
    }

    // Several values that are results of as many different processes have their names, as statistics have.
    static ImmutableArray<Value>? ReducersOf(ProcessGraph graph, int count)
    {
        if (graph.Result.Arguments.GetValueOrDefault("data") is not Argument.List { Items: var items } || items.Length != count) return null;
        string?[] names = [.. items.Select(item => item is Argument.FromNode { Node: var id } ? graph.Nodes.First(node => node.Id == id).Process : null)];
        return names.All(name => name is not null) && names.Distinct().Count() == count ? [.. names.Select(name => new StringValue(name!))] : null;
    }

    double[] Reduced(double[] numbers, EvaluationServices services, int results, bool counted)
    {
        var value = new Evaluation(services).Call(reducer, ("data", new PixelsValue { Numbers = numbers }), ("context", context));
        var items = value is ArrayValue list ? list.Items : [value];
        if (items.Length != results)
            throw Arguments.Fault(FaultCodes.ProcessParameterInvalid, $"The reducer returned {items.Length} values for one geometry and {results} for "
                + "another.", "reducer");
        var cells = items.Select(item => item switch { NumberValue number => number.Value, BooleanValue truth => truth.Value ? 1 : 0, _ => double.NaN });
        return counted ? [.. cells, numbers.Length, numbers.Count(double.IsFinite)] : [.. cells];
    }

    static StackedCube Stacked(LabelledDimension dimension, IReadOnlyList<RasterCube> parts)
    {
        if (parts.Count == 0) throw Arguments.Fault(FaultCodes.ProcessParameterInvalid, "The reducer returns an empty array.", "reducer");
        var (element, noData) = Conversions.Common([.. parts.Select(part => part.Schema)], gaps: true);
        var along = parts[0].Schema.Dimensions.Count;
        return new StackedCube(along, dimension,
        [
            .. parts.Select((part, i) =>
                Conversions.Arrange((part.Schema with { Dimensions = [.. part.Schema.Dimensions, dimension.Select([i])] }).With(element, noData), part)),
        ]);
    }
}
