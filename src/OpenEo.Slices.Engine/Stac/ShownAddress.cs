namespace OpenEo.Slices.Engine.Stac;

/// <summary>An address as users see it.</summary>
static class ShownAddress
{
    /// <summary>
    /// A web address without its query, which may be a signature, and without a user's name; of a path the last part. Where files lie on the server, and
    /// what opens a store, is the operator's alone.
    /// </summary>
    public static string Of(string location)
    {
        var scheme = location.IndexOf("://", StringComparison.Ordinal);
        if (scheme < 0) return Path.GetFileName(location) is { Length: > 0 } name ? name : location;
        var shown = location.Split('?', '#')[0];
        if (shown.Length < scheme + 3) return shown;
        var end = shown.IndexOf('/', scheme + 3) is > 0 and var slash ? slash : shown.Length;
        var user = LocationPolicy.IsHttp(shown) ? shown.LastIndexOf('@', end - 1, end - scheme - 3) : -1;
        return user < 0 ? shown : shown[..(scheme + 3)] + shown[(user + 1)..];
    }
}
