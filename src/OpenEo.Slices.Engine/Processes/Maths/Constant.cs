using OpenEo.Slices.Engine.Graph;
using OpenEo.Slices.Engine.Values;

namespace OpenEo.Slices.Engine.Processes.Maths;

/// <summary>constant: a value with a node of its own.</summary>
sealed class Constant : Process
{
    public override ProcessDefinition Definition { get; } = new(
        "constant", "A value to be used in several places", "Gives back what it is given, so that a value has to be written only once in a process graph.",
        ["math > constants"],
        [new("x", "The value, of any type.", Schema.Any)],
        new("The same value.", Schema.Any))
    {
        Examples = ["""{"arguments":{"x":[1,2]},"returns":[1,2]}"""],
    };

    public override Value Invoke(Arguments arguments, Evaluation evaluation) => arguments["x"];
}
