using System.Collections.Immutable;
using FsCheck.Xunit;
using OpenEo.Slices.Engine.Faults;
using OpenEo.Slices.Engine.Graph;
using OpenEo.Slices.Engine.Programs;
using OpenEo.Slices.Engine.Values;

namespace OpenEo.Slices.Engine.Tests.Processes;

/// <summary>What a process says of pixels, in vectors of float64 and float32, is what it says of lone numbers. In pixels no-data is NaN.</summary>
public sealed class LaneTests
{
    /// <summary>Processes of numbers, with the parameters that can differ from pixel to pixel.</summary>
    static readonly (string Process, string[] Parameters)[] Numeric =
    [
        .. Each(["x"], "absolute", "arccos", "arcosh", "arcsin", "arctan", "arsinh", "artanh", "ceil", "constant", "cos", "cosh", "floor", "int", "ln", "round",
            "sgn", "sin", "sinh", "sqrt", "tan", "tanh",
            "is_infinite", "is_nan", "is_nodata", "is_valid"),
        .. Each(["p"], "exp"),
        .. Each(["x", "y"], "add", "subtract", "multiply", "divide", "mod", "normalized_difference", "eq", "neq", "gt", "gte", "lt", "lte"),
        .. Each(["y", "x"], "arctan2"),
        .. Each(["x", "base"], "log"),
        .. Each(["base", "p"], "power"),
        .. Each(["x", "min", "max"], "clip", "between"),
        .. Each(["x", "inputMin", "inputMax", "outputMin", "outputMax"], "linear_scale_range"),
    ];

    /// <summary>Parameters that take numbers but not no-data: there NaN is given as the number.</summary>
    static readonly string[] NeverNoData = ["min", "max", "inputMin", "inputMax", "outputMin", "outputMax"];

    static readonly string[] Logic = ["and", "or", "xor"];

    [Fact]
    public void No_process_of_numbers_or_booleans_is_forgotten()
    {
        string[] families = ["Maths", "Comparison", "Logic"];
        var all = ProcessCatalog.Definitions.Where(
            definition => definition.Parameters.Length > 0 && families.Contains(ProcessCatalog.Find(definition.Id)!.GetType().Namespace!.Split('.')[^1]));
        Assert.Equal(all.Select(definition => definition.Id).Order(), Numeric.Select(entry => entry.Process).Concat(Logic).Concat(["not", "if"]).Order());
    }

    [Property(MaxTest = 20)]
    public void Float64_pixels_equal_numbers(double[] numbers, int seed)
    {
        foreach (var (process, parameters) in Numeric)
        {
            var columns = Columns(numbers, parameters, seed);
            var lanes = LaneRunner.Run<double>(columns, values => Call(process, parameters, values))[0];
            for (var i = 0; i < lanes.Length; i++) AssertClose(process, columns, i, lanes[i], Scalar(process, parameters, columns, i), 1e-11);
        }
    }

    [Property(MaxTest = 20)]
    public void Float32_pixels_are_near_numbers(double[] numbers, int seed)
    {
        foreach (var (process, parameters) in Numeric)
        {
            // Within the range where no step of a formula can leave float32.
            var columns = Columns([.. numbers.Select(number => double.IsFinite(number) ? number % 1000 : number)], parameters, seed);
            foreach (var column in columns)
                for (var i = 0; i < column.Length; i++) column[i] = (float)column[i];
            var lanes = LaneRunner.Run<float>(columns, values => Call(process, parameters, values))[0];
            for (var i = 0; i < lanes.Length; i++)
            {
                var expected = Scalar(process, parameters, columns, i);
                if (!double.IsFinite(expected) || Math.Abs(expected) <= 1e30)
                    AssertClose(process, columns, i, lanes[i], expected, 2e-4, floor: process == "linear_scale_range" ? 1000 : 1e-3);
            }
        }
    }

