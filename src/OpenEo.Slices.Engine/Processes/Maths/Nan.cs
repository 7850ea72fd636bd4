using OpenEo.Slices.Engine.Graph;
using OpenEo.Slices.Engine.Values;

namespace OpenEo.Slices.Engine.Processes.Maths;

/// <summary>nan: The number NaN.</summary>
sealed class Nan : Process
{
    public override ProcessDefinition Definition { get; } = new(
        "nan", "The number NaN", "The value that IEEE 754 uses for results that are no number, such as 0 divided by 0.",
        ["math > constants"],
        [],
        new("Always NaN.", Schema.Parse("""{"description":"NaN, for which JSON has no value."}""")))
    {
        Experimental = true,
        Examples = ["""{"arguments":{}}"""],
    };

    public override Value Invoke(Arguments arguments, Evaluation evaluation) => Value.Of(double.NaN);
}
