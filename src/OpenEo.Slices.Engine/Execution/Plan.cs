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
    readonly Value result;

    internal Plan(IRasterLibrary rasters, EngineOptions options, IReadOnlyList<Output> outputs, Value result)
    {
        (this.rasters, this.options, this.outputs, this.result) = (rasters, options, outputs, result);
        // Typing includes the formats: a cube that its format cannot hold is a fault of the graph and not of the run.
        var files = new FilePlanner(rasters, options).Plan(outputs, OutputDefaults.Batch);
        Estimate = EstimateOf(files);
        Results = [.. outputs.Where(output => output.Value is CubeValue).Select(output => new PlannedResult(output.Node, output.Format, ((CubeValue)output.Value).Cube.Schema))];
    }

    /// <summary>What the run will read and write.</summary>
    public PlanEstimate Estimate { get; }

    /// <summary>The cubes that will be written, in graph order.</summary>
    public IReadOnlyList<PlannedResult> Results { get; }

    /// <summary>Computes all outputs into a folder that exists.</summary>
    /// <exception cref="ProcessGraphException">The data are at fault.</exception>
    /// <exception cref="RasterException">A file could not be read or written.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public RunOutcome Run(string folder, OutputDefaults defaults, IRunObserver observer, CancellationToken cancellation)
    {
        if (outputs.Count == 0) return new RunOutcome([], JsonSerializer.SerializeToElement(ValueJson.Write(result)), 0);
        var files = new FilePlanner(rasters, options).Plan(outputs, defaults);
        var written = new FileRun(files, folder, rasters, options, observer).Run(cancellation);
        return new RunOutcome(written, null, Estimate.InputPixels);
    }

    static PlanEstimate EstimateOf(List<FilePlan> files)
    {
        var estimate = new PlanEstimate(0, 0, 0, 0, 0);
        foreach (var file in files)
        {
            if ((file.Cube ?? (file.Value as CubeValue)?.Cube) is not { } cube) continue;
            var (cells, bytes) = WindowRunner.Input(cube, cube.Schema.Full);
            estimate = new PlanEstimate(
                estimate.InputPixels + cells, estimate.InputBytes + bytes, estimate.OutputCells + cube.Schema.Cells,
                estimate.OutputBytes + cube.Schema.Cells * cube.Schema.Element.Size, estimate.Windows + Math.Max(file.Windows.Count, 1));
        }
        return estimate;
    }
}