    [Property(MaxTest = 20)]
    public void Options_are_the_same_for_pixels_and_numbers(double[] numbers, FsCheck.PositiveInt digits)
    {
        var columns = Columns(numbers, ["x", "y"], digits.Get);
        (string Process, string[] Parameters, (string, Value)[] Options)[] cases =
        [
            ("round", ["x"], [("p", Value.Of((double)(digits.Get % 6)))]),
            ("round", ["x"], [("p", Value.Of(-(double)(digits.Get % 400)))]),
            ("round", ["x"], [("p", Value.Of((double)(digits.Get % 400)))]),
            ("eq", ["x", "y"], [("delta", Value.Of((double)digits.Get))]),
            ("neq", ["x", "y"], [("delta", Value.Of(1e-3))]),
            ("between", ["x"], [("min", Value.Of(-1.0)), ("max", Value.Of(1.0)), ("exclude_max", Value.True)]),
            ("clip", ["x"], [("min", Value.Of(-1.0)), ("max", Value.Of((double)digits.Get))]),
            ("log", ["x"], [("base", Value.Of(10.0))]),
            ("log", ["x"], [("base", Value.Of(2.0))]),
            ("power", ["base"], [("p", Value.Of(2.0))]),
            ("linear_scale_range", ["x"], [("inputMin", Value.Of(10.0)), ("inputMax", Value.Of(-10.0)), ("outputMax", Value.Of(255.0))]),
            ("eq", ["x"], [("y", Value.Of("text"))]),
            ("neq", ["x"], [("y", Value.True)]),
            ("gt", ["x"], [("y", Value.False)]),
        ];
        foreach (var (process, parameters, options) in cases)
        {
            var lanes = LaneRunner.Run<double>(columns[..parameters.Length], values => Call(process, parameters, values, options))[0];
            for (var i = 0; i < lanes.Length; i++) AssertClose(process, columns, i, lanes[i], Scalar(process, parameters, columns, i, options), 1e-11);
        }
    }

    [Fact]
    public void Boolean_pixels_follow_three_valued_logic()
    {
        double[][] columns = [[0, 0, 0, 1, 1, 1, double.NaN, double.NaN, double.NaN], [0, 1, double.NaN, 0, 1, double.NaN, 0, 1, double.NaN]];
        foreach (var process in Logic.Concat(["eq", "neq", "gt", "gte"]))
        {
            var lanes = LaneRunner.Run<float>(columns, values => Call(process, ["x", "y"], values), isBoolean: true)[0];
            Assert.Equal(
                [.. Enumerable.Range(0, 9).Select(i => Number(LaneRunner.Call(process, ("x", Boolean(columns[0][i])), ("y", Boolean(columns[1][i])))))], lanes);
        }
        Assert.Equal([1, 1, 1, 0, 0, 0, double.NaN, double.NaN, double.NaN],
            LaneRunner.Run<float>(columns, values => Call("not", ["x"], values), isBoolean: true)[0]);
    }

    [Fact]
    public void If_chooses_by_pixel()
    {
        double[][] columns = [[5, -5, double.NaN, 0]];
        Value Choose(Value x, Value accept, Value reject) =>
            LaneRunner.Call("if", ("value", LaneRunner.Call("gt", ("x", x), ("y", Value.Of(0.0)))), ("accept", accept), ("reject", reject));
        Assert.Equal([5, double.NaN, double.NaN, double.NaN], LaneRunner.Run<double>(columns, values => Choose(values[0], values[0], Value.Null))[0]);
        Assert.Equal([1, 2, 2, 2], LaneRunner.Run<double>(columns, values => Choose(values[0], Value.Of(1.0), Value.Of(2.0)))[0]);
        var pair = LaneRunner.Run<double>(columns, values => Choose(values[0], LaneRunner.Numbers(1, 2), LaneRunner.Numbers(3, null)));
        Assert.Equal([1, 3, 3, 3], pair[0]);
        Assert.Equal([2, double.NaN, double.NaN, double.NaN], pair[1]);
    }

