namespace OpenEo.Slices.Api.Running;

/// <summary>What a run has used so far: seconds of processors, seconds, bytes, and megabytes times seconds.</summary>
sealed record RunUsage(double CpuSeconds, double DurationSeconds, long PeakMemoryBytes, double MemoryMbSeconds);
