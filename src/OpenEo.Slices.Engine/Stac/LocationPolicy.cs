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
    const int MostRemembered = 1000;

    static readonly TimeSpan Remembered = TimeSpan.FromMinutes(1);
    readonly ConcurrentDictionary<string, (DateTime Until, bool Public)> resolved = new();

    /// <summary>The way out of a process that may not connect to anything else: a proxy that keeps the same policy. Null: connect directly.</summary>
    public WebProxy? Proxy { get; init; }

    /// <summary>What is behind <c>s3://</c> addresses. Their real host is what the policy is about.</summary>
    public ObjectStores Stores { get; init; } = ObjectStores.Anonymous;

    /// <summary>The same policy with one more folder, for collections that the operator has configured there.</summary>
    public LocationPolicy WithRoot(string folder) => this with { LocalRoots = [.. LocalRoots, folder] };

    /// <summary>
    /// The absolute location of a link found in a document; the link itself when it leads nowhere, which whoever demands it hears. That of a remote document
    /// is never a path.
    /// </summary>
    public static string Resolve(string documentLocation, string href)
    {
        string found;
        try
        {
            found = Absolute(documentLocation, href);
        }
        catch (Exception e) when (e is UriFormatException or ArgumentException)
        {
            found = href;
        }
        return !IsRemote(documentLocation) || IsRemote(found) || found.Contains("://", StringComparison.Ordinal) ? found : $"link://{found}";
    }

    /// <summary>Where a link leads that is to be followed; null when a remote document has it and it does not lead to the web: nothing here is its.</summary>
    public static string? Follow(string documentLocation, string href) =>
        Resolve(documentLocation, href) is var found && IsRemote(documentLocation) && !IsRemote(found) ? null : found;

    static string Absolute(string documentLocation, string href)
    {
        if (HasScheme(href) && (IsRemote(documentLocation) || !href.StartsWith("file://", StringComparison.OrdinalIgnoreCase)))
            return ObjectAddress.Public(href);
        if (ObjectAddress.IsS3(documentLocation)) return ObjectAddress.Resolve(documentLocation, href);
        if (IsHttp(documentLocation)) return new Uri(new Uri(documentLocation), href).AbsoluteUri;
        if (href.StartsWith("file://", StringComparison.OrdinalIgnoreCase)) return new Uri(href).LocalPath;
        var path = Path.GetFullPath(href, Path.GetDirectoryName(Path.GetFullPath(documentLocation))!);
        // A relative link is a part of an address, where some characters are escaped; files of such a name exist too.
        return href.Contains('%', StringComparison.Ordinal) && !File.Exists(path)
            ? Path.GetFullPath(Uri.UnescapeDataString(href), Path.GetDirectoryName(Path.GetFullPath(documentLocation))!) : path;
    }

    static bool HasScheme(string href) =>
        href.IndexOf("://", StringComparison.Ordinal) is > 0 and var end && href[..end].All(c => char.IsAsciiLetterOrDigit(c) || c is '+' or '-' or '.');

    /// <summary>True for http and https addresses.</summary>
    public static bool IsHttp(string location) =>
        location.StartsWith("http://", StringComparison.OrdinalIgnoreCase) || location.StartsWith("https://", StringComparison.OrdinalIgnoreCase);

    /// <summary>True for addresses of files that are not on a disk here.</summary>
    public static bool IsRemote(string location) => IsHttp(location) || ObjectAddress.IsS3(location);

    /// <summary>Returns the location when it may be read.</summary>
    /// <exception cref="ProcessGraphException">It may not; the message says why.</exception>
    public string Demand(string location)
    {
        if (ObjectAddress.IsS3(location))
        {
            DemandHost(Stores.AddressOf(location), location);
            return location;
        }
        if (!IsHttp(location)) return DemandFile(location);
        if (!Uri.TryCreate(location, UriKind.Absolute, out var uri)) throw Refused(location, "it is not a valid URL");
        if (uri.UserInfo.Length > 0) throw Refused(uri.Host, "addresses with a user name are not read");
        DemandHost(uri, location);
        return location;
    }

    void DemandHost(Uri uri, string location)
    {
        if (IsListed(uri.Host, uri.Port)) return;
        if (!AllowedHosts.Contains("*")) throw Refused(location, $"the host '{uri.Host}' is not one that this service reads from");
        if (!IsPublic(uri.IdnHost, uri.Port)) throw Refused(location, $"the host '{uri.Host}' is unknown or has an address that is not public");
    }

    /// <summary>True when the operator named this host, so that a private address is meant.</summary>
    public bool IsListed(string host, int port) => AllowedHosts.Any(allowed =>
        allowed.Equals(host, StringComparison.OrdinalIgnoreCase) || allowed.Equals($"{host}:{port}", StringComparison.OrdinalIgnoreCase)
        || (allowed.StartsWith("*.", StringComparison.Ordinal) && host.EndsWith(allowed[1..], StringComparison.OrdinalIgnoreCase)));

    /// <summary>
    /// Connects to a host that may be read from, at an address that was checked: what a name means cannot change between check and use.
    /// </summary>
    /// <exception cref="ProcessGraphException">The host may not be read from, or is unknown.</exception>
    /// <exception cref="SocketException">It does not answer.</exception>
    public async Task<Socket> ConnectAsync(string host, int port, CancellationToken ct)
    {
        var addresses = await ResolveAsync(host, port, ct);
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(addresses, port, ct);
            return socket;
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    /// <summary>The addresses of a host that may be read from.</summary>
    /// <exception cref="ProcessGraphException">The host may not be read from, or is unknown.</exception>
    public async Task<IPAddress[]> ResolveAsync(string host, int port, CancellationToken ct)
    {
        var addresses = await PublicAddresses.ResolveAsync(host, ct);
        if (!IsListed(host, port))
        {
            if (!AllowedHosts.Contains("*")) throw Refused(host, $"the host '{host}' is not one that this service reads from");
            if (!addresses.All(PublicAddresses.Holds)) throw Refused(host, $"the host '{host}' has an address that is not public");
        }
        if (addresses.Length == 0) throw Refused(host, $"the host '{host}' is unknown");
        return addresses;
    }

    /// <summary>
    /// A client that obeys the policy once more when it connects, here or in <see cref="Proxy"/>, so that a name which changes its address between check and
    /// use gains nothing. Redirects are not followed.
    /// </summary>
    public HttpClient CreateClient() => new(Handler(new SocketsHttpHandler { AutomaticDecompression = DecompressionMethods.All, AllowAutoRedirect = false }))
    {
        Timeout = TimeSpan.FromSeconds(30),
    };

    /// <summary>
    /// The same for data, which may be large: bytes as they are, many connections, no limit of time, and redirects are followed, because each leads to a new
    /// connection that obeys the policy.
    /// </summary>
    public HttpClient CreateDataClient() => new(Handler(new SocketsHttpHandler { MaxAutomaticRedirections = 8, MaxConnectionsPerServer = 64 }))
    {
        Timeout = Timeout.InfiniteTimeSpan,
    };

    SocketsHttpHandler Handler(SocketsHttpHandler handler)
    {
        handler.ConnectTimeout = TimeSpan.FromSeconds(10);
        (handler.UseProxy, handler.Proxy) = (Proxy is not null, Proxy);
        if (Proxy is not null) return handler;
        handler.ConnectCallback = async (context, cancellation) =>
        {
            try
            {
                return new NetworkStream(await ConnectAsync(context.DnsEndPoint.Host, context.DnsEndPoint.Port, cancellation), ownsSocket: true);
            }
            catch (ProcessGraphException e)
            {
                throw new HttpRequestException(e.Message, e);
            }
        };
        return handler;
    }

    string DemandFile(string location)
    {
        if (location.StartsWith("/vsi", StringComparison.OrdinalIgnoreCase) || location.Contains("://", StringComparison.Ordinal))
            throw Refused(location, ObjectAddress.Unclear(location) ?? "only http, https, s3, gs and files of configured collections are read");
        if (location.Length == 0 || location.Contains('\0', StringComparison.Ordinal))
            throw Refused(location.Replace("\0", "", StringComparison.Ordinal), "it is not a path");
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

    bool IsPublic(string host, int port)
    {
        if (IPAddress.TryParse(host, out var literal)) return PublicAddresses.Holds(literal);
        if (resolved.TryGetValue(host, out var known) && known.Until > DateTime.UtcNow) return known.Public;
        var answer = Proxy is not null ? WayOut.Allows(Proxy, host, port)
            : PublicAddresses.ResolveAsync(host, CancellationToken.None).GetAwaiter().GetResult() is { Length: > 0 } addresses
                && addresses.All(PublicAddresses.Holds);
        // Users choose the names.
        if (resolved.Count >= MostRemembered) resolved.Clear();
        resolved[host] = (DateTime.UtcNow + Remembered, answer);
        return answer;
    }

    static ProcessGraphException Refused(string location, string reason) =>
        new(new Fault(FaultCodes.PermissionsInsufficient, $"'{ShownAddress.Of(location)}' is not read: {reason}."));
}
