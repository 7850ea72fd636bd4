namespace OpenEo.Slices.Engine.Stac;

/// <summary>Where some buckets are, and how they are asked for. Without secrets.</summary>
/// <param name="Buckets">Their names; <c>*</c> for all that no other store names.</param>
public sealed record ObjectStore(IReadOnlyList<string> Buckets)
{
    /// <summary>The address of the store; null: that of Amazon in <see cref="Region"/>.</summary>
    public string? Endpoint { get; init; }

    /// <summary>The region; null: Amazon finds it.</summary>
    public string? Region { get; init; }

    /// <summary>Whether the bucket is the first part of the path, and not of the host's name.</summary>
    public bool PathStyle { get; init; }

    /// <summary>Whether requests are signed.</summary>
    public bool IsSigned { get; init; }

    /// <summary>The store that has all buckets of which nothing else is known: Amazon's, anonymously.</summary>
    public static ObjectStore Amazon { get; } = new(["*"]);

    /// <summary>The address of the store.</summary>
    public Uri Root => new(Endpoint ?? (Region is null ? "https://s3.amazonaws.com" : $"https://s3.{Region}.amazonaws.com"));

    /// <summary>
    /// Whether a bucket is in the path: a certificate for <c>*.host</c> is not one for a name with more dots, and not every name is one of a host.
    /// </summary>
    public bool InPath(string bucket) => PathStyle || bucket.Length > 63 || bucket.Any(c => c is '.' or '_' || char.IsAsciiLetterUpper(c));

    /// <summary>The address of an object, for whoever needs no signature.</summary>
    public Uri AddressOf(string bucket, string key)
    {
        var root = Root;
        var below = root.AbsolutePath.TrimEnd('/');
        var place = InPath(bucket) ? $"{root.Authority}{below}/{bucket}" : $"{bucket}.{root.Authority}{below}";
        return ObjectStores.Exactly($"{root.Scheme}://{place}/{ObjectAddress.Escape(key)}");
    }
}
