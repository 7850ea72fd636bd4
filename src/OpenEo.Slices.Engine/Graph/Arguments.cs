using System.Collections.Immutable;
using OpenEo.Slices.Engine.Cubes;
using OpenEo.Slices.Engine.Faults;
using OpenEo.Slices.Engine.Programs;
using OpenEo.Slices.Engine.Values;

namespace OpenEo.Slices.Engine.Graph;

/// <summary>The arguments of one call, by parameter name: checked, with defaults.</summary>
public sealed class Arguments(string process, ImmutableDictionary<string, Value> values)
{
    /// <summary>The process that is called.</summary>
    public string Process => process;

    /// <summary>All arguments.</summary>
    public ImmutableDictionary<string, Value> Values => values;

    /// <summary>Any argument; no-data when it is missing.</summary>
    public Value this[string name] => values.GetValueOrDefault(name, Value.Null);

    /// <summary>A number, or null for no-data.</summary>
    public double? Number(string name) => this[name] switch { NumberValue number => number.Value, NullValue => null, _ => throw Expected(name, "a number") };

    /// <summary>A boolean, or null for no-data.</summary>
    public bool? Boolean(string name) => this[name] switch { BooleanValue boolean => boolean.Value, NullValue => null, _ => throw Expected(name, "a boolean") };

    /// <summary>A text, or null for no-data.</summary>
    public string? Text(string name) => this[name] switch { StringValue text => text.Value, NullValue => null, _ => throw Expected(name, "a text") };

    /// <summary>An array.</summary>
    public ArrayValue Array(string name) => this[name] switch
    {
        ArrayValue array => array,
        PixelsValue { Numbers: not null } pixels => pixels.ToArray(),
        _ => throw Expected(name, "an array"),
    };

    /// <summary>A raster cube.</summary>
    public RasterCube Cube(string name) => (this[name] as CubeValue)?.Cube ?? throw Expected(name, "a data cube");

    /// <summary>A child process.</summary>
    public CallbackValue Callback(string name) => this[name] as CallbackValue ?? throw Expected(name, "a child process");

    /// <summary>An object, or null for no-data.</summary>
    public ObjectValue? Object(string name) => this[name] switch { ObjectValue map => map, NullValue => null, _ => throw Expected(name, "an object") };

    /// <summary>The fault <c>ProcessParameterInvalid</c> for a parameter; <paramref name="reason"/> without a full stop.</summary>
    public ProcessGraphException Invalid(string parameter, string reason) => new(InvalidFault(process, parameter, reason));

    /// <summary>A fault with a code that the process's definition declares, such as <c>DimensionNotAvailable</c>.</summary>
    public static ProcessGraphException Fault(string code, string message, string? parameter = null) => new(new Fault(code, message, null, parameter));

    internal static Fault InvalidFault(string process, string parameter, string reason) => new(
        FaultCodes.ProcessParameterInvalid, $"The value passed for parameter '{parameter}' in process '{process}' is invalid: {reason}.", null, parameter)
    {
        Details = new Dictionary<string, string> { ["parameter"] = parameter, ["process"] = process, ["reason"] = reason },
    };

    ProcessGraphException Expected(string name, string what) => Invalid(name, this[name] is LaneValue
        ? $"expected {what} that is the same for all pixels, got one that differs from pixel to pixel"
        : $"expected {what}, got {Schema.Show(this[name])}");
}
