using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using OpenEo.Slices.Api.Web;

namespace OpenEo.Slices.Api.Access;

/// <summary>Signs links of one job that all expire at the same time.</summary>
sealed record Signer(byte[] Key, Links Links, int Version, DateTimeOffset Expires)
{
    /// <summary>The absolute, signed address of an API path (escaped by the caller). <paramref name="query"/> stays part of the address.</summary>
    public string Sign(string path, string query = "")
    {
        var expires = Expires.ToUnixTimeSeconds();
        var own = $"expires={expires}&version={Version}&signature={Seal(Key, path, query, expires, Version)}";
        return $"{Links.To(path)}?{query}{(query.Length > 0 ? "&" : "")}{own}";
    }

    internal static string Seal(byte[] key, string path, string query, long expires, int version) =>
        Base64Url.EncodeToString(HMACSHA256.HashData(key, Encoding.UTF8.GetBytes($"{path}\n{query}\n{expires}\n{version}")));
}
