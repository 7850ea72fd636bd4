using System.Runtime.InteropServices;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace OpenEo.Slices.Api.Web;

/// <summary>How the API writes and reads JSON: snake_case names, members without a value left out, NaN and infinities as strings.</summary>
static class Json
{
    /// <summary>The options of every request and response.</summary>
    public static JsonSerializerOptions Options { get; } = Configure(new(JsonSerializerDefaults.Web));

    /// <summary>
    /// Whether all names and texts are Unicode. JSON can spell things that are not (half of a surrogate pair, bytes that are not UTF-8), and reading those
    /// later would fail in the middle of something.
    /// </summary>
    public static bool IsText(JsonElement json)
    {
        var raw = JsonMarshal.GetRawUtf8Value(json);
        if (Ascii.IsValid(raw) && raw.IndexOf("\\u"u8) < 0) return true;
        try
        {
            Visit(json);
            return true;
        }
        catch (InvalidOperationException)
        {
            return false;
        }

        static void Visit(JsonElement json)
        {
            if (json.ValueKind is JsonValueKind.String) json.GetString();
            else if (json.ValueKind is JsonValueKind.Array) foreach (var item in json.EnumerateArray()) Visit(item);
            else if (json.ValueKind is JsonValueKind.Object)
            {
                foreach (var member in json.EnumerateObject())
                {
                    _ = member.Name;
                    Visit(member.Value);
                }
            }
        }
    }

    /// <summary>Whether the database could hold the text at all: anything else is nobody's id.</summary>
    public static bool IsKey(string text) => !text.Contains('\0') && !text.EnumerateRunes().Contains(Rune.ReplacementChar);

    /// <summary>Gives <paramref name="options"/> the API's conventions.</summary>
    public static JsonSerializerOptions Configure(JsonSerializerOptions options)
    {
        options.PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower;
        options.DictionaryKeyPolicy = null;
        options.DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull;
        options.NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals;
        // Responses are JSON with their own media type, never part of an HTML page: no need to escape &, <, ' or umlauts.
        options.Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping;
        if (!options.Converters.Any(converter => converter is JsonStringEnumConverter))
            options.Converters.Add(new JsonStringEnumConverter(JsonNamingPolicy.SnakeCaseLower));
        return options;
    }
}
