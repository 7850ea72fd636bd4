using System.Globalization;
using System.Runtime.InteropServices;

namespace OpenEo.Slices.Benchmarks;

/// <summary>What a reader must know of the machine before believing a number.</summary>
public static class Machine
{
    /// <summary>Processor, cores, load before the start, date, and versions of .NET and GDAL.</summary>
    public static async Task<string[]> DescribeAsync(CancellationToken ct)
    {
        var gdal = (await Tool.RunAsync(["gdalinfo", "--version"], ct)).Trim();
        return
        [
            $"{ModelName()}, {Environment.ProcessorCount} cores, load {LoadAverage()} before the start",
            $"{DateTime.UtcNow.ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture)} UTC, {RuntimeInformation.OSDescription}",
            $"{RuntimeInformation.FrameworkDescription}, {gdal}",
        ];
    }

    /// <summary>The processor's name.</summary>
    public static string ModelName() =>
        ReadLines("/proc/cpuinfo").FirstOrDefault(line => line.StartsWith("model name", StringComparison.Ordinal)) is { } line
            ? line[(line.IndexOf(':') + 1)..].Trim()
            : RuntimeInformation.ProcessArchitecture.ToString();

    static string LoadAverage() => ReadLines("/proc/loadavg").FirstOrDefault()?.Split(' ')[0] ?? "unknown";

    static string[] ReadLines(string file) => File.Exists(file) ? File.ReadAllLines(file) : [];
}
