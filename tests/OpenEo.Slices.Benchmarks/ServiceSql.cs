using System.Reflection;

namespace OpenEo.Slices.Benchmarks;

/// <summary>The SQL that a slice of the built service runs, read off its constants: what is measured beside the service can't drift away from it.</summary>
public static class ServiceSql
{
    /// <summary>A constant of the slice's handler, such as <c>Select</c> of <c>GetJob</c>.</summary>
    public static string Read(string slice, string constant) =>
        Assembly.LoadFrom(RunningService.Binary)
        .GetType($"OpenEo.Slices.Api.Features.Jobs.{slice}+Handler")?.GetField(constant,
            BindingFlags.Static | BindingFlags.NonPublic)?.GetRawConstantValue() as string
        ?? throw new BenchmarkException($"{slice} has no SQL called {constant} any more.");
}
