using System.Globalization;
using OpenEo.Slices.Engine.Cubes;
using OpenEo.Slices.Engine.Graph;
using OpenEo.Slices.Engine.Values;

namespace OpenEo.Slices.Engine.Processes.Cubes;

/// <summary>
/// A part of a dimension: its own labels, and how many before and after them overlap into other parts. Along spatial axes the overlap may reach beyond the
/// cube.
/// </summary>
readonly record struct Neighborhood(int Start, int Count, int Before, int After)
{
    /// <summary>Labels with those that overlap.</summary>
    public int Length => Before + Count + After;

    /// <summary>The first label after the part's own.</summary>
    public int End => Start + Count;
}

/// <summary>Reads sizes and overlaps of neighborhoods, and cuts dimensions by them.</summary>
sealed class NeighborhoodSizes(Arguments arguments, Evaluation evaluation)
{
    // A degree of latitude on the mean sphere.
    const double MetresPerDegree = 111_195;

    /// <summary>The parts of each dimension of a cube.</summary>
    public Neighborhood[][] Parts(CubeSchema schema)
    {
        var (sizes, overlaps) = (Read("size", schema), Read("overlap", schema));
        return [.. schema.Dimensions.Select(dimension => dimension switch
        {
            SpatialDimension axis => Spatial(axis, schema, sizes.GetValueOrDefault(axis.Name), overlaps.GetValueOrDefault(axis.Name)),
            { Type: DimensionType.Temporal } => Temporal(dimension, sizes.GetValueOrDefault(dimension.Name), overlaps.GetValueOrDefault(dimension.Name)),
            _ => Labelled(dimension, sizes.GetValueOrDefault(dimension.Name), overlaps.GetValueOrDefault(dimension.Name)),
        })];
    }

    Dictionary<string, ObjectValue> Read(string parameter, CubeSchema schema)
    {
        var read = new Dictionary<string, ObjectValue>();
        foreach (var item in arguments[parameter] is ArrayValue list ? list.Items : [])
        {
            if (item is not ObjectValue size || size["dimension"] is not StringValue { Value: var name })
                throw arguments.Invalid(parameter, "expected objects with 'dimension' and 'value'");
            Callbacks.Dimension(schema, name, parameter);
            if (!read.TryAdd(name, size)) throw arguments.Invalid(parameter, $"the dimension '{name}' occurs twice");
        }
        return read;
    }

    Neighborhood[] Spatial(SpatialDimension axis, CubeSchema schema, ObjectValue? size, ObjectValue? overlap)
    {
        var around = overlap?["value"] is null ? 0 : Pixels(axis, schema, overlap, "overlap");
        var length = size?["value"] is null ? axis.Size : Pixels(axis, schema, size, "size");
        if (length < 1) throw arguments.Invalid("size", $"the neighborhoods have no pixels along '{axis.Name}'");
        return [.. Starts(axis.Size, length).Select(start => new Neighborhood(start, Math.Min(length, axis.Size - start), around, around))];
    }

    int Pixels(SpatialDimension axis, CubeSchema schema, ObjectValue size, string parameter)
    {
        if (size["value"] is not NumberValue { Value: var value } || !(value >= 0) || value > int.MaxValue / 4)
            throw arguments.Invalid(parameter, $"the value for '{axis.Name}' must be a number, 0 or more");
        var unit = (size["unit"] as StringValue)?.Value;
        if (unit is not (null or "px" or "m")) throw arguments.Invalid(parameter, $"the unit '{unit}' is neither 'px' nor 'm'");
        var pixels = unit == "px" ? value : value / (Math.Abs(axis.Step) * (unit == "m" ? Metres(axis, schema, parameter) : 1));
        if (Math.Abs(pixels - Math.Round(pixels)) > Grid.Tolerance)
            ArrayResult.Tell(evaluation, string.Create(CultureInfo.InvariantCulture,
                $"'{parameter}' is {pixels:0.###} pixels along '{axis.Name}'; {Math.Max(Math.Round(pixels), 1)} are taken."));
        return (int)Math.Max(Math.Round(pixels), pixels > 0 ? 1 : 0);
    }

    double Metres(SpatialDimension axis, CubeSchema schema, string parameter)
    {
        if ((axis.Crs ?? schema.Crs) is not { } crs)
            throw arguments.Invalid(parameter, $"the cube has no coordinate reference system that would say how long '{axis.Name}' is in metres; use 'px'");
        var info = evaluation.Services.Rasters.DescribeCrs(crs);
        if (!info.IsGeographic) return info.MetresPerUnit;
        ArrayResult.Tell(evaluation, $"'{parameter}' is given in metres, but the cube is in degrees: metres are those in the middle of the cube.");
        var latitude = schema.Y is { Size: > 0 } y ? y.Centre(y.Size / 2) : 0;
        return axis.Axis == 'x' ? MetresPerDegree * Math.Max(Math.Cos(latitude * Math.PI / 180), 1e-6) : MetresPerDegree;
    }

