namespace OpenEo.Slices.Api.Settings;

/// <summary>What users may have read beside the collections.</summary>
sealed record SourceSettings : ISettings
{
    public static string Section => "Sources";

    /// <summary>Hosts: <c>host</c>, <c>host:port</c>, <c>*.domain</c>; <c>*</c> is any with public addresses.</summary>
    public string[] Hosts { get; init; } = ["*"];

    /// <summary>Local folders.</summary>
    public string[] Folders { get; init; } = [];

    /// <summary>Object stores that <c>s3://</c> addresses lead to, and keys for them.</summary>
    public ObjectStoreOptions[] S3 { get; init; } = [];

    public IEnumerable<string> Check() =>
    [
        .. S3.SelectMany((store, i) => store.Check($"Sources:S3:{i}")),
        .. S3.SelectMany(store => store.Buckets).GroupBy(bucket => bucket).Where(group => group.Count() > 1)
        .Select(group => $"Sources:S3 has two entries with the bucket '{group.Key}'."),
    ];
}
