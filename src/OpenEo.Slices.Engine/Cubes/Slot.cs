namespace OpenEo.Slices.Engine.Cubes;

/// <summary>
/// Where an input of a program comes from: cells of one input cube. For each of that cube's dimensions either the dimension of the result that it runs
/// along with (<paramref name="Along"/>), or -1 and a fixed position (<paramref name="At"/>).
/// </summary>
sealed record Slot(int Input, int[] Along, int[] At);
