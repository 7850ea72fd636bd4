using OpenEo.Slices.Engine.Cubes;
using OpenEo.Slices.Engine.Faults;

namespace OpenEo.Slices.Api.Worker;

/// <summary>What an exception of the engine means to the user.</summary>
static class RunFaults
{
    /// <summary>The faults to report. What is not the user's doing is also written to standard error, which the service logs.</summary>
    /// <param name="exception">What was thrown.</param>
    /// <param name="files">The user's files: he knows them by their paths and not by where they are.</param>
    public static IReadOnlyList<Fault> Of(Exception exception, IReadOnlyDictionary<string, string> files) =>
        [.. Of(exception).Select(fault => fault with
        {
            Message = Named(fault, files.Where(file => fault.Message.Contains(file.Value, StringComparison.Ordinal))
                .Aggregate(fault.Message, (message, file) => message.Replace(file.Value, file.Key, StringComparison.Ordinal))),
        })];

    static string Named(Fault fault, string message) =>
        fault.Code is FaultCodes.DataUnreadable or FaultCodes.StorageFailure ? ServerPaths.Hide(message) : message;

    static IReadOnlyList<Fault> Of(Exception exception)
    {
        switch (exception)
        {
            case ProcessGraphException graph:
                foreach (var fault in graph.Faults.Where(fault => fault is { Code: FaultCodes.DataUnreadable, IsClients: false }))
                    Console.Error.WriteLine(fault.Message);
                return graph.Faults;
            case RasterException raster:
                Console.Error.WriteLine(raster);
                return [new Fault(FaultCodes.DataUnreadable, raster.Message)];
            case OutOfMemoryException:
                return [new Fault(FaultCodes.MemoryExceeded,
                    "The computation needs more memory than is available. Use a smaller extent or a coarser resolution.")];
            case var full when DiskSpace.IsFull(full):
                Console.Error.WriteLine(full.Message);
                return [new Fault(FaultCodes.StorageFailure, "A disk of the service is full. Run it again when there is room.")];
            default:
                Console.Error.WriteLine(exception);
                return [new Fault(FaultCodes.Internal, $"Something failed inside the service ({exception.GetType().Name}). Report it with the job's id.")];
        }
    }
}
