using System.Globalization;
using System.Net;
using System.Net.Sockets;
using OpenEo.Slices.Api.Settings;
using OpenEo.Slices.Api.Web;

namespace OpenEo.Slices.Api.Hosting;

/// <summary>Finds out before anything is created whether the service could listen where it should.</summary>
static class Listening
{
    /// <summary>Tries each address, and lets it go again.</summary>
    /// <exception cref="SetupException">Something else listens there.</exception>
    public static void Try(IConfiguration configuration)
    {
        foreach (var url in Addresses(configuration))
        {
            var address = BindingAddress.Parse(url);
            if (address.IsUnixPipe || address.IsNamedPipe || address.Port == 0) continue;
            try
            {
                var place = Place(address.Host.Trim('[', ']'));
                using var socket = new Socket(place.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
                if (place.Equals(IPAddress.IPv6Any)) socket.DualMode = true;
                socket.Bind(new IPEndPoint(place, address.Port));
            }
            catch (SocketException e) when (e.SocketErrorCode is SocketError.AddressAlreadyInUse)
            {
                throw new SetupException($"Something listens at {url} already. Stop it, or set ASPNETCORE_URLS to another address.");
            }
            catch (SocketException)
            {
                // The server says what is wrong with an address better than a guess here.
            }
        }
    }

    static IEnumerable<string> Addresses(IConfiguration configuration)
    {
        const StringSplitOptions trimmed = StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries;
        if (configuration["urls"] is { } urls) return urls.Split(';', trimmed);
        if (configuration["http_ports"] is { } ports)
            return ports.Split(';', trimmed).Where(port => ushort.TryParse(port, CultureInfo.InvariantCulture, out _)).Select(port => $"http://*:{port}");
        return [ServiceInfo.DefaultUrl];
    }

    // As the server does it: what is no address and not localhost means all.
    static IPAddress Place(string host) => host.Equals("localhost", StringComparison.OrdinalIgnoreCase) ? IPAddress.Loopback
        : IPAddress.TryParse(host, out var address) ? address
        : Socket.OSSupportsIPv6 ? IPAddress.IPv6Any : IPAddress.Any;
}
