using OpenEo.Slices.Engine.Values;

namespace OpenEo.Slices.Engine.Cubes;

/// <summary>A value for each feature, no-data as NaN.</summary>
public sealed record VectorColumn(string Name, double[] Cells, bool IsBoolean)
{
    /// <summary>The value of a feature.</summary>
    public Value this[int feature] => double.IsNaN(Cells[feature]) ? Value.Null : IsBoolean ? Value.Of(Cells[feature] != 0) : Value.Of(Cells[feature]);
}
