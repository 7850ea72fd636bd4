namespace OpenEo.Slices.Api.Running;

/// <summary>What a synchronous answer may take: pixels to read, bytes to write, and costs (null: any) under a billing plan.</summary>
sealed record SyncLimits(long MaximumPixels, long MaximumBytes, double? Budget, string? Plan);
