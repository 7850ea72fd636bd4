using System.Numerics;
using OpenEo.Slices.Engine.Graph;
using OpenEo.Slices.Engine.Kernels;
using OpenEo.Slices.Engine.Programs;
using OpenEo.Slices.Engine.Values;

namespace OpenEo.Slices.Engine.Processes.Maths;

/// <summary>linear_scale_range: a number of one range as a number of another.</summary>
sealed class LinearScaleRange : Process
{
    public override ProcessDefinition Definition { get; } = new(
        "linear_scale_range", "Scale from one range to another",
        "Maps numbers from `inputMin` to `inputMax` onto the range from `outputMin` to `outputMax`, so that proportions stay: "
        + "`((x - inputMin) / (inputMax - inputMin)) * (outputMax - outputMin) + outputMin`. Numbers beyond the input range count as its nearer end. "
        + "Often used to make bytes (0 to 255) for pictures. No-data stays no-data.",
        ["math"],
        [
            new("x", "The number to be scaled.", Schema.NumberOrNull),
            new("inputMin", "Where the input range begins.", Schema.Number),
            new("inputMax", "Where the input range ends.", Schema.Number),
            new Parameter("outputMin", "Where the output range begins.", Schema.Number).Or(Value.Of(0.0)),
            new Parameter("outputMax", "Where the output range ends.", Schema.Number).Or(Value.Of(1.0)),
        ],
        new("The scaled number.", Schema.NumberOrNull))
    {
        Examples =
        [
            """{"arguments":{"x":0.5,"inputMin":0,"inputMax":2,"outputMax":200},"returns":50}""",
            """{"arguments":{"x":3,"inputMin":0,"inputMax":2,"outputMax":200},"returns":200}""",
        ],
    };

    public override Value Invoke(Arguments arguments, Evaluation evaluation)
    {
        Value[] values = [.. Definition.Parameters.Select(parameter => arguments[parameter.Name])];
        if (values[0] is NullValue) return Value.Null;
        if (ProgramBuilder.Of(values) is { } program) return program.Emit(Scale.Instance, isBoolean: false, values);
        double[] numbers = [.. values.Cast<NumberValue>().Select(number => number.Value)];
        return Value.Of(Scale.Compute(numbers.Select(number => new Vector<double>(number)).ToArray())[0]);
    }

    /// <summary>The instruction: x and the four ends.</summary>
    sealed class Scale : Instruction
    {
        public static Scale Instance { get; } = new();

        public override void Run<T>(Lanes<T> lanes, int[] inputs, int[] outputs)
        {
            var output = lanes[outputs[0]];
            Span<Vector<T>> values = stackalloc Vector<T>[5];
            for (var i = 0; i < output.Length; i += Vector<T>.Count)
            {
                for (var j = 0; j < values.Length; j++) values[j] = new Vector<T>(lanes[inputs[j]][i..]);
                Compute<T>(values).CopyTo(output[i..]);
            }
        }

        public static Vector<T> Compute<T>(ReadOnlySpan<Vector<T>> values) where T : unmanaged
        {
            var (x, from, to, low, high) = (values[0], values[1], values[2], values[3], values[4]);
            // The range may run downwards.
            var ascending = Vector.LessThanOrEqual(from, to);
            var (least, most) = (Vector.ConditionalSelect(ascending, from, to), Vector.ConditionalSelect(ascending, to, from));
            x = Vector.ConditionalSelect(Vector.LessThan(x, least), least, Vector.ConditionalSelect(Vector.GreaterThan(x, most), most, x));
            return (x - from) / (to - from) * (high - low) + low;
        }
    }
}
