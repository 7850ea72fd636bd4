using OpenEo.Slices.Engine.Graph;
using OpenEo.Slices.Engine.Kernels;
using OpenEo.Slices.Engine.Values;

namespace OpenEo.Slices.Engine.Processes.Maths;

/// <summary>A process that makes a whole number of its number. The results are integers or no-data, so that NaN becomes no-data; infinity stays.</summary>
abstract class WholeNumber<TFormula>(ProcessDefinition definition) : UnaryMath<TFormula>(definition) where TFormula : struct, IUnaryFormula
{
    public override Value Invoke(Arguments arguments, Evaluation evaluation) =>
        base.Invoke(arguments, evaluation) is var value && value is NumberValue { Value: double.NaN } ? Value.Null : value;
}
