namespace OpenEo.Slices.Engine.Blocks;

/// <summary>A box of cells: first position and number of positions along each dimension of a cube.</summary>
public sealed record Window(int[] Start, int[] Count)
{
    /// <summary>Number of cells.</summary>
    public long Cells => Count.Aggregate(1L, (cells, count) => cells * count);

    /// <summary>True when the box holds no cell.</summary>
    public bool IsEmpty => Count.Any(count => count <= 0);

    /// <summary>The same box with another range along one dimension.</summary>
    public Window With(int dimension, int start, int count)
    {
        var (starts, counts) = ((int[])Start.Clone(), (int[])Count.Clone());
        (starts[dimension], counts[dimension]) = (start, count);
        return new Window(starts, counts);
    }

    /// <summary>The smallest box that holds both.</summary>
    public Window Union(Window other)
    {
        var (start, count) = (new int[Start.Length], new int[Start.Length]);
        for (var i = 0; i < start.Length; i++)
        {
            start[i] = Math.Min(Start[i], other.Start[i]);
            count[i] = Math.Max(Start[i] + Count[i], other.Start[i] + other.Count[i]) - start[i];
        }
        return new Window(start, count);
    }

    /// <summary>Where this box lies inside <paramref name="outer"/>, counted from its first cell.</summary>
    public Window RelativeTo(Window outer) => new([.. Start.Zip(outer.Start, (a, b) => a - b)], Count);

    /// <inheritdoc/>
    public bool Equals(Window? other) => other is not null && Start.AsSpan().SequenceEqual(other.Start) && Count.AsSpan().SequenceEqual(other.Count);

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        var hash = new HashCode();
        foreach (var value in Start) hash.Add(value);
        foreach (var value in Count) hash.Add(value);
        return hash.ToHashCode();
    }

    /// <inheritdoc/>
    public override string ToString() => string.Join(" × ", Start.Zip(Count, (start, count) => $"{start}+{count}"));
}
