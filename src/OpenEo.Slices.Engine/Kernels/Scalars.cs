namespace OpenEo.Slices.Engine.Kernels;

/// <summary>Formulas for lone numbers: the same code as for pixels, on spans of one element.</summary>
static class Scalars
{
    public static double Compute<TFormula>(double x) where TFormula : struct, IUnaryFormula
    {
        Span<double> result = stackalloc double[1];
        TFormula.Invoke([x], result);
        return result[0];
    }

    public static double Compute<TFormula>(double x, double y) where TFormula : struct, IBinaryFormula
    {
        Span<double> result = stackalloc double[1];
        TFormula.Invoke([x], [y], result);
        return result[0];
    }

    public static double Compute<TFormula>(double x, double y, double z) where TFormula : struct, ITernaryFormula
    {
        Span<double> result = stackalloc double[1];
        TFormula.Invoke([x], [y], [z], result);
        return result[0];
    }
}
