using OpenEo.Slices.Engine.Values;

namespace OpenEo.Slices.Engine.Cubes;

/// <summary>One axis of a cube: a name, a type and an ordered list of labels.</summary>
public abstract record Dimension(string Name, DimensionType Type)
{
    /// <summary>Number of labels.</summary>
    public abstract int Count { get; }

    /// <summary>The label at a position.</summary>
    public abstract Value Label(int index);

    /// <summary>The same axis with only the labels at these positions, in that order.</summary>
    public abstract Dimension Select(IReadOnlyList<int> indices);

    /// <summary>All labels.</summary>
    public IEnumerable<Value> Labels => Enumerable.Range(0, Count).Select(Label);

    /// <summary>Position of a label, or -1. Temporal labels compare as text; numbers as numbers.</summary>
    public virtual int IndexOf(Value label)
    {
        for (var i = 0; i < Count; i++)
            if (Label(i).Equals(label)) return i;
        return -1;
    }
}
