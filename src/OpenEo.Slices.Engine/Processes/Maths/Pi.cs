using OpenEo.Slices.Engine.Graph;
using OpenEo.Slices.Engine.Values;

namespace OpenEo.Slices.Engine.Processes.Maths;

/// <summary>pi: The number π.</summary>
sealed class Pi : Process
{
    public override ProcessDefinition Definition { get; } = new(
        "pi", "The number π", "The circumference of a circle divided by its diameter, about 3.14159.",
        ["math > constants", "math > trigonometric"],
        [],
        new("The number π.", Schema.Number))
    {
        Examples = ["""{"arguments":{},"returns":3.141592653589793}"""],
    };

    public override Value Invoke(Arguments arguments, Evaluation evaluation) => Value.Of(Math.PI);
}
