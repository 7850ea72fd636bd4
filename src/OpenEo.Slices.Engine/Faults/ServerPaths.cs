using System.Text.RegularExpressions;

namespace OpenEo.Slices.Engine.Faults;

/// <summary>Where files lie on the server is nobody's business.</summary>
public static partial class ServerPaths
{
    /// <summary>A message with absolute paths cut to the file's name. Web addresses stay.</summary>
    public static string Hide(string message) => Path().Replace(Virtual().Replace(message, ""), "$1");

    // What is put before web addresses for GDAL.
    [GeneratedRegex(@"/vsi\w+/(?=https?:)")]
    private static partial Regex Virtual();

    [GeneratedRegex(@"(?<![\w:/.~%@&=?-])/(?:[^\s/'""`,;:()<>]+/)+([^\s/'""`,;:()<>]*)")]
    private static partial Regex Path();
}
