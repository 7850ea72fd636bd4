using OpenEo.Slices.Engine.Blocks;

namespace OpenEo.Slices.Engine.Cubes;

/// <summary>Planes that have been read for a window, for parts of the same source that need them too. Thread-safe.</summary>
public sealed class SharedPlanes
{
    readonly Lock gate = new();
    readonly Dictionary<object, (Plane Plane, Block Cells)> known = new(ReferenceEqualityComparer.Instance);

    /// <summary>Copies a plane that is known to <c>[y, x]</c> cells; false when it is not.</summary>
    public bool TryCopy(Plane plane, Block target)
    {
        (Plane Plane, Block Cells) held;
        lock (gate)
            if (!known.TryGetValue(plane.Layer, out held) || !held.Plane.Holds(plane)) return false;
        BlockCopy.Copy(held.Cells.Slice(new Window([plane.Y - held.Plane.Y, plane.X - held.Plane.X], [plane.Height, plane.Width])), target);
        return true;
    }

    /// <summary>Makes a plane known whose cells stay where they are as long as this is used.</summary>
    public void Offer(Plane plane, Block cells)
    {
        lock (gate)
            if (!known.TryGetValue(plane.Layer, out var held) || held.Plane.Cells < plane.Cells) known[plane.Layer] = (plane, cells);
    }
}
