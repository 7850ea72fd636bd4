namespace OpenEo.Slices.Engine.Blocks;

/// <summary>
/// Walks several strided arrays of one shape in step, row by row. Dimensions that lie without gaps in all of them are first joined into one, so that dense
/// blocks become a single long row.
/// </summary>
sealed class StridedWalk(int[] shape, int operands)
{
    readonly long[] bases = new long[operands];
    readonly int[][] strides = new int[operands][];
    int[] shape = shape, position = [];
    long[] row = [];

    /// <summary>Cells of a row.</summary>
    public int RowLength => shape.Length == 0 ? 1 : shape[^1];

    public void Set(int operand, long offset, int[] strides) => (bases[operand], this.strides[operand]) = (offset, strides);

    /// <summary>Elements between neighbours of a row.</summary>
    public int RowStride(int operand) => shape.Length == 0 ? 1 : strides[operand][^1];

    /// <summary>Element offset of a cell of the current row.</summary>
    public long Offset(int operand, int at) => row[operand] + (long)at * RowStride(operand);

    /// <summary>Joins what can be joined and goes to the first row.</summary>
    public void Coalesce()
    {
        var dimensions = new List<int>();
        for (var d = 0; d < shape.Length; d++)
            if (shape[d] != 1) dimensions.Add(d);
        var counts = dimensions.Select(d => shape[d]).ToList();
        var steps = strides.Select(all => dimensions.Select(d => all[d]).ToList()).ToList();
        for (var d = counts.Count - 2; d >= 0; d--)
        {
            if (!steps.TrueForAll(all => all[d] == (long)all[d + 1] * counts[d + 1])) continue;
            counts[d] = checked(counts[d] * counts[d + 1]);
            counts.RemoveAt(d + 1);
            // The joined dimension steps like its inner part.
            foreach (var all in steps) all.RemoveAt(d);
        }
        shape = [.. counts];
        for (var i = 0; i < strides.Length; i++) strides[i] = [.. steps[i]];
        position = new int[Math.Max(shape.Length - 1, 0)];
        row = (long[])bases.Clone();
    }

    /// <summary>Goes to the next row; false after the last.</summary>
    public bool NextRow()
    {
        for (var d = position.Length - 1; d >= 0; d--)
        {
            for (var i = 0; i < row.Length; i++) row[i] += strides[i][d];
            if (++position[d] < shape[d]) return true;
            for (var i = 0; i < row.Length; i++) row[i] -= (long)strides[i][d] * shape[d];
            position[d] = 0;
        }
        return false;
    }
}
