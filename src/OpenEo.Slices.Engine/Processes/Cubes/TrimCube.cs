using OpenEo.Slices.Engine.Blocks;
using OpenEo.Slices.Engine.Cubes;
using OpenEo.Slices.Engine.Execution;
using OpenEo.Slices.Engine.Graph;
using OpenEo.Slices.Engine.Kernels;
using OpenEo.Slices.Engine.Values;

namespace OpenEo.Slices.Engine.Processes.Cubes;

/// <summary>trim_cube: labels without any data go.</summary>
sealed class TrimCube : Process
{
    /// <summary>Bytes that looking at the cells may need at one time.</summary>
    const long Budget = 128L << 20;

    public override ProcessDefinition Definition { get; } = new(
        "trim_cube", "Remove labels without data",
        "Removes the labels for which all values are no-data: at both ends of spatial axes, and anywhere along other dimensions. Which labels that are "
        + "can only "
        + "be told from the values, so that the cube is computed once before anything else is known.",
        ["cubes"],
        [new("data", "The cube to trim.", Schema.Cube)],
        new("The cube with fewer (or the same) labels.", Schema.Cube))
    {
        Examples = ["""{"arguments":{"data":{"from_parameter":"data"}}}"""],
    };

    public override Value Invoke(Arguments arguments, Evaluation evaluation)
    {
        var cube = arguments.Cube("data");
        if (cube.Schema.NoData is null || cube.Schema.Full.IsEmpty) return new CubeValue(cube);
        var used = Used(cube, evaluation.Services.Cancellation);
        for (var d = 0; d < used.Length; d++)
        {
            int[] kept = [.. Enumerable.Range(0, used[d].Length).Where(i => used[d][i])];
            if (cube.Schema.Dimensions[d] is SpatialDimension && kept.Length > 0) kept = [.. Enumerable.Range(kept[0], kept[^1] - kept[0] + 1)];
            cube = Alignment.Choose(cube, d, kept);
        }
        return new CubeValue(cube);
    }

    /// <summary>For each dimension which labels have data.</summary>
    static bool[][] Used(RasterCube cube, CancellationToken cancellation)
    {
        var used = cube.Schema.Shape.Select(count => new bool[count]).ToArray();
        using var pool = new BlockPool();
        foreach (var window in Tiling.Windows(cube, Budget))
        {
            using var block = WindowRunner.Read(cube, window, pool, cancellation);
            var row = new double[window.Count.Length == 0 ? 1 : window.Count[^1]];
            BlockCopy.ForEachRow(window.Count, position =>
            {
                Conversion.Load<double>(block, block.OffsetOf(position), 1, row.Length, cube.Schema.NoData, row);
                if (Array.TrueForAll(row, double.IsNaN)) return;
                for (var d = 0; d < position.Length - 1; d++) used[d][window.Start[d] + position[d]] = true;
                for (var i = 0; i < row.Length && used.Length > 0; i++) used[^1][window.Start[^1] + i] |= !double.IsNaN(row[i]);
            });
        }
        return used;
    }
}
