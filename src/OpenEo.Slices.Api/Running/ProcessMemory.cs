using System.Globalization;

namespace OpenEo.Slices.Api.Running;

/// <summary>Memory of processes as the kernel counts it, in bytes; 0 where it cannot be told.</summary>
static class ProcessMemory
{
    /// <summary>What the process holds in memory now.</summary>
    public static long Resident(int pid) => Read($"/proc/{pid}/status", "VmRSS:");

    /// <summary>The most that this process held since <see cref="ResetPeak"/>.</summary>
    public static long Peak() => Read("/proc/self/status", "VmHWM:");

    /// <summary>Starts counting the peak anew. Where that is not allowed, the peak is the one since the process started.</summary>
    public static void ResetPeak()
    {
        try
        {
            File.WriteAllText("/proc/self/clear_refs", "5");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
        }
    }

    /// <summary>What one worker may hold unless configured: four fifths of what the machine (or the container) has.</summary>
    public static long DefaultLimit => GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / 5 * 4;

    static long Read(string file, string field)
    {
        try
        {
            foreach (var line in File.ReadLines(file))
                if (line.StartsWith(field, StringComparison.Ordinal))
                    return long.Parse(line.AsSpan(field.Length).TrimEnd("kB").Trim(), CultureInfo.InvariantCulture) << 10;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
        }
        return 0;
    }
}
