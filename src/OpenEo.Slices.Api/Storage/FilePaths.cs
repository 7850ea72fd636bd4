using System.Text;
using Microsoft.AspNetCore.Http.Features;
using OpenEo.Slices.Api.Settings;
using OpenEo.Slices.Api.Web;

namespace OpenEo.Slices.Api.Storage;

/// <summary>Paths of users' files: relative, with slashes, each part a plain name.</summary>
static class FilePaths
{
    const int LongestPath = 1000, LongestName = 255;

    // What the API's own pattern excludes.
    static readonly char[] Forbidden = ['\\', ':', '\'', '"'];

    /// <summary>
    /// The path that a request's address names, decoded once. Taken from the address as it was sent: the server's own decoding leaves <c>%2F</c> as it is, and
    /// then could not tell it from <c>%252F</c>; and it resolves <c>..</c>, which here is a mistake that must be told. Fails with <c>FilePathInvalid</c>.
    /// </summary>
    public static string Of(HttpContext context, AddressSettings addresses)
    {
        var target = context.Features.Get<IHttpRequestFeature>()!.RawTarget;
        var end = target.IndexOf('?', StringComparison.Ordinal);
        var path = end < 0 ? target : target[..end];
        var folder = $"{addresses.Base}/files/";
        var start = path.IndexOf(folder, StringComparison.Ordinal);
        return start < 0 ? throw Invalid("it is empty") : Check(Uri.UnescapeDataString(path[(start + folder.Length)..]));
    }

    /// <summary>Folders above a path, outermost first.</summary>
    public static string[] Parents(string path)
    {
        var parts = path.Split('/');
        return [.. Enumerable.Range(1, parts.Length - 1).Select(count => string.Join('/', parts.Take(count)))];
    }

    static string Check(string path) => Reason(path) is { } reason ? throw Invalid(reason) : path;

    static string? Reason(string path)
    {
        if (path.Length == 0) return "it is empty";
        if (Encoding.UTF8.GetByteCount(path) > LongestPath) return $"it is longer than {LongestPath} bytes";
        if (path.IndexOfAny(Forbidden) is >= 0 and var at) return $"it has the character {path[at]}";
        if (path.Any(char.IsControl) || !Json.IsKey(path)) return "it has characters that cannot be written";
        foreach (var name in path.Split('/'))
        {
            if (name.Length == 0) return "it has an empty part; it must neither begin nor end with a slash";
            if (name is "." or "..") return "'.' and '..' are not allowed";
            if (Encoding.UTF8.GetByteCount(name) > LongestName) return $"a part is longer than {LongestName} bytes";
        }
        return null;
    }

    static OpenEoException Invalid(string reason) => new(ErrorCodes.FilePathInvalid, ("reason", reason + "."));
}
