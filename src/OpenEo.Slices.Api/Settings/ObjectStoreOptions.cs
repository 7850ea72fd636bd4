using OpenEo.Slices.Engine.Stac;

namespace OpenEo.Slices.Api.Settings;

/// <summary>What the operator says of one object store, in <c>Sources:S3</c>.</summary>
sealed class ObjectStoreOptions
{
    /// <summary>Its address; empty: Amazon's.</summary>
    public string? Endpoint { get; init; }

    /// <summary>The region; signatures name it.</summary>
    public string? Region { get; init; }

    /// <summary>Whether buckets are in the path and not in the host's name.</summary>
    public bool PathStyle { get; init; }

    /// <summary>The key's name; empty: requests are not signed.</summary>
    public string? AccessKey { get; init; }

    /// <summary>The key.</summary>
    public string? SecretKey { get; init; }

    /// <summary>The file with the key, instead of it.</summary>
    public string? SecretKeyFile { get; init; }

    /// <summary>Whether the operator pays for what is read.</summary>
    public bool RequesterPays { get; init; }

    /// <summary>Buckets; <c>*</c> for all others, when requests are not signed.</summary>
    public string[] Buckets { get; init; } = [];

    /// <summary>The store without secrets.</summary>
    public ObjectStore Store => new(Buckets)
    {
        Endpoint = string.IsNullOrEmpty(Endpoint) ? null : Endpoint,
        Region = string.IsNullOrEmpty(Region) ? null : Region,
        PathStyle = PathStyle,
        IsSigned = !string.IsNullOrEmpty(AccessKey),
    };

    /// <summary>The key, from wherever it is.</summary>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public string ReadSecret() => string.IsNullOrEmpty(SecretKeyFile) ? SecretKey! : File.ReadAllText(SecretKeyFile).Trim();

    /// <summary>What is wrong with the store; each fault names its place and the setting, and no key.</summary>
    /// <param name="place">The entry.</param>
    public IEnumerable<string> Check(string place)
    {
        if (Buckets.Length == 0) yield return $"{place}: 'Buckets' is missing.";
        if (!string.IsNullOrEmpty(Endpoint) && (!Uri.TryCreate(Endpoint, UriKind.Absolute, out var uri) || uri.Scheme is not ("http" or "https")
            || uri.UserInfo.Length > 0 || uri.Query.Length > 0)) yield return $"{place}: 'Endpoint' must be an http(s) address without user and query.";
        if (!string.IsNullOrEmpty(Region) && !Region.All(c => char.IsAsciiLetterOrDigit(c) || c == '-'))
            yield return $"{place}: 'Region' has letters, digits and '-'.";
        var secrets = new[] { SecretKey, SecretKeyFile }.Count(text => !string.IsNullOrEmpty(text));
        if (string.IsNullOrEmpty(AccessKey))
        {
            if (secrets > 0) yield return $"{place}: 'AccessKey' is missing.";
            if (RequesterPays) yield return $"{place}: 'RequesterPays' needs an 'AccessKey': nobody pays for whom he does not know.";
            yield break;
        }
        if (secrets != 1) yield return $"{place}: 'AccessKey' needs either 'SecretKey' or 'SecretKeyFile'.";
        if (Buckets.Contains("*")) yield return $"{place}: with an 'AccessKey' each of 'Buckets' must be named: all users read what the key opens there.";
        if (!string.IsNullOrEmpty(SecretKeyFile) && !File.Exists(SecretKeyFile))
            yield return $"{place}: 'SecretKeyFile' is '{SecretKeyFile}', which is not there.";
    }
}
