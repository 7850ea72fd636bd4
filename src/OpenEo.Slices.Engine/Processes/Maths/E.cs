using OpenEo.Slices.Engine.Graph;
using OpenEo.Slices.Engine.Values;

namespace OpenEo.Slices.Engine.Processes.Maths;

/// <summary>e: Euler's number.</summary>
sealed class E : Process
{
    public override ProcessDefinition Definition { get; } = new(
        "e", "Euler's number", "The base of the natural logarithm, about 2.71828.",
        ["math > constants", "math > exponential & logarithmic"],
        [],
        new("Euler's number.", Schema.Number))
    {
        Examples = ["""{"arguments":{},"returns":2.718281828459045}"""],
    };

    public override Value Invoke(Arguments arguments, Evaluation evaluation) => Value.Of(Math.E);
}
