using System.Security.Cryptography;

namespace OpenEo.Slices.Engine.Execution;

/// <summary>Checksums as STAC's file extension has them: a multihash in hex, <c>12</c> (SHA-256), <c>20</c> (32 bytes), then the hash.</summary>
public static class Multihash
{
    /// <summary>The multihash of some bytes.</summary>
    public static string Of(ReadOnlySpan<byte> content) => Show(SHA256.HashData(content));

    /// <summary>The multihash of a file's content.</summary>
    public static string OfFile(string path)
    {
        using var stream = File.OpenRead(path);
        return Show(SHA256.HashData(stream));
    }

    static string Show(byte[] hash) => "1220" + Convert.ToHexStringLower(hash);
}
