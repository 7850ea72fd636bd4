using System.Text.Json;
using OpenEo.Slices.Engine.Blocks;
using OpenEo.Slices.Engine.Cubes;
using OpenEo.Slices.Engine.Faults;
using OpenEo.Slices.Engine.Graph;
using OpenEo.Slices.Engine.Values;

namespace OpenEo.Slices.Engine.Execution;

/// <summary>A typed graph that is ready to run. Nothing is read before <see cref="Run"/>.</summary>
public sealed class Plan
{
    readonly IRasterLibrary rasters;
    readonly EngineOptions options;
    readonly IReadOnlyList<Output> outputs;
    readonly IReadOnlyList<Export> exports;
    readonly Value result;

    internal Plan(IRasterLibrary rasters, EngineOptions options, IReadOnlyList<Output> outputs, Value result, IRunLog? log = null,
        IReadOnlyList<Export>? exports = null)
    {
        (this.rasters, this.options, this.outputs, this.exports, this.result) = (rasters, options, outputs, exports ?? [], result);
        // Typing includes the formats: a cube that its format cannot hold is a fault of the graph and not of the run.
        var files = new FilePlanner(rasters, options, log).Plan(outputs, OutputDefaults.Batch);
        Estimate = EstimateOf(files);
        DemandMemory(files);
        Results = [.. outputs.Where(output => output.Value is CubeValue)
            .Select(output => new PlannedResult(output.Node, output.Format, SchemaOf(output, files)))];
    }

    /// <summary>What the run will read and write.</summary>
    public PlanEstimate Estimate { get; }

    /// <summary>The cubes that will be written, in graph order.</summary>
    public IReadOnlyList<PlannedResult> Results { get; }

    /// <summary>Whether results are to be copied to workspaces.</summary>
    public bool Exports => exports.Count > 0;

    /// <summary>Text of the process and of what it calls.</summary>
    internal string Graph { get; init; } = "";

    /// <summary>Computes all outputs into a folder that exists.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="defaults">What the files are like where the graph does not say.</param>
    /// <param name="observer">Told of progress.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <param name="kept">Windows of earlier tries, and where those of this one are kept; null: none.</param>
    /// <exception cref="ProcessGraphException">The data are at fault.</exception>
    /// <exception cref="RasterException">A file could not be read or written.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public RunOutcome Run(string folder, OutputDefaults defaults, IRunObserver observer, CancellationToken cancellation, KeptWindows? kept = null)
    {
        if (outputs.Count == 0) return new RunOutcome([], JsonSerializer.SerializeToElement(ValueJson.Write(result)), 0);
        var files = new FilePlanner(rasters, options).Plan(outputs, defaults);
        var written = new FileRun(files, folder, rasters, options, observer, kept ?? KeptWindows.None, new WindowKeys(Graph, rasters))
            .Run(cancellation);
        return new RunOutcome(written, null, Estimate.InputPixels)
        {
            Exports = [.. exports.Select(export => new WorkspaceExport(export.Node, export.Workspace, export.Merge,
                export.Changes is { } changes ? JsonSerializer.SerializeToElement(ValueJson.Write(changes)) : null,
                [.. files.Where(file => file.Node == export.Saved).Select(file => file.Name)]))],
        };
    }

    // What no window is small enough for is refused before anything is read.
    void DemandMemory(List<FilePlan> files)
    {
        if (options.MostMemory is not { } most) return;
        foreach (var file in files)
        {
            if ((file.Cube ?? (file.Value as CubeValue)?.Cube) is not { } cube) continue;
            var stages = StageRun.Of([cube]).ToList();
            var own = file.Cube is null ? Tiling.Bytes(cube, Tiling.Windows(cube, options.OfAThread)) : file.WindowBytes;
            var bytes = stages.Select(stage => Tiling.Bytes(stage.Source, StageRun.Windows(stage, options.OfAThread))).Append(own).Max()
                + stages.Sum(stage => stage.HeldBytes);
            if (bytes <= most) continue;
            throw new ProcessGraphException(new Fault(FaultCodes.ProcessGraphComplexity,
                $"Even in the smallest parts that it can be computed in, this result needs {MiB(bytes)} MiB of memory beside the worker's own; it may have "
                + $"{MiB(most)} MiB. Allow it {MiB(bytes - most)} MiB more (job option 'memory', as far as the service's limit goes), or make it smaller: "
                + "fewer dates or bands, a smaller extent, or a coarser grid before the step that needs all of them at once.", file.Node, "data"));
        }

        static long MiB(long bytes) => (bytes + (1 << 20) - 1) >> 20;
    }

    static CubeSchema SchemaOf(Output output, List<FilePlan> files)
    {
        var schema = ((CubeValue)output.Value).Cube.Schema;
        return files.Find(file => file.Node == output.Node)?.Stored is { } stored ? schema.With(stored.Element, stored.NoData) : schema;
    }

    static PlanEstimate EstimateOf(List<FilePlan> files)
    {
        var cubes = files.Select(file => (File: file, Cube: file.Cube ?? (file.Value as CubeValue)?.Cube)).Where(pair => pair.Cube is not null).ToList();
        // What files of a group have in common is read once. A file that is cut along other dimensions than rows and columns reads what its parts have in
        // common once a part.
        var input = cubes.GroupBy(pair => pair.File.Group is [var first, ..] ? first : pair.File.Name).SelectMany(group => group.ToArray() is [var (file, cube)]
            ? Tiling.Parts(cube!, file.Windows).Select(part => WindowGraph.Of([cube!]).Input([part]))
            : [WindowGraph.Of([.. group.Select(pair => pair.Cube!)]).Input([.. group.Select(pair => pair.Cube!.Schema.Full)])]).ToList();
        // What goes by before: each source once.
        input.AddRange(StageRun.Of(cubes.Select(pair => pair.Cube!)).Select(stage => WindowGraph.Of([stage.Source]).Input([stage.Source.Schema.Full])));
        return new PlanEstimate(
            input.Sum(one => one.Cells), input.Sum(one => one.Bytes), cubes.Sum(pair => pair.Cube!.Schema.Cells),
            cubes.Sum(pair => pair.Cube!.Schema.Cells
                * (pair.File.Stored ?? pair.Cube!.Schema).Element.Size), cubes.Sum(pair => Math.Max(pair.File.Windows.Count, 1)));
    }
}
