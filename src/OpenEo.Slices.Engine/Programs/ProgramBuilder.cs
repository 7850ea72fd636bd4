using OpenEo.Slices.Engine.Faults;
using OpenEo.Slices.Engine.Kernels;
using OpenEo.Slices.Engine.Values;

namespace OpenEo.Slices.Engine.Programs;

/// <summary>
/// Collects the instructions of a child graph while it is evaluated once with lanes in place of pixels. Registers are numbered in the order of their
/// definition and written once; <see cref="Build"/> maps them onto as few strips of memory as their lifetimes allow.
/// </summary>
sealed class ProgramBuilder
{
    readonly List<LaneProgram.Step> steps = [];
    readonly Dictionary<double, LaneValue> constants = [];
    int registers;

    /// <summary>Number of inputs that were declared.</summary>
    public int Slots { get; private set; }

    /// <summary>Declares the next input: values that are loaded from a cube, strip by strip.</summary>
    public LaneValue Input(bool isBoolean)
    {
        var lane = new LaneValue(this, registers++, isBoolean, KeepsType: true);
        steps.Add(new LaneProgram.Step(new LoadSlot(Slots++), [], [lane.Register]));
        return lane;
    }

    /// <summary>A lane with the same value for every pixel.</summary>
    public LaneValue Constant(double value, bool isBoolean = false)
    {
        // NaN is never equal to itself as a number, but is as a key: Dictionary uses Equals.
        if (constants.TryGetValue(value, out var known)) return known with { IsBoolean = isBoolean };
        var lane = new LaneValue(this, registers++, isBoolean);
        steps.Add(new LaneProgram.Step(new FillConstant(value), [], [lane.Register]));
        return constants[value] = lane;
    }

    /// <summary>Any number, boolean or no-data as a lane of this program.</summary>
    /// <exception cref="ProcessGraphException">The value is none of these.</exception>
    public LaneValue Lane(Value value) => value switch
    {
        LaneValue lane => lane,
        NumberValue number => Constant(number.Value),
        BooleanValue boolean => Constant(boolean.Value ? 1 : 0, isBoolean: true),
        NullValue => Constant(double.NaN) with { KeepsType = true },
        _ => throw new ProcessGraphException(new Fault(
            FaultCodes.ProcessGraphInvalid, $"A {value.TypeName} cannot be the value of a pixel: numbers, booleans and no-data can.")),
    };

    /// <summary>Adds an instruction with one result.</summary>
    public LaneValue Emit(Instruction instruction, bool isBoolean, params ReadOnlySpan<Value> inputs) => Emit(instruction, 1, isBoolean, inputs)[0];

    /// <summary>Adds an instruction with several results.</summary>
    public LaneValue[] Emit(Instruction instruction, int outputs, bool isBoolean, params ReadOnlySpan<Value> inputs)
    {
        var lanes = new int[inputs.Length];
        for (var i = 0; i < lanes.Length; i++) lanes[i] = Lane(inputs[i]).Register;
        var results = new LaneValue[outputs];
        for (var i = 0; i < outputs; i++) results[i] = new LaneValue(this, registers++, isBoolean);
        steps.Add(new LaneProgram.Step(instruction, lanes, [.. results.Select(result => result.Register)]));
        return results;
    }

    /// <summary>The program that computes these values and nothing else.</summary>
    public LaneProgram Build(IReadOnlyList<Value> results)
    {
        var lanes = results.Select(Lane).ToList();
        return LaneProgram.Allocate(steps, registers, Slots, [.. lanes.Select(lane => lane.Register)]);
    }

    /// <summary>The program that some value belongs to, or null when all are known constants.</summary>
    public static ProgramBuilder? Of(params ReadOnlySpan<Value> values)
    {
        foreach (var value in values)
        {
            if (value is LaneValue lane) return lane.Program;
            if (value is ArrayValue array && Of(array.Items.AsSpan()) is { } program) return program;
        }
        return null;
    }
}
