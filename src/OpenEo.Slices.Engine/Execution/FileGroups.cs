using OpenEo.Slices.Engine.Cubes;

namespace OpenEo.Slices.Engine.Execution;

/// <summary>
/// Puts files together that read the same sources: their windows are cut in the same places and computed one after the other, so that each block of a source
/// is read once for all of them. Files on different pixel grids, and those that need more memory together than a window may, stay alone.
/// </summary>
static class FileGroups
{
    /// <summary>The files in their order, with groups and the windows that go with them.</summary>
    /// <param name="files">Files as they would be alone.</param>
    /// <param name="budget">Bytes that one window may need.</param>
    public static IEnumerable<FilePlan> Of(IReadOnlyList<FilePlan> files, long budget)
    {
        var grouped = files.ToArray();
        foreach (var group in Connected(files))
        {
            if (Tiling.Together([.. group.Select(i => files[i].Cube!)], budget, [.. group.Select(i => files[i].Recoded)]) is not { } windows) continue;
            string[] names = [.. group.Select(i => files[i].Name)];
            // Cut in the same places, the largest are those of the same number.
            var largest = Enumerable.Range(0, windows[0].Count).MaxBy(i => windows[0][i].Cells);
            var bytes = WindowRunner.Cost(WindowGraph.Of([.. group.Select(i => files[i].Cube!)]), [.. windows.Select(cut => cut[largest])])
                + group.Select((i, k) => windows[k][largest].Cells * files[i].Recoded).Max();
            for (var k = 0; k < group.Count; k++)
                grouped[group[k]] = files[group[k]] with { Windows = windows[k], WindowBytes = bytes, Group = names };
        }
        return grouped;
    }

    // Positions of files on the same grid that are connected by what they read.
    static IEnumerable<List<int>> Connected(IReadOnlyList<FilePlan> files)
    {
        var leader = Enumerable.Range(0, files.Count).ToArray();
        var readers = new Dictionary<(Grid Grid, object Source), int>(Reading.Instance);
        for (var i = 0; i < files.Count; i++)
        {
            if (files[i].Cube is not { } cube || cube.Schema.Grid is not { } grid || cube.Schema.Full.IsEmpty) continue;
            foreach (var source in SourcesOf(cube))
                if (!readers.TryAdd((grid, source), i)) leader[Leader(i)] = Leader(readers[(grid, source)]);
        }
        return Enumerable.Range(0, files.Count).GroupBy(Leader).Select(group => group.ToList()).Where(group => group.Count > 1);

        int Leader(int file)
        {
            while (leader[file] != file) file = leader[file];
            return file;
        }
    }

    // What is read of a source that has planes is each plane; of another source, it.
    static IEnumerable<object> SourcesOf(RasterCube cube)
    {
        var graph = WindowGraph.Of([cube]);
        var demand = graph.Demand([cube.Schema.Full]);
        for (var i = 0; i < demand.Length; i++)
        {
            if (demand[i] is not { } box || graph.Cubes[i].Inputs.Count > 0 || !graph.Cubes[i].ComputesWholeWindows) continue;
            if (graph.Cubes[i] is not IPlaneSource source) yield return graph.Cubes[i];
            else
                foreach (var plane in source.PlanesOf(box)) yield return plane.Layer;
        }
    }

    /// <summary>Sources are the same when they are the same object, grids when they are equal.</summary>
    sealed class Reading : IEqualityComparer<(Grid Grid, object Source)>
    {
        public static Reading Instance { get; } = new();

        public bool Equals((Grid Grid, object Source) a, (Grid Grid, object Source) b) => ReferenceEquals(a.Source, b.Source) && a.Grid == b.Grid;

        public int GetHashCode((Grid Grid, object Source) one) => System.Runtime.CompilerServices.RuntimeHelpers.GetHashCode(one.Source);
    }
}
