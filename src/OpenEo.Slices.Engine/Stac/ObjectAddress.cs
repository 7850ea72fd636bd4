using System.Text.RegularExpressions;

namespace OpenEo.Slices.Engine.Stac;

/// <summary>
/// Addresses of objects as clients of object stores write them. The key is what follows the bucket, as it is: no character is escaped, and none means anything.
/// </summary>
static partial class ObjectAddress
{
    const string S3 = "s3://";

    /// <summary>True for <c>s3://bucket/key</c>.</summary>
    public static bool IsS3(string location) => location.StartsWith(S3, StringComparison.OrdinalIgnoreCase);

    /// <summary>Bucket and key; null when it has not both, or when no bucket can be called so.</summary>
    public static (string Bucket, string Key)? Parse(string location)
    {
        var rest = location[S3.Length..];
        var slash = rest.IndexOf('/', StringComparison.Ordinal);
        return slash > 0 && slash < rest.Length - 1 && BucketName().IsMatch(rest[..slash]) ? (rest[..slash], rest[(slash + 1)..]) : null;
    }

    /// <summary>
    /// The https address of an object that is in Google's or Microsoft's store, and of <c>s3://</c> and others what they are. A container of Microsoft's says
    /// nothing without its account.
    /// </summary>
    /// <param name="location">An address.</param>
    /// <param name="account">The account that the metadata name; null for none.</param>
    public static string Public(string location, string? account = null)
    {
        var end = location.IndexOf("://", StringComparison.Ordinal);
        if (end < 0) return location;
        var rest = location[(end + 3)..];
        var slash = rest.IndexOf('/', StringComparison.Ordinal);
        if (slash <= 0 || slash == rest.Length - 1) return location;
        var (place, key) = (rest[..slash], Escape(rest[(slash + 1)..]));
        switch (location[..end].ToLowerInvariant())
        {
            case "gs" when BucketName().IsMatch(place):
                return $"https://storage.googleapis.com/{place}/{key}";
            case "az" or "abfs" or "abfss" or "wasb" or "wasbs" when MicrosoftHost().Match(place) is { Success: true } match:
                // One service has two names for the same account.
                return $"https://{match.Groups[2].Value}.blob.core.windows.net/{match.Groups[1].Value}/{key}";
            case "az" or "abfs" or "abfss" when BucketName().IsMatch(place) && account is not null && Account().IsMatch(account):
                return $"https://{account.ToLowerInvariant()}.blob.core.windows.net/{place}/{key}";
            default:
                return location;
        }
    }

    /// <summary>Why an address that <see cref="Public"/> could not change is of no use; null when it is of another kind.</summary>
    public static string? Unclear(string location) => location.Split("://")[0].ToLowerInvariant() switch
    {
        "az" or "abfs" or "abfss" or "wasb" or "wasbs" => "it does not say in which storage account the container is; write "
            + "'abfs://CONTAINER@ACCOUNT.dfs.core.windows.net/PATH', or let the asset say it in 'xarray:storage_options' or 'storage:schemes'",
        "gs" => "it must be 'gs://BUCKET/KEY'",
        "s3" => "it must be 's3://BUCKET/KEY'",
        _ => null,
    };

    /// <summary>What the same href means when its key was escaped like a web address, as some catalogs do; null when nothing in it looks so.</summary>
    public static string? Unescaped(string location) =>
        IsS3(location) && Uri.UnescapeDataString(location) is var plain && plain != location ? plain : null;

    /// <summary>The address of a relative link in a document of a store.</summary>
    public static string Resolve(string document, string href)
    {
        if (Parse(document) is not var (bucket, key)) return document + href;   // no document was read there, and nothing will be
        var folder = href.StartsWith('/') ? [] : key.Split('/')[..^1].ToList();
        foreach (var part in href.TrimStart('/').Split('/'))
        {
            if (part == "..") folder.RemoveRange(Math.Max(0, folder.Count - 1), Math.Min(1, folder.Count));
            else if (part != ".") folder.Add(part);
        }
        return $"{S3}{bucket}/{string.Join('/', folder)}";
    }

    /// <summary>A key as the path of a web address.</summary>
    public static string Escape(string key) => string.Join('/', key.Split('/').Select(Uri.EscapeDataString));

    [GeneratedRegex(@"^[A-Za-z0-9][A-Za-z0-9._-]{1,254}$")]
    private static partial Regex BucketName();

    [GeneratedRegex(@"^([A-Za-z0-9$-]{1,63})@([A-Za-z0-9]{3,24})\.(?:dfs|blob)\.core\.windows\.net$", RegexOptions.IgnoreCase)]
    private static partial Regex MicrosoftHost();

    [GeneratedRegex(@"^[A-Za-z0-9]{3,24}$")]
    private static partial Regex Account();
}