    [Fact]
    public void If_says_whether_what_it_chooses_keeps_its_type()
    {
        LaneRunner.Run<double>([[1]], values =>
        {
            var condition = LaneRunner.Call("gt", ("x", values[0]), ("y", Value.Of(0.0)));
            LaneValue Choose(Value accept, Value reject) =>
                Assert.IsType<LaneValue>(LaneRunner.Call("if", ("value", condition), ("accept", accept), ("reject", reject)));
            Assert.True(Choose(values[0], Value.Null).KeepsType);
            Assert.False(Choose(values[0], Value.Of(1.5)).KeepsType);
            Assert.True(Choose(Value.True, Value.Null).IsBoolean);
            Assert.False(Choose(values[0], Value.Null).IsBoolean);
            var failure = Assert.Throws<ProcessGraphException>(() => Choose(LaneRunner.Numbers(1, 2), Value.Null));
            Assert.Equal("ProcessParameterInvalid", failure.Faults[0].Code);
            return values[0];
        });
    }

    static (string, string[])[] Each(string[] parameters, params string[] processes) => [.. processes.Select(process => (process, parameters))];

    /// <summary>
    /// A column for each parameter: the numbers as they are and folded to where functions have their domain, with special numbers, shuffled anew for each.
    /// </summary>
    static double[][] Columns(double[] numbers, string[] parameters, int seed)
    {
        double[] all = [.. numbers, .. numbers.Select(number => number % 1.25), double.NaN, double.PositiveInfinity, double.NegativeInfinity, 0, -0.0, 1, -1,
            0.5, 2.5, 10, 27, 5, 1e-3, -1e-6, 1e-9, 355, -100.25];
        var random = new Random(seed);
        var columns = parameters.Select(_ => { var column = (double[])all.Clone(); random.Shuffle(column); return column; }).ToArray();
        // Bounds in order: swapped ones are refused for numbers.
        if (parameters is [_, "min", "max"])
            for (var i = 0; i < all.Length; i++)
                if (columns[1][i] > columns[2][i]) (columns[1][i], columns[2][i]) = (columns[2][i], columns[1][i]);
        return columns;
    }

    static Value Call(string process, string[] parameters, ImmutableArray<Value> values, params (string, Value)[] options) =>
        LaneRunner.Call(process, [.. parameters.Select((name, i) => (name, values[i])), .. options]);

    static double Scalar(string process, string[] parameters, double[][] columns, int pixel, params (string, Value)[] options)
    {
        var takesNaN = process is "is_nan" or "constant";
        return Number(Call(process, parameters, [.. parameters.Select((name, i) =>
            double.IsNaN(columns[i][pixel]) && !takesNaN && !NeverNoData.Contains(name) ? Value.Null : Value.Of(columns[i][pixel]))], options));
    }

    static Value Boolean(double number) => double.IsNaN(number) ? Value.Null : Value.Of(number == 1);

    static double Number(Value value) => value switch { NumberValue number => number.Value, BooleanValue boolean => boolean.Value ? 1 : 0, _ => double.NaN };

    /// <summary>Equal, or apart by less than the tolerance relative to the expected number, or to <paramref name="floor"/> where that is larger.</summary>
    static void AssertClose(string process, double[][] columns, int pixel, double actual, double expected, double tolerance, double floor = 1e-11)
    {
        var same = double.IsNaN(expected) ? double.IsNaN(actual) : actual == expected
            || Math.Abs(actual - expected) <= tolerance * Math.Max(Math.Abs(expected), floor);
        Assert.True(same,
            $"{process} of "
            + $"{string.Join(", ", columns.Select(column => column[pixel].ToString("R", System.Globalization.CultureInfo.InvariantCulture)))} should be "
            + $"{expected:R}, but is {actual:R}.");
    }
}
