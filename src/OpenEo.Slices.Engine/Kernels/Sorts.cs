using System.Numerics;

namespace OpenEo.Slices.Engine.Kernels;

/// <summary>The inputs sorted, pixel by pixel, by a sorting network; as many outputs as inputs, no-data at the end or at the start.</summary>
sealed class SortKernel(bool ascending, bool noDataFirst) : Instruction
{
    public override void Run<T>(Lanes<T> lanes, int[] inputs, int[] outputs)
    {
        var columns = Scratch.Columns<T>(inputs.Length);
        var comparators = SortingNetwork.Sort(inputs.Length);
        // Columns are sorted upwards and read downwards for descending order; no-data takes the infinity that brings it to the wanted end.
        var fill = new Vector<T>(ascending == noDataFirst ? T.NegativeInfinity : T.PositiveInfinity);
        for (var i = 0; i < lanes.Length; i += Vector<T>.Count)
        {
            var missing = NoData.Replace(lanes, inputs, i, fill, columns);
            SortingNetwork.Run(comparators, columns);
            var values = new Vector<T>(T.CreateTruncating(inputs.Length)) - missing;
            for (var k = 0; k < outputs.Length; k++)
            {
                var position = new Vector<T>(T.CreateTruncating(k));
                var valid = noDataFirst ? Vector.GreaterThanOrEqual(position, missing) : Vector.LessThan(position, values);
                VectorLogic.Where(valid, columns[ascending ? k : columns.Length - 1 - k]).CopyTo(lanes[outputs[k]][i..]);
            }
        }
    }
}

/// <summary>
/// The positions of the inputs in sorted order, pixel by pixel; ties keep their order. Positions of no-data come at the end or at the start, or become no-data
/// at the end when <paramref name="noDataFirst"/> is null. Each value's rank is the number of those before it, found by comparing all with all.
/// </summary>
sealed class OrderKernel(bool ascending, bool? noDataFirst) : Instruction
{
    public override void Run<T>(Lanes<T> lanes, int[] inputs, int[] outputs)
    {
        for (var i = 0; i < lanes.Length; i += Vector<T>.Count)
        {
            var missing = Vector<T>.Zero;
            foreach (var input in inputs) missing += VectorLogic.Truth(~VectorLogic.Valid(new Vector<T>(lanes[input][i..])));
            for (var k = 0; k < inputs.Length; k++)
            {
                var value = new Vector<T>(lanes[inputs[k]][i..]);
                var rank = Rank(lanes, inputs, i, k, missing);
                for (var pixel = 0; pixel < Vector<T>.Count; pixel++)
                    lanes[outputs[int.CreateTruncating(rank[pixel])]][i + pixel] = noDataFirst is null && T.IsNaN(value[pixel]) ? T.NaN : T.CreateTruncating(k);
            }
        }
    }

    Vector<T> Rank<T>(Lanes<T> lanes, int[] inputs, int i, int k, Vector<T> missing) where T : unmanaged, IFloatingPointIeee754<T>
    {
        var value = new Vector<T>(lanes[inputs[k]][i..]);
        var (before, missingBefore) = (Vector<T>.Zero, Vector<T>.Zero);
        for (var j = 0; j < inputs.Length; j++)
        {
            var other = new Vector<T>(lanes[inputs[j]][i..]);
            var first = ascending ? Vector.LessThan(other, value) : Vector.GreaterThan(other, value);
            if (j < k)
            {
                first |= Vector.Equals(other, value);
                missingBefore += VectorLogic.Truth(~VectorLogic.Valid(other));
            }
            before += VectorLogic.Truth(first);
        }
        var values = new Vector<T>(T.CreateTruncating(inputs.Length)) - missing;
        return noDataFirst == true
            ? Vector.ConditionalSelect(VectorLogic.Valid(value), before + missing, missingBefore)
            : Vector.ConditionalSelect(VectorLogic.Valid(value), before, values + missingBefore);
    }
}

/// <summary>
/// Picks by position: the first <paramref name="count"/> inputs are values, the others positions among them, one for each output. No-data where the position
/// is no-data or there is no such value.
/// </summary>
sealed class GatherKernel(int count) : Instruction
{
    public override void Run<T>(Lanes<T> lanes, int[] inputs, int[] outputs)
    {
        for (var k = 0; k < outputs.Length; k++)
        {
            var positions = lanes[inputs[count + k]];
            var output = lanes[outputs[k]];
            for (var i = 0; i < output.Length; i++)
                output[i] = positions[i] >= T.Zero && positions[i] < T.CreateTruncating(count) ? lanes[inputs[int.CreateTruncating(positions[i])]][i] : T.NaN;
        }
    }
}

/// <summary>No-data in columns.</summary>
static class NoData
{
    /// <summary>Fills the columns with a vector of each input, another value in place of no-data; counts how often that was.</summary>
    public static Vector<T> Replace<T>(Lanes<T> lanes, int[] inputs, int i, Vector<T> by, Span<Vector<T>> columns) where T : unmanaged, IFloatingPointIeee754<T>
    {
        var count = Vector<T>.Zero;
        for (var k = 0; k < inputs.Length; k++)
        {
            var value = new Vector<T>(lanes[inputs[k]][i..]);
            var valid = VectorLogic.Valid(value);
            columns[k] = Vector.ConditionalSelect(valid, value, by);
            count += VectorLogic.Truth(~valid);
        }
        return count;
    }
}
