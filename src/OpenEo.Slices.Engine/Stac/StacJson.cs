using System.Buffers.Text;
using System.Text;
using System.Text.Json;
using System.Text.Unicode;

namespace OpenEo.Slices.Engine.Stac;

/// <summary>
/// JSON as programs write it that do not know better: with a byte order mark, with bytes or halves of characters that are none, and with the numbers that JSON
/// does not have (<c>NaN</c>, <c>Infinity</c>, <c>-Infinity</c>), which become texts of that name, as STAC writes them.
/// </summary>
static class StacJson
{
    /// <summary>The document; a failure has line and byte of the document as it was.</summary>
    /// <exception cref="JsonException">It is no JSON.</exception>
    public static JsonElement Parse(Stream stream)
    {
        using var buffer = new MemoryStream();
        stream.CopyTo(buffer);
        return Parse(buffer.ToArray());
    }

    /// <inheritdoc cref="Parse(Stream)"/>
    public static JsonElement Parse(byte[] document)
    {
        ReadOnlySpan<byte> json = document;
        if (json.StartsWith("\uFEFF"u8)) json = json[3..];
        if (!Utf8.IsValid(json)) json = Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(json));
        if (json.IndexOf("\\ud"u8) >= 0 || json.IndexOf("\\uD"u8) >= 0) json = WithoutHalves(json);
        try
        {
            return JsonElement.Parse(json);
        }
        catch (JsonException) when (json.IndexOf("NaN"u8) >= 0 || json.IndexOf("Infinity"u8) >= 0)
        {
            return ParseQuoted(json);
        }
    }

    static JsonElement ParseQuoted(ReadOnlySpan<byte> json)
    {
        var (quoted, places) = Quoted(json);
        try
        {
            return JsonElement.Parse(quoted);
        }
        catch (JsonException e)
        {
            // Where it is without our quotation marks.
            var before = places.Count(place => place.Line == e.LineNumber && place.Column < e.BytePositionInLine);
            throw new JsonException(e.Message, e.Path, e.LineNumber, e.BytePositionInLine - before, e);
        }
    }

    /// <summary>The document with quotation marks around numbers that JSON does not have, and where (line, byte) each mark is in it.</summary>
    static (byte[] Json, List<(long Line, long Column)> Marks) Quoted(ReadOnlySpan<byte> json)
    {
        using var quoted = new MemoryStream(json.Length + 64);
        var marks = new List<(long, long)>();
        var (inside, line, lineStart) = (false, 0L, 0L);
        for (var i = 0; i < json.Length; i++)
        {
            if (inside && json[i] == '\\' && i + 1 < json.Length) quoted.WriteByte(json[i++]);
            else if (json[i] == '"') inside = !inside;
            else if (!inside && NumberAt(json[i..]) is > 0 and var length)
            {
                Mark();
                quoted.Write(json.Slice(i, length));
                Mark();
                i += length - 1;
                continue;
            }
            quoted.WriteByte(json[i]);
            if (json[i] == '\n') (line, lineStart) = (line + 1, quoted.Length);
        }
        return (quoted.ToArray(), marks);

        void Mark()
        {
            marks.Add((line, quoted.Length - lineStart));
            quoted.WriteByte((byte)'"');
        }
    }

    static int NumberAt(ReadOnlySpan<byte> json) =>
        json.StartsWith("NaN"u8) ? 3 : json.StartsWith("Infinity"u8) ? 8 : json.StartsWith("-Infinity"u8) ? 9 : 0;

    /// <summary>
    /// The document with a replacement character for each escaped half of a character without its other half: such a text could not be read. As long as before.
    /// </summary>
    static byte[] WithoutHalves(ReadOnlySpan<byte> json)
    {
        const int Length = 6;   // \uXXXX
        var mended = json.ToArray();
        for (var i = 0; i + 1 < mended.Length; i++)
        {
            if (mended[i] != '\\') continue;
            var first = UnitAt(mended, i);
            if (first is >= 0xD800 and < 0xDC00 && UnitAt(mended, i + Length) is >= 0xDC00 and < 0xE000) i += 2 * Length - 1;
            else if (first is >= 0xD800 and < 0xE000) "\\ufffd"u8.CopyTo(mended.AsSpan(i));
            else i++;   // what is escaped begins no other escape
        }
        return mended;
    }

    static int UnitAt(ReadOnlySpan<byte> json, int i) => i + 6 <= json.Length && json[i] == '\\' && json[i + 1] == 'u'
        && Utf8Parser.TryParse(json.Slice(i + 2, 4), out int unit, out var read, 'x') && read == 4 ? unit : -1;
}
