using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Xml;
using OpenEo.Slices.Engine.Execution;

namespace OpenEo.Slices.Api.Jobs;

/// <summary>
/// What a request may ask of its computation beyond the API: members of <c>job_options</c>, or top-level members of the same name. The API's extension
/// "Processing Parameters" tells clients of them.
/// </summary>
/// <param name="Memory">Most bytes that the worker may use.</param>
/// <param name="MaxRuntime">Longest time of a run.</param>
/// <param name="Retries">How often a run is tried again whose worker is lost.</param>
/// <param name="TileSize">Width and height of the tiles of GeoTIFF files, in pixels.</param>
/// <param name="FilePrefix">What names of result files begin with.</param>
sealed record JobOptions(long? Memory, TimeSpan? MaxRuntime, int? Retries, int? TileSize, string? FilePrefix)
{
    /// <summary>Names and what they mean, in the form of process parameters.</summary>
    public static IReadOnlyList<Description> All { get; } =
    [
        new("memory", "Most memory that the worker of the job may use: bytes, or a number with the unit k, m or g. The service's own limit holds as well.",
            """[{"type":"integer","minimum":67108864},{"type":"string","pattern":"^[0-9]+[kmgKMG]?[bB]?$"},{"type":"null"}]""", true),
        new("max_runtime", "Longest time that the computation may take: seconds, or an ISO 8601 duration such as PT30M. It ends with an error after that.",
            """[{"type":"number","exclusiveMinimum":0},{"type":"string","format":"duration"},{"type":"null"}]""", true),
        new("retries", "How often the job is tried again when its worker is lost, 0 to 10; not more often than the service does by itself.",
            """[{"type":"integer","minimum":0,"maximum":10},{"type":"null"}]""", false),
        new("tile_size", "Width and height of the tiles of GeoTIFF files in pixels, where the process does not say so itself.",
            """[{"type":"integer","enum":[128,256,512,1024]},{"type":"null"}]""", true),
        new("output_file_prefix", "What the names of result files begin with: at most 40 letters, digits, dashes and underscores.",
            """[{"type":"string","pattern":"^[A-Za-z0-9_-]{1,40}$"},{"type":"null"}]""", true),
    ];

    /// <summary>An option as clients read of it; <paramref name="Synchronous"/> ones are also for <c>POST /result</c>.</summary>
    public sealed record Description(string Name, string Text, string Schema, bool Synchronous)
    {
        /// <summary>The parameter object of the extension "Processing Parameters".</summary>
        // The default is told though it is null: without it the Web Editor sends the first value that the schema allows.
        public JsonObject ToJson() => new()
        {
            ["name"] = Name,
            ["description"] = Text,
            ["optional"] = true,
            ["default"] = null,
            ["schema"] = JsonNode.Parse(Schema),
        };
    }

    /// <summary>No option at all.</summary>
    public static JobOptions None { get; } = new(null, null, null, null, null);

    /// <summary>How files are written.</summary>
    public OutputDefaults Apply(OutputDefaults defaults) => defaults with { FilePrefix = FilePrefix ?? "", TileSize = TileSize };

    /// <summary>
    /// Reads the options. Each wrong one is told in <paramref name="faults"/>; names in <c>job_options</c> that mean nothing here in
    /// <paramref name="unknown"/>.
    /// <paramref name="defaults"/> hold for options that the members do not have (null is had).
    /// </summary>
    public static JobOptions Read(IReadOnlyDictionary<string, JsonElement> members, ICollection<string> faults, ICollection<string> unknown,
        IReadOnlyDictionary<string, JsonElement>? defaults = null)
    {
        var given = new Dictionary<string, JsonElement>(defaults ?? new Dictionary<string, JsonElement>());
        foreach (var option in All)
            if (members.TryGetValue(option.Name, out var value)) given[option.Name] = value;
        if (members.TryGetValue("job_options", out var nested) && nested.ValueKind is JsonValueKind.Object)
            foreach (var member in nested.EnumerateObject())
                if (All.Any(option => option.Name == member.Name)) given[member.Name] = member.Value;
                else unknown.Add(member.Name);
        return new(
            Get<long>("memory", Bytes, "bytes (64 MiB or more), or a number with k, m or g"),
            Get<TimeSpan>("max_runtime", Duration, "a number of seconds above 0, or an ISO 8601 duration"),
            Get<int>("retries", value => Integer(value) is >= 0 and <= 10 and var number ? number : null, "a whole number, 0 to 10"),
            Get<int>("tile_size", value => Integer(value) is 128 or 256 or 512 or 1024 ? Integer(value) : null, "128, 256, 512 or 1024"),
            GetPrefix());

        T? Get<T>(string name, Func<JsonElement, T?> read, string expected) where T : struct
        {
            if (!given.TryGetValue(name, out var value) || value.ValueKind is JsonValueKind.Null) return null;
            var result = read(value);
            if (result is null) faults.Add(Fault(name, value, expected));
            return result;
        }

        string? GetPrefix()
        {
            if (!given.TryGetValue("output_file_prefix", out var value) || value.ValueKind is JsonValueKind.Null) return null;
            if (value.ValueKind is JsonValueKind.String && value.GetString() is { Length: > 0 and <= 40 } text
                && text.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_')) return text;
            faults.Add(Fault("output_file_prefix", value, "at most 40 letters, digits, dashes and underscores"));
            return null;
        }
    }

    static string Fault(string name, JsonElement value, string expected)
    {
        var raw = value.GetRawText();
        return $"The job option '{name}' must be {expected}, not {(raw.Length > 60 ? raw[..60] + "…" : raw)}.";
    }

    static int? Integer(JsonElement value) => value.ValueKind is JsonValueKind.Number && value.TryGetInt32(out var number) ? number : null;

    static long? Bytes(JsonElement value)
    {
        long? bytes = value.ValueKind switch
        {
            JsonValueKind.Number when value.TryGetInt64(out var number) => number,
            JsonValueKind.String => Parse(value.GetString()!.Trim().ToLowerInvariant().TrimEnd('b')),
            _ => null,
        };
        return bytes is >= 64L << 20 and <= 1L << 50 ? bytes : null;

        static long? Parse(string text)
        {
            var shift = text.Length == 0 ? 0 : text[^1] switch { 'k' => 10, 'm' => 20, 'g' => 30, _ => 0 };
            return long.TryParse(shift > 0 ? text[..^1] : text, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
                && number < 1L << 20 + (30 - shift) ? number << shift : null;
        }
    }

    static TimeSpan? Duration(JsonElement value)
    {
        try
        {
            TimeSpan? time = value.ValueKind switch
            {
                JsonValueKind.Number when value.GetDouble() is > 0 and < 1e8 and var seconds => TimeSpan.FromSeconds(seconds),
                JsonValueKind.String => XmlConvert.ToTimeSpan(value.GetString()!),
                _ => null,
            };
            return time > TimeSpan.Zero && time < TimeSpan.FromDays(1000) ? time : null;
        }
        catch (Exception e) when (e is FormatException or OverflowException)
        {
            return null;
        }
    }
}
