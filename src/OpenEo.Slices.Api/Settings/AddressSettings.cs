using System.Net;

namespace OpenEo.Slices.Api.Settings;

/// <summary>Where clients find the API.</summary>
sealed record AddressSettings : ISettings
{
    public static string Section => "";

    /// <summary>Path of the API below the server's root.</summary>
    public string BasePath { get; init; } = "/openeo/v1";

    /// <summary>Address at which clients reach the server, without the base path; null: taken from the request.</summary>
    public string? PublicUrl { get; init; }

    /// <summary>Addresses or networks of gateways whose <c>X-Forwarded-*</c> headers count.</summary>
    public string[] TrustedProxies { get; init; } = [];

    /// <summary>The base path with a slash before it and none after it; empty for the root.</summary>
    public string Base => "/" + BasePath.Trim('/') is { Length: > 1 } path ? path : "";

    /// <summary>The public address without a slash at the end; null when it is taken from the request.</summary>
    public string? Origin => PublicUrl?.TrimEnd('/');

    /// <summary>The networks of <see cref="TrustedProxies"/>; an address is a network of its own.</summary>
    public IEnumerable<IPNetwork> Networks() => TrustedProxies.Select(proxy => Network(proxy)!.Value);

    public IEnumerable<string> Check()
    {
        if (PublicUrl is not null && !(Uri.TryCreate(PublicUrl, UriKind.Absolute, out var url) && url.Scheme is "http" or "https" && url.Query.Length == 0))
            yield return $"PublicUrl is '{PublicUrl}', but must be an address such as https://openeo.example.org.";
        foreach (var proxy in TrustedProxies.Where(proxy => Network(proxy) is null))
            yield return $"TrustedProxies: '{proxy}' is neither an address nor a network such as 10.0.0.0/8.";
    }

    static IPNetwork? Network(string proxy) =>
        IPNetwork.TryParse(proxy.Contains('/') ? proxy : $"{proxy}/{(proxy.Contains(':') ? 128 : 32)}", out var network) ? network : null;
}
