using System.Globalization;
using OpenEo.Slices.Engine.Cubes;
using OpenEo.Slices.Engine.Faults;
using OpenEo.Slices.Engine.Values;

namespace OpenEo.Slices.Engine.Graph;

/// <summary>Arguments that limit space or time, and what they mean for a cube.</summary>
static class ExtentArguments
{
    /// <summary>A bounding box <c>{west, south, east, north, crs}</c>. That heights are not looked at is told.</summary>
    /// <exception cref="ProcessGraphException"><c>ProcessParameterInvalid</c>: not a box, an unknown CRS, or a box without area.</exception>
    public static SpatialExtent Extent(this Arguments arguments, string parameter, Evaluation evaluation)
    {
        var rasters = evaluation.Services.Rasters;
        if (arguments.Object(parameter) is not { } map) throw arguments.Invalid(parameter, "expected a bounding box with west, south, east and north");
        double Side(string name) => map[name] is NumberValue { Value: var number } && double.IsFinite(number)
            ? number
            : throw arguments.Invalid(parameter, $"'{name}' of the bounding box must be a number");
        if (map["base"] is not (null or NullValue) || map["height"] is not (null or NullValue))
            Warn(evaluation, $"Cubes have no vertical axis here: 'base' and 'height' of the parameter '{parameter}' limit nothing.");
        var box = new BoundingBox(Side("west"), Side("south"), Side("east"), Side("north"));
        var crs = SpatialExtent.ParseCrs(map["crs"] ?? new StringValue(SpatialExtent.Degrees), rasters)
            ?? throw arguments.Invalid(parameter, "'crs' must be an EPSG code or a WKT2 text that is known");
        if (box.South > box.North)
            throw arguments.Invalid(parameter, $"the extent is empty: south ({Show(box.South)}) lies north of north ({Show(box.North)})");
        if (rasters.DescribeCrs(crs).IsGeographic) box = SpatialExtent.Normal(box);
        if (box.South == box.North || box.West == box.East) throw arguments.Invalid(parameter, "the extent is empty: it has no area");
        if (box.West > box.East && !rasters.DescribeCrs(crs).IsGeographic)
            throw arguments.Invalid(parameter, $"the extent is empty: west ({Show(box.West)}) lies east of east ({Show(box.East)})");
        return new SpatialExtent(box, crs);
    }

    /// <summary>
    /// The pixels of a grid whose centres lie in an extent: first column and row, number of columns and rows. The extent's envelope in the grid's CRS counts.
    /// A grid without CRS is taken to have the extent's coordinates. That there are none is told.
    /// </summary>
    /// <exception cref="ProcessGraphException"><c>ProcessParameterInvalid</c> for <paramref name="parameter"/>: the extent has no place there.</exception>
    public static (int X, int Y, int Width, int Height) Pixels(this Arguments arguments, string parameter, SpatialExtent extent, Grid grid,
        Evaluation evaluation)
    {
        if (grid.Crs is null && extent.Crs != SpatialExtent.Degrees)
            throw arguments.Invalid(parameter, $"the data has no coordinate reference system to which {extent.Crs} could be transformed; "
                + "leave 'crs' out and give the data's own coordinates");
        var pixels = SpatialExtent.Pixels(grid, arguments.In(parameter, extent, grid, evaluation.Services.Rasters));
        if (pixels.Width == 0 || pixels.Height == 0)
            Warn(evaluation, $"Nothing is left of the cube: no pixel's centre lies in the extent {SpatialExtent.Show(extent.Box)} ({extent.Crs}); "
                + $"the data covers {SpatialExtent.Show(grid.Bounds)} ({grid.Crs ?? "no coordinate reference system"}).");
        return pixels;
    }

    /// <summary>The extent's envelope in a grid's reference system.</summary>
    /// <exception cref="ProcessGraphException"><c>ProcessParameterInvalid</c>: it has no place there.</exception>
    public static BoundingBox In(this Arguments arguments, string parameter, SpatialExtent extent, Grid grid, IRasterLibrary rasters)
    {
        try
        {
            return extent.In(grid, rasters);
        }
        catch (RasterException)
        {
            throw arguments.Invalid(parameter, $"the extent {SpatialExtent.Show(extent.Box)} ({extent.Crs}) has no place in the data's reference system "
                + $"{grid.Crs}; the data covers {SpatialExtent.Show(grid.Bounds)} there. Name the 'crs' of the extent if it is not in degrees");
        }
    }

