namespace OpenEo.Slices.Api.Storage;

/// <summary>What results say of their job.</summary>
sealed record ResultJob(string Id, string? Title, string? Description, string Status, DateTime Created, DateTime Updated, DateTime? Queued,
    DateTime? Started, DateTime? Unpublished);
