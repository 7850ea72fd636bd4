namespace OpenEo.Slices.Api.Running;

/// <summary>A file of a synchronous result.</summary>
sealed record SyncFile(string Name, string MediaType, long Size);
