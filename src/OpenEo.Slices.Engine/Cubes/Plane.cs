
namespace OpenEo.Slices.Engine.Cubes;

/// <summary>A rectangle of one layer of a source, which several parts of the source may hold. Where it is counts from the whole source's first cell.</summary>
/// <param name="Layer">Which layer; compared by reference.</param>
/// <param name="X">First column.</param>
/// <param name="Y">First row.</param>
/// <param name="Width">Columns.</param>
/// <param name="Height">Rows.</param>
public readonly record struct Plane(object Layer, int X, int Y, int Width, int Height)
{
    /// <summary>Cells.</summary>
    public long Cells => (long)Width * Height;

    /// <summary>Whether another rectangle of the same layer lies in this one.</summary>
    public bool Holds(Plane other) => ReferenceEquals(Layer, other.Layer) && other.X >= X && other.Y >= Y
        && other.X + other.Width <= X + Width && other.Y + other.Height <= Y + Height;
}
