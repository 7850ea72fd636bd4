using System.Numerics;
using OpenEo.Slices.Engine.Graph;
using OpenEo.Slices.Engine.Kernels;
using OpenEo.Slices.Engine.Programs;
using OpenEo.Slices.Engine.Values;

namespace OpenEo.Slices.Engine.Processes.Maths;

/// <summary>round: to the nearest number of some decimal digits, halves to the even digit.</summary>
sealed class Round : Process
{
    public override ProcessDefinition Definition { get; } = new(
        "round", "Round to a number of digits",
        "Gives the nearest number that has `p` digits after the decimal point. Halfway between two, the one with the even last digit is chosen (as IEEE 754 "
        + "does), so that errors do not add up. No-data stays no-data.",
        ["math > rounding"],
        [
            new("x", "The number to be rounded.", Schema.NumberOrNull),
            new Parameter("p", "Digits after the decimal point; negative to round to tens (-1), hundreds (-2) and so on.", Schema.Integer).Or(Value.Of(0.0)),
        ],
        new("The rounded number.", Schema.NumberOrNull))
    {
        Examples =
        [
            """{"arguments":{"x":2.5},"returns":2}""",
            """{"arguments":{"x":0.125,"p":1},"returns":0.1}""",
            """{"arguments":{"x":1750,"p":-2},"returns":1800}""",
        ],
    };

    public override Value Invoke(Arguments arguments, Evaluation evaluation)
    {
        var instruction = new ToDigits(arguments.Number("p")!.Value);
        return arguments["x"] switch
        {
            LaneValue lane => lane.Program.Emit(instruction, isBoolean: false, lane),
            NumberValue number => Value.Of(instruction.Compute(number.Value)),
            _ => Value.Null,
        };
    }

    /// <summary>Rounds to p digits.</summary>
    sealed class ToDigits(double p) : Instruction
    {
        readonly double factor = Math.Pow(10, Math.Abs(p));

        public override void Run<T>(Lanes<T> lanes, int[] inputs, int[] outputs)
        {
            var x = lanes[inputs[0]];
            var result = lanes[outputs[0]];
            for (var i = 0; i < result.Length; i++) result[i] = Compute(x[i]);
        }

        public T Compute<T>(T x) where T : unmanaged, IFloatingPointIeee754<T>
        {
            if (p == 0 || !T.IsFinite(x)) return T.Round(x);
            var (unit, two, lastBit) = (T.CreateTruncating(factor), T.One + T.One, T.BitIncrement(T.One) - T.One);
            // A unit beyond the type's range: nothing to cut off, or nothing to keep.
            if (T.IsInfinity(unit)) return p > 0 ? x : T.Zero;
            var scaled = p > 0 ? x * unit : x / unit;
            if (p > 0 && T.Abs(scaled) >= T.One / lastBit) return x;
            // 2.675 has no exact binary form; users mean the decimal one. What is a half but for the last bit is a half.
            var half = T.Round(scaled * two) / two;
            if (T.Abs(scaled - half) <= T.Abs(scaled) * lastBit) scaled = half;
            var rounded = T.Round(scaled);
            return p > 0 ? rounded / unit : rounded * unit;
        }
    }
}
