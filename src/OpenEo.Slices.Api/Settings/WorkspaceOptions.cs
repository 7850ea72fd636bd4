using System.Text.RegularExpressions;

namespace OpenEo.Slices.Api.Settings;

/// <summary>A place of the operator's that users may export results to, in <c>Exports:Workspaces</c>: a folder, or a bucket of an object store.</summary>
sealed partial class WorkspaceOptions
{
    /// <summary>The id that graphs name.</summary>
    public string Id { get; init; } = "";

    /// <summary>A short title.</summary>
    public string? Title { get; init; }

    /// <summary>What it is for.</summary>
    public string? Description { get; init; }

    /// <summary>The folder; null for a bucket.</summary>
    public string? Folder { get; init; }

    /// <summary>The store with the bucket, the only one of its <c>Buckets</c>; null for a folder.</summary>
    public ObjectStoreOptions? S3 { get; init; }

    /// <summary>What keys in the bucket begin with.</summary>
    public string Prefix { get; init; } = "";

    /// <summary>Ids of the users who may export to it; none: all.</summary>
    public string[] Users { get; init; } = [];

    /// <summary>Whether all users write at the same place; otherwise each has one of his own, named after his id.</summary>
    public bool Shared { get; init; }

    /// <summary>What is wrong with it; each fault names its place and the setting.</summary>
    /// <param name="place">The entry.</param>
    public IEnumerable<string> Check(string place)
    {
        if (!Name().IsMatch(Id)) yield return $"{place}: 'Id' is '{Id}', but must have letters, digits and '-._~'.";
        if (string.IsNullOrEmpty(Folder) == S3 is null) yield return $"{place}: needs either a 'Folder' or 'S3'.";
        if (!string.IsNullOrEmpty(Folder) && !Directory.Exists(Folder)) yield return $"{place}: 'Folder' is '{Folder}', which is not there.";
        if (S3 is null) yield break;
        foreach (var fault in S3.Check($"{place}:S3")) yield return fault;
        if (S3.Buckets.Length > 1 || S3.Buckets.Contains("*")) yield return $"{place}:S3: 'Buckets' must name the one bucket.";
    }

    [GeneratedRegex(@"^[\w\-.~]+$")]
    private static partial Regex Name();
}
