using OpenEo.Slices.Engine.Blocks;

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

/// <summary>A source of which different parts may be asked for in one window: bands here, a mask's band there.</summary>
public interface IPlaneSource
{
    /// <summary>What is read for a window: a plane for each of its layers that has data.</summary>
    IEnumerable<Plane> PlanesOf(Window window);
}

/// <summary>Planes that have been read for a window, for parts of the same source that need them too.</summary>
public sealed class SharedPlanes
{
    readonly Dictionary<object, (Plane Plane, Block Cells)> known = new(ReferenceEqualityComparer.Instance);

    /// <summary>Copies a plane that is known to <c>[y, x]</c> cells; false when it is not.</summary>
    public bool TryCopy(Plane plane, Block target)
    {
        if (!known.TryGetValue(plane.Layer, out var held) || !held.Plane.Holds(plane)) return false;
        BlockCopy.Copy(held.Cells.Slice(new Window([plane.Y - held.Plane.Y, plane.X - held.Plane.X], [plane.Height, plane.Width])), target);
        return true;
    }

    /// <summary>Makes a plane known whose cells stay where they are as long as this is used.</summary>
    public void Offer(Plane plane, Block cells)
    {
        if (!known.TryGetValue(plane.Layer, out var held) || held.Plane.Cells < plane.Cells) known[plane.Layer] = (plane, cells);
    }
}
