using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;

namespace OpenEo.Slices.Benchmarks;

/// <summary>Other programs: GDAL's, and the Python scripts that the service is compared with.</summary>
public static partial class Tool
{
    /// <summary>The Python that has Debian's rasterio, or what OPENEO_PYTHON names.</summary>
    public static string Python => Environment.GetEnvironmentVariable("OPENEO_PYTHON") ?? "/usr/bin/python3";

    /// <summary>The folder of scripts and data: OPENEO_SHARED, or <c>../shared</c> beside the current folder.</summary>
    public static string Shared => Path.GetFullPath(Environment.GetEnvironmentVariable("OPENEO_SHARED") ?? "../shared");

    /// <summary>Runs a command to its end and gives what it printed; fails with what it printed on its error stream.</summary>
    public static async Task<string> RunAsync(string[] command, CancellationToken ct)
    {
        var start = new ProcessStartInfo(command[0], command[1..]) { RedirectStandardOutput = true, RedirectStandardError = true };
        using var process = Start(start);
        try
        {
            var output = process.StandardOutput.ReadToEndAsync(ct);
            var errors = process.StandardError.ReadToEndAsync(ct);
            await process.WaitForExitAsync(ct);
            if (process.ExitCode != 0) throw new BenchmarkException($"{string.Join(' ', command)} ended with {process.ExitCode}: {await errors}");
            return await output;
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw;
        }
    }

    /// <summary>Runs a Python script of the shared folder.</summary>
    public static Task<string> RunScriptAsync(string script, string[] arguments, CancellationToken ct)
    {
        var path = Path.Combine(Shared, "bench", script);
        if (!File.Exists(path)) throw new BenchmarkException($"{path} is missing: set OPENEO_SHARED to the folder that holds bench/{script}.");
        return RunAsync([Python, path, .. arguments], ct);
    }

    /// <summary>The seconds that a script printed of itself, as in <c>12.34 s</c>.</summary>
    public static double SecondsIn(string output) =>
        SecondsPattern().Match(output) is { Success: true } match
            ? double.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture)
            : throw new BenchmarkException($"No seconds in '{output.Trim()}'.");

    /// <summary>The megabytes that a script printed as its peak, as in <c>peak 1700 MB</c>.</summary>
    public static double PeakIn(string output) =>
        PeakPattern().Match(output) is { Success: true } match
            ? double.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture)
            : throw new BenchmarkException($"No peak in '{output.Trim()}'.");

    /// <summary>Starts a process; fails with a message when there is no such program.</summary>
    public static Process Start(ProcessStartInfo start)
    {
        try
        {
            return Process.Start(start)!;
        }
        catch (Win32Exception e)
        {
            throw new BenchmarkException($"{start.FileName} does not start: {e.Message}");
        }
    }

    [GeneratedRegex(@"([0-9]+\.[0-9]+) s\b")]
    private static partial Regex SecondsPattern();

    [GeneratedRegex(@"peak ([0-9]+) MB")]
    private static partial Regex PeakPattern();
}