    Neighborhood[] Labelled(Dimension dimension, ObjectValue? size, ObjectValue? overlap)
    {
        var around = overlap?["value"] is null ? 0 : Labels(dimension, overlap, "overlap");
        var length = size?["value"] is null ? dimension.Count : Labels(dimension, size, "size");
        if (length < 1) throw arguments.Invalid("size", $"the neighborhoods have no labels along '{dimension.Name}'");
        return [.. Starts(dimension.Count, length).Select(start =>
        {
            var count = Math.Min(length, dimension.Count - start);
            return new Neighborhood(start, count, Math.Min(around, start), Math.Min(around, dimension.Count - start - count));
        })];
    }

    int Labels(Dimension dimension, ObjectValue size, string parameter) =>
        size["value"] is NumberValue { Value: >= 0 and < int.MaxValue / 4 and var number } && double.IsInteger(number)
            && size["unit"] is not StringValue { Value: "m" }
            ? (int)number
            : throw arguments.Invalid(parameter, $"the value for '{dimension.Name}' must be a whole number of labels");

    Neighborhood[] Temporal(Dimension dimension, ObjectValue? size, ObjectValue? overlap)
    {
        if (size?["value"] is null or NumberValue && overlap?["value"] is null or NumberValue) return Labelled(dimension, Counted(size), Counted(overlap));
        var instants = arguments.Instants("data", dimension);
        if (instants.Zip(instants.Skip(1)).Any(pair => pair.First > pair.Second))
            throw arguments.Invalid("data", $"the dates of '{dimension.Name}' do not ascend, so that no neighborhoods of a duration can be made of them");
        var spans = size?["value"] is StringValue period ? Spans(instants, period.Value)
            : [.. Labelled(dimension, Counted(size), null).Select(part => (part.Start, part.End, instants[part.Start], instants[part.End - 1].AddTicks(1)))];
        return [.. spans.Select(span => new Neighborhood(span.Start, span.End - span.Start, Before(instants, span.Start, span.From, overlap),
            Reach(instants, span.End, span.To, overlap)))];

        ObjectValue? Counted(ObjectValue? value) => value?["value"] is null || value["unit"] is StringValue { Value: "px" } ? value
            : throw arguments.Invalid("size", $"the value for '{dimension.Name}' must be a duration such as P5D, or have the unit 'px' for a number of dates");
    }

    List<(int Start, int End, DateTimeOffset From, DateTimeOffset To)> Spans(DateTimeOffset[] instants, string size)
    {
        var spans = new List<(int, int, DateTimeOffset, DateTimeOffset)>();
        if (instants.Length == 0) return spans;
        if (CalendarPeriod.Names.Contains(size))
        {
            for (int start = 0, end; start < instants.Length; start = end)
            {
                var number = CalendarPeriod.Number(size, instants[start]);
                for (end = start + 1; end < instants.Length && CalendarPeriod.Number(size, instants[end]) == number;) end++;
                spans.Add((start, end, instants[start], instants[end - 1].AddTicks(1)));
            }
            return spans;
        }
        var duration = Parse(size, "size");
        if (duration.IsZero) throw arguments.Invalid("size", "the duration is zero");
        // From the first date's midnight on, so that days are days whenever in the day the first image was taken.
        var origin = new DateTimeOffset(instants[0].UtcDateTime.Date, TimeSpan.Zero);
        for (int start = 0, step = 0; start < instants.Length; step++)
        {
            var (from, to) = (duration.After(origin, step), duration.After(origin, step + 1));
            var end = start;
            while (end < instants.Length && instants[end] < to) end++;
            if (end > start) spans.Add((start, end, from, to));
            start = end;
        }
        return spans;
    }

    int Before(DateTimeOffset[] instants, int start, DateTimeOffset from, ObjectValue? overlap)
    {
        if (overlap?["value"] is not StringValue text) return overlap?["value"] is NumberValue number ? (int)Math.Min(number.Value, start) : 0;
        var earliest = Parse(text.Value, "overlap").After(from, -1);
        var first = start;
        while (first > 0 && instants[first - 1] >= earliest) first--;
        return start - first;
    }

    int Reach(DateTimeOffset[] instants, int end, DateTimeOffset to, ObjectValue? overlap)
    {
        if (overlap?["value"] is not StringValue text) return overlap?["value"] is NumberValue number ? (int)Math.Min(number.Value, instants.Length - end) : 0;
        var latest = Parse(text.Value, "overlap").After(to);
        var last = end;
        while (last < instants.Length && instants[last] < latest) last++;
        return last - end;
    }

    Duration Parse(string text, string parameter) => Duration.TryParse(text, out var duration) ? duration
        : throw arguments.Invalid(parameter,
            $"'{text}' is no duration such as P1D, P1M or PT6H, nor a period such as {string.Join(", ", CalendarPeriod.Names)}");

    static IEnumerable<int> Starts(int count, int length)
    {
        for (var start = 0; start < count; start += length) yield return start;
    }
}
