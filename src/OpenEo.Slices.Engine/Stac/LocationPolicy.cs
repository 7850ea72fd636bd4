using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using OpenEo.Slices.Engine.Faults;

namespace OpenEo.Slices.Engine.Stac;

/// <summary>
/// Where data may be read from. Local files only below <paramref name="LocalRoots"/> (after links are followed); <c>http</c> and <c>https</c> only at
/// <paramref name="AllowedHosts"/> (<c>host</c>, <c>host:port</c>, <c>*.domain</c>, or <c>*</c> for any). A host that only <c>*</c> allows must have public
/// addresses: loopback, private and link-local ones are refused after name resolution.
/// </summary>
public sealed record LocationPolicy(IReadOnlyList<string> LocalRoots, IReadOnlyList<string> AllowedHosts)
{
    static readonly TimeSpan Remembered = TimeSpan.FromMinutes(1);
    readonly ConcurrentDictionary<string, (DateTime Until, bool Public)> resolved = new();

    /// <summary>The same policy with one more folder, for collections that the operator has configured there.</summary>
    public LocationPolicy WithRoot(string folder) => this with { LocalRoots = [.. LocalRoots, folder] };

    /// <summary>The absolute location of a link found in a document.</summary>
    public static string Resolve(string documentLocation, string href)
    {
        if (IsHttp(href)) return href;
        if (IsHttp(documentLocation)) return new Uri(new Uri(documentLocation), href).ToString();
        if (href.StartsWith("file://", StringComparison.OrdinalIgnoreCase)) return new Uri(href).LocalPath;
        return Path.GetFullPath(href, Path.GetDirectoryName(Path.GetFullPath(documentLocation))!);
    }

    /// <summary>True for http and https addresses.</summary>
    public static bool IsHttp(string location) =>
        location.StartsWith("http://", StringComparison.OrdinalIgnoreCase) || location.StartsWith("https://", StringComparison.OrdinalIgnoreCase);

    /// <summary>Returns the location when it may be read.</summary>
    /// <exception cref="ProcessGraphException">It may not; the message says why.</exception>
    public string Demand(string location)
    {
        if (!IsHttp(location)) return DemandFile(location);
        if (!Uri.TryCreate(location, UriKind.Absolute, out var uri)) throw Refused(location, "it is not a valid URL");
        if (uri.UserInfo.Length > 0) throw Refused(uri.Host, "addresses with a user name are not read");
        if (IsListed(uri.Host, uri.Port)) return location;
        if (!AllowedHosts.Contains("*")) throw Refused(location, $"the host '{uri.Host}' is not one that this service reads from");
        if (!IsPublic(uri.IdnHost)) throw Refused(location, $"the host '{uri.Host}' is unknown or has an address that is not public");
        return location;
    }

    /// <summary>True when the operator named this host, so that a private address is meant.</summary>
    public bool IsListed(string host, int port) => AllowedHosts.Any(allowed =>
        allowed.Equals(host, StringComparison.OrdinalIgnoreCase) || allowed.Equals($"{host}:{port}", StringComparison.OrdinalIgnoreCase)
        || (allowed.StartsWith("*.", StringComparison.Ordinal) && host.EndsWith(allowed[1..], StringComparison.OrdinalIgnoreCase)));

    /// <summary>True for addresses of the public internet.</summary>
    public static bool IsPublic(IPAddress address)
    {
        if (address.IsIPv4MappedToIPv6) address = address.MapToIPv4();
        if (IPAddress.IsLoopback(address) || address.IsIPv6LinkLocal || address.IsIPv6SiteLocal || address.IsIPv6UniqueLocal || address.IsIPv6Multicast)
            return false;
        if (address.AddressFamily != AddressFamily.InterNetwork) return !address.Equals(IPAddress.IPv6Any);
        var b = address.GetAddressBytes();
        return b[0] is not (0 or 10 or 127) && b[0] < 224
            && !(b[0] == 172 && b[1] is >= 16 and < 32) && !(b[0] == 192 && b[1] == 168) && !(b[0] == 169 && b[1] == 254)
            && !(b[0] == 100 && b[1] is >= 64 and < 128);
    }

    /// <summary>
    /// A client that obeys the policy once more when it connects, so that a name which changes its address between check and use gains nothing.
    /// Redirects are not followed.
    /// </summary>
    public HttpClient CreateClient() => new(new SocketsHttpHandler
    {
        AllowAutoRedirect = false,
        AutomaticDecompression = DecompressionMethods.All,
        ConnectTimeout = TimeSpan.FromSeconds(10),
        ConnectCallback = async (context, cancellation) =>
        {
            var (host, port) = (context.DnsEndPoint.Host, context.DnsEndPoint.Port);
            var addresses = await Dns.GetHostAddressesAsync(host, cancellation);
            if (!IsListed(host, port) && !addresses.All(IsPublic)) throw new HttpRequestException($"The host '{host}' has an address that is not public.");
            var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
            try
            {
                await socket.ConnectAsync(addresses, port, cancellation);
                return new NetworkStream(socket, ownsSocket: true);
            }
            catch
            {
                socket.Dispose();
                throw;
            }
        },
    })
    {
        Timeout = TimeSpan.FromSeconds(30),
    };

    string DemandFile(string location)
    {
        if (location.StartsWith("/vsi", StringComparison.OrdinalIgnoreCase) || location.Contains("://", StringComparison.Ordinal))
            throw Refused(location, "only http, https and files of configured collections are read");
        var path = Path.GetFullPath(location);
        return LocalRoots.Any(root => IsBelow(RealPath(path), RealPath(Path.GetFullPath(root))))
            ? path
            : throw Refused(location, "local files are read only from folders that the operator has configured");
    }

    /// <summary>The path with every link on the way followed; parts that do not exist stay as they are.</summary>
    static string RealPath(string path)
    {
        var real = "/";
        foreach (var part in path.Split('/', StringSplitOptions.RemoveEmptyEntries))
        {
            real = Path.Combine(real, part);
            if (new FileInfo(real) is { LinkTarget: not null } link) real = link.ResolveLinkTarget(returnFinalTarget: true)?.FullName ?? real;
        }
        return real;
    }

    static bool IsBelow(string path, string root)
    {
        var folder = Path.TrimEndingDirectorySeparator(Path.GetFullPath(root));
        return path == folder || path.StartsWith(folder + Path.DirectorySeparatorChar, StringComparison.Ordinal);
    }

    bool IsPublic(string host)
    {
        if (resolved.TryGetValue(host, out var known) && known.Until > DateTime.UtcNow) return known.Public;
        bool answer;
        try
        {
            answer = Dns.GetHostAddresses(host) is { Length: > 0 } addresses && addresses.All(IsPublic);
        }
        catch (SocketException)
        {
            answer = false;
        }
        resolved[host] = (DateTime.UtcNow + Remembered, answer);
        return answer;
    }

    static ProcessGraphException Refused(string location, string reason) =>
        new(new Fault(FaultCodes.PermissionsInsufficient, $"'{location}' is not read: {reason}."));
}
