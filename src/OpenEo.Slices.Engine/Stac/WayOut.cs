using System.Net;
using System.Net.Sockets;
using System.Text;

namespace OpenEo.Slices.Engine.Stac;

/// <summary>
/// Asks the way out of a process that may not resolve names itself, whether it would connect to a host: a SOCKS5 proxy (RFC 1928, RFC 1929) with one command
/// more, which Tor's has too.
/// </summary>
static class WayOut
{
    const byte Version = 5, Look = 0xf0, IsName = 3;

    static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    /// <summary>True when it would; false when it refuses, does not know the name or does not answer.</summary>
    public static bool Allows(WebProxy proxy, string host, int port)
    {
        var (user, name) = ((NetworkCredential)proxy.Credentials!, Encoding.ASCII.GetBytes(host));
        if (name.Length is 0 or > byte.MaxValue) return false;
        try
        {
            using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
            socket.Connect(IPAddress.Parse(proxy.Address!.Host), proxy.Address.Port);
            using var stream = new NetworkStream(socket) { ReadTimeout = (int)Patience.TotalMilliseconds };
            if (Ask(stream, 2, [Version, 1, 2]) is not [Version, 2]) return false;
            var (word, secret) = (Encoding.ASCII.GetBytes(user.UserName), Encoding.ASCII.GetBytes(user.Password));
            if (Ask(stream, 2, [1, (byte)word.Length, .. word, (byte)secret.Length, .. secret]) is not [_, 0]) return false;
            return Ask(stream, 10, [Version, Look, 0, IsName, (byte)name.Length, .. name, (byte)(port >> 8), (byte)port]) is [Version, 0, ..];
        }
        catch (Exception e) when (e is IOException or SocketException)
        {
            return false;
        }
    }

    static byte[] Ask(NetworkStream stream, int length, byte[] question)
    {
        stream.Write(question);
        var answer = new byte[length];
        stream.ReadExactly(answer);
        return answer;
    }
}
