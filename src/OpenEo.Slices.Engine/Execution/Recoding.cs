using System.Globalization;
using OpenEo.Slices.Engine.Blocks;
using OpenEo.Slices.Engine.Cubes;
using OpenEo.Slices.Engine.Kernels;

namespace OpenEo.Slices.Engine.Execution;

/// <summary>Cells in another element type than they were computed in, and how many of them that type does not have. Thread-safe.</summary>
sealed class Recoding(CubeSchema from, CubeSchema to)
{
    long outside, rounded;

    /// <summary>
    /// A cube's type with other elements. No-data keeps its value where the new type has it; else it is the type's largest, of signed integers the smallest.
    /// </summary>
    public static CubeSchema Of(CubeSchema schema, ElementType element)
    {
        if (element.IsFloat || !schema.Element.IsFloat && schema.NoData is null) return schema.With(element, null);
        var (low, high) = element.Range;
        if (schema.NoData is { } noData && double.IsInteger(noData) && noData >= low && noData <= high) return schema.With(element, noData);
        return schema.With(element, low < 0 ? low : high);
    }

    /// <summary>Converts all cells of a block; both have the same shape.</summary>
    public void Convert(Block source, Block target)
    {
        var row = new double[source.Shape.Length == 0 ? 1 : source.Shape[^1]];
        var (cut, changed) = (0L, 0L);
        BlockCopy.ForEachRow(source.Shape, position =>
        {
            Conversion.Load<double>(source, source.OffsetOf(position), source.Strides.Length == 0 ? 1 : source.Strides[^1], row.Length, from.NoData, row);
            foreach (ref var cell in row.AsSpan())
            {
                if (double.IsNaN(cell)) continue;
                var fit = Fit(cell, out var isOutside);
                if (isOutside) cut++;
                else if (fit != cell) changed++;
                cell = fit;
            }
            Conversion.Store<double>(row, target, target.OffsetOf(position), target.Strides.Length == 0 ? 1 : target.Strides[^1], to.NoData);
        });
        Interlocked.Add(ref outside, cut);
        Interlocked.Add(ref rounded, changed);
    }

    /// <summary>A sentence about what was changed; null when every value is what it was.</summary>
    public string? Told()
    {
        if (outside == 0 && rounded == 0) return null;
        var noData = to.Element.IsFloat || to.NoData is null ? "" : $", of which {to.NoData.Value.ToString(CultureInfo.InvariantCulture)} is no-data";
        return $"The values are {from.Element.Name} and were saved as {to.Element.Name}{noData}: {outside} did not fit and became the nearest that does, "
            + $"{rounded} were rounded.";
    }

    double Fit(double value, out bool isOutside)
    {
        var (low, high) = to.Element.Range;
        if (to.Element.IsFloat)
        {
            isOutside = double.IsFinite(value) && (value < low || value > high);
            if (isOutside) return value < low ? low : high;
            // Floating-point numbers lose digits as a matter of course, whole numbers do not.
            return to.Element is ElementType.Float32 && !from.Element.IsFloat ? (float)value : value;
        }
        var fit = Math.Clamp(Math.Round(value), low, high);
        isOutside = fit != Math.Round(value);
        if (fit != to.NoData) return fit;
        // A value is not lost in what says that there is none.
        isOutside = true;
        return fit == high ? fit - 1 : fit + 1;
    }
}
