using System.Net;
using System.Net.Sockets;

namespace OpenEo.Slices.Engine.Stac;

/// <summary>
/// Which addresses are of the public internet, after IANA's registries of special-purpose addresses (RFC 6890). An IPv6 address that carries an IPv4 address
/// to which it leads in the end is as public as that one.
/// </summary>
static class PublicAddresses
{
    static readonly IPNetwork[] special =
    [
        .. new[]
        {
            "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.0.0.0/24", "192.0.2.0/24", "192.88.99.0/24",
            "192.168.0.0/16", "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/3",
            "2001::/23", "2001:db8::/32", "3fff::/20",
        }.Select(IPNetwork.Parse),
    ];

    // Global unicast; everything else in IPv6 is loopback, local, multicast, reserved or a translation of IPv4.
    static readonly IPNetwork global = IPNetwork.Parse("2000::/3");

    /// <summary>True for an address that anybody may be asked at.</summary>
    public static bool Holds(IPAddress address)
    {
        if (Carried(address) is { } inner) return Holds(inner);
        return (address.AddressFamily == AddressFamily.InterNetwork || global.Contains(address)) && !special.Any(network => network.Contains(address));
    }

    /// <summary>
    /// The addresses of a host, none when it is unknown or its name or number cannot be one (<c>0</c> and <c>::</c> are no place to connect to).
    /// </summary>
    public static async Task<IPAddress[]> ResolveAsync(string host, CancellationToken ct)
    {
        try
        {
            return await Dns.GetHostAddressesAsync(host, ct);
        }
        catch (Exception e) when (e is SocketException or ArgumentException)
        {
            return [];
        }
    }

    // Mapped (::ffff:0:0/96), translated (64:ff9b::/96, RFC 6052), 6to4 (2002::/16, RFC 3056).
    static IPAddress? Carried(IPAddress address)
    {
        if (address.AddressFamily != AddressFamily.InterNetworkV6) return null;
        if (address.IsIPv4MappedToIPv6) return address.MapToIPv4();
        var bytes = address.GetAddressBytes();
        if (bytes.AsSpan(0, 12).SequenceEqual<byte>([0, 0x64, 0xff, 0x9b, 0, 0, 0, 0, 0, 0, 0, 0])) return new IPAddress(bytes.AsSpan(12));
        return bytes is [0x20, 0x02, ..] ? new IPAddress(bytes.AsSpan(2, 4)) : null;
    }
}
