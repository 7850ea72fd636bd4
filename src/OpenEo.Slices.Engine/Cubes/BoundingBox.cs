namespace OpenEo.Slices.Engine.Cubes;

/// <summary>West, south, east, north.</summary>
public readonly record struct BoundingBox(double West, double South, double East, double North)
{
    /// <summary>True when the boxes share more than an edge.</summary>
    public bool Overlaps(BoundingBox other) => West < other.East && other.West < East && South < other.North && other.South < North;

    /// <summary>The smallest box that holds both.</summary>
    public BoundingBox Union(BoundingBox other) =>
        new(Math.Min(West, other.West), Math.Min(South, other.South), Math.Max(East, other.East), Math.Max(North, other.North));
}
