using OpenEo.Slices.Engine.Values;

namespace OpenEo.Slices.Engine.Tests.Processes.Maths;

public sealed class RoundTests
{
    [Theory]
    [InlineData(2.675, 2, 2.68)]
    [InlineData(2.665, 2, 2.66)]
    [InlineData(1.005, 2, 1)]
    [InlineData(0.15, 1, 0.2)]
    [InlineData(0.25, 1, 0.2)]
    [InlineData(-0.35, 1, -0.4)]
    public void Halves_of_decimal_numbers_go_to_the_even_digit(double x, int p, double expected) => Assert.Equal(expected, Round(x, p));

    [Theory]
    [InlineData(1234.5, -2, 1200)]
    [InlineData(1250, -2, 1200)]
    [InlineData(1350, -2, 1400)]
    [InlineData(4, -1, 0)]
    [InlineData(1e300, -400, 0)]
    public void Negative_digits_round_to_powers_of_ten(double x, int p, double expected) => Assert.Equal(expected, Round(x, p));

    [Theory]
    [InlineData(1234567890.123, 12)]
    [InlineData(1e300, 20)]
    [InlineData(0.1, 400)]
    [InlineData(double.NegativeInfinity, 3)]
    [InlineData(double.PositiveInfinity, -3)]
    public void Numbers_without_more_digits_stay(double x, int p) => Assert.Equal(x, Round(x, p));

    [Theory]
    [InlineData("floor", double.NaN)]
    [InlineData("ceil", double.NaN)]
    [InlineData("int", null)]
    public void Only_int_makes_no_data_of_NaN(string process, double? expected) =>
        Assert.Equal(Value.Of(expected), LaneRunner.Call(process, ("x", Value.Of(double.NaN))));

    static double Round(double x, double p) => ((NumberValue)LaneRunner.Call("round", ("x", Value.Of(x)), ("p", Value.Of(p)))).Value;
}
