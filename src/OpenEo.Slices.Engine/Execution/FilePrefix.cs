using System.Globalization;
using System.Text;
using OpenEo.Slices.Engine.Cubes;

namespace OpenEo.Slices.Engine.Execution;

/// <summary>The option that all output formats share: what the names of a result's files begin with, in any script.</summary>
public static class FilePrefix
{
    /// <summary>With what is added to it (a time, a number, an extension) a name has at most the 255 bytes that file systems take.</summary>
    const int LongestBytes = 150;

    // Beside slashes what Windows does not take in a name, where results are downloaded to, and what begins escapes in addresses.
    const string Forbidden = "/\\:*?\"<>|%";

    /// <summary>As the formats list it.</summary>
    public static FormatOption Option { get; } = new("filename_prefix",
        $"What the names of the files begin with, in place of 'openEO': letters of any script, digits, spaces, dots, dashes and so on, but none "
        + $"of {Forbidden}; at most {LongestBytes} bytes of UTF-8. Files of one time each have its date, or date and time, after it.", "string", null);

    /// <summary>Why a text cannot be a prefix, as the end of a sentence about it; null when it can.</summary>
    public static string? Fault(string text)
    {
        if (text.Length == 0) return "is empty; leave it out for the default";
        if (text.Any(char.IsSurrogate) && !IsWellFormed(text)) return "has half a character";
        if (text.FirstOrDefault(Forbidden.Contains) is var forbidden and not '\0') return $"has the character {forbidden}, which has no place in a file's name";
        if (text.EnumerateRunes().Any(IsInvisible)) return "has control or invisible characters";
        if (text[0] is '.' or ' ' or '-' || text[^1] is ' ') return "begins with a dot, dash or space, or ends with a space";
        return Encoding.UTF8.GetByteCount(text) <= LongestBytes ? null : $"is longer than {LongestBytes} bytes of UTF-8";
    }

    static bool IsWellFormed(string text)
    {
        for (var i = 0; i < text.Length;)
        {
            if (!Rune.TryGetRuneAt(text, i, out var rune)) return false;
            i += rune.Utf16SequenceLength;
        }
        return true;
    }

    // The joiners are letters' own in some scripts.
    static bool IsInvisible(Rune rune) => rune.Value is not (0x200C or 0x200D) && Rune.GetUnicodeCategory(rune) is UnicodeCategory.Control
        or UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator or UnicodeCategory.PrivateUse
        or UnicodeCategory.OtherNotAssigned;
}
