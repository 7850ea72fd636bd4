using OpenEo.Slices.Engine.Blocks;
using OpenEo.Slices.Engine.Cubes;
using OpenEo.Slices.Engine.Execution;

namespace OpenEo.Slices.Engine.Processes.Cubes;

/// <summary>
/// A cube that a child process computes part by part. The child process is called for each part when its window is computed: what it answers may depend on
/// the part's labels.
/// </summary>
sealed class NeighborhoodCube(CubeSchema schema, RasterCube input, Neighborhood[][] parts, Func<RasterCube, RasterCube> child) : RasterCube(schema, input)
{
    public override bool ComputesWholeWindows => true;

    public override Window?[] InputWindows(Window window)
    {
        if (window.IsEmpty) return [null];
        var (start, count) = (new int[parts.Length], new int[parts.Length]);
        for (var d = 0; d < parts.Length; d++)
        {
            var (low, high) = (int.MaxValue, 0);
            foreach (var part in Touched(d, window)) (low, high) = (Math.Min(low, part.Start - part.Before), Math.Max(high, part.End + part.After));
            start[d] = Math.Max(low, 0);
            count[d] = Math.Min(high, Schema.Dimensions[d].Count) - start[d];
        }
        return [new Window(start, count)];
    }

    public override void Compute(Window window, IReadOnlyList<Block?> inputs, Block target, ComputeContext context)
    {
        var read = InputWindows(window)[0]!;
        var touched = Enumerable.Range(0, parts.Length).Select(d => Touched(d, window).ToArray()).ToArray();
        var at = new int[parts.Length];
        while (true)
        {
            context.Cancellation.ThrowIfCancellationRequested();
            Neighborhood[] place = [.. at.Select((i, d) => touched[d][i])];
            ComputePart(place, window, read, inputs[0]!, target, context);
            var d = at.Length - 1;
            while (d >= 0 && ++at[d] == touched[d].Length) at[d--] = 0;
            if (d < 0) return;
        }
    }

    /// <summary>The type of a part with its overlap.</summary>
    public static CubeSchema PartOf(CubeSchema schema, Neighborhood[] place) => schema with
    {
        Dimensions = [.. schema.Dimensions.Select((dimension, d) => dimension is SpatialDimension axis
            ? axis.Crop(place[d].Start - place[d].Before, place[d].Length)
            : dimension.Select([.. Enumerable.Range(place[d].Start - place[d].Before, place[d].Length)]))],
    };

    IEnumerable<Neighborhood> Touched(int dimension, Window window) =>
        parts[dimension].Where(part => part.Start < window.Start[dimension] + window.Count[dimension] && part.End > window.Start[dimension]);

    void ComputePart(Neighborhood[] place, Window window, Window read, Block input, Block target, ComputeContext context)
    {
        int[] origin = [.. place.Select(part => part.Start - part.Before)];
        var result = child(new Part(PartOf(Inputs[0].Schema, place), origin, input, read));
        var (start, count) = (new int[place.Length], new int[place.Length]);
        for (var d = 0; d < place.Length; d++)
        {
            start[d] = Math.Max(place[d].Start, window.Start[d]);
            count[d] = Math.Min(place[d].End, window.Start[d] + window.Count[d]) - start[d];
        }
        var wanted = new Window([.. start.Zip(origin, (a, b) => a - b)], count);
        using var block = WindowRunner.Read(Conversions.To(result, Schema.Element, Schema.NoData), wanted, context.Pool, context.Cancellation);
        BlockCopy.Copy(block, target.Slice(new Window(start, count).RelativeTo(window)));
    }

    /// <summary>The cells of a part in memory; no-data where it reaches beyond the cube.</summary>
    sealed class Part(CubeSchema schema, int[] origin, Block cells, Window held) : RasterCube(schema)
    {
        public override Window?[] InputWindows(Window window) => [];

        public override void Compute(Window window, IReadOnlyList<Block?> inputs, Block target, ComputeContext context)
        {
            var (from, to, count) = (new int[origin.Length], new int[origin.Length], new int[origin.Length]);
            var whole = true;
            for (var d = 0; d < origin.Length; d++)
            {
                var (first, end) = (origin[d] + window.Start[d], origin[d] + window.Start[d] + window.Count[d]);
                var (inside, last) = (Math.Max(first, held.Start[d]), Math.Min(end, held.Start[d] + held.Count[d]));
                (from[d], to[d], count[d]) = (inside - held.Start[d], inside - first, Math.Max(last - inside, 0));
                whole &= count[d] == window.Count[d];
            }
            if (!whole) BlockCopy.Fill(target, Schema.NoData ?? 0);
            if (count.All(cells => cells > 0)) BlockCopy.Copy(cells.Slice(new Window(from, count)), target.Slice(new Window(to, count)));
        }
    }
}