    /// <summary>A left-closed interval of two instants, one of which may be null.</summary>
    /// <exception cref="ProcessGraphException"><c>TemporalExtentEmpty</c>, or <c>ProcessParameterInvalid</c> when it is no interval.</exception>
    public static TemporalInterval Interval(this Arguments arguments, string parameter) => arguments.Interval(parameter, arguments[parameter]);

    /// <summary>
    /// As <see cref="Interval(Arguments, string)"/>, but a date that is start and end is that day, and a year or month stands for its first day (the whole of
    /// it where it is start and end). The log is told.
    /// </summary>
    public static TemporalInterval Period(this Arguments arguments, string parameter, Evaluation evaluation)
    {
        if (arguments[parameter] is not ArrayValue { Items: [var first, var second] }) return arguments.Interval(parameter);
        var (start, end) = (Day(first), Day(second));
        var isOne = start is not null && start == end && ((StringValue)first).Value.Length == ((StringValue)second).Value.Length;
        if (!isOne && !IsShort(first) && !IsShort(second)) return arguments.Interval(parameter);
        if (isOne && After(start!.Value, ((StringValue)first).Value.Length) is { } after) end = after;
        Value[] taken = [start is { } from ? Text(from) : first, end is { } to ? Text(to) : second];
        var interval = arguments.Interval(parameter, new ArrayValue([.. taken]));
        evaluation.Warn($"'{parameter}' of '{arguments.Process}' is [{Schema.Show(first)}, {Schema.Show(second)}]; it is taken as from "
            + $"{Schema.Show(taken[0])} up to, and without, {Schema.Show(taken[1])}.");
        return interval;

        static Value Text(DateOnly day) => new StringValue(day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture));
    }

    static DateOnly? Day(Value value) => value is StringValue text
        && DateOnly.TryParseExact(text.Value, ["yyyy-MM-dd", "yyyy-MM", "yyyy"], CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) ? day : null;

    static bool IsShort(Value value) => Day(value) is not null && value is StringValue { Value.Length: < 10 };

    static DateOnly? After(DateOnly day, int length) => day.Year == DateOnly.MaxValue.Year ? null
        : length switch { 4 => day.AddYears(1), 7 => day.AddMonths(1), _ => day.AddDays(1) };

    /// <summary>As <see cref="Interval(Arguments, string)"/>, for an interval inside an argument.</summary>
    public static TemporalInterval Interval(this Arguments arguments, string parameter, Value interval)
    {
        if (!TemporalInterval.TryParse(interval, out var extent))
            throw arguments.Invalid(parameter, "expected an interval of two dates (2020-01-31) or date-times (2020-01-31T12:00:00Z), of which one may be null");
        if (!extent.IsEmpty) return extent;
        throw Arguments.Fault(
            FaultCodes.TemporalExtentEmpty,
            "The temporal extent is empty. The second instant in time must always be greater/later than the first instant in time.", parameter);
    }

    /// <summary>The instants that the labels of a temporal dimension name. A label that is only a date stands for its midnight in UTC.</summary>
    /// <exception cref="ProcessGraphException"><c>ProcessParameterInvalid</c> for <paramref name="parameter"/> when a label is no instant.</exception>
    public static DateTimeOffset[] Instants(this Arguments arguments, string parameter, Dimension dimension) =>
    [
        .. dimension.Labels.Select(label => label is StringValue text && Temporal.TryParse(text.Value, out var instant)
            ? instant
            : throw arguments.Invalid(parameter, $"the label {Schema.Show(label)} of the dimension '{dimension.Name}' is not a date or time")),
    ];

    static void Warn(Evaluation evaluation, string what) =>
        evaluation.Services.Log?.Log(LogSeverity.Warning, what, evaluation.Node is { Length: > 0 } node ? node : null);

    static string Show(double number) => SpatialExtent.Show(number);
}
