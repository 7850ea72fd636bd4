using System.Text.Json;
using System.Text.Json.Serialization;
using OpenEo.Slices.Api.Web;

namespace OpenEo.Slices.Api.Running;

/// <summary>Reads and writes the lines of the worker protocol.</summary>
static class WorkerProtocol
{
    // NaN and infinities of results are strings already; graphs may be as deep as requests are; pairs of instants are tuples.
    // What must be there is there, or the line is none: nobody looks for null later.
    static readonly JsonSerializerOptions Options = new(Json.Options)
    {
        MaxDepth = 256,
        AllowOutOfOrderMetadataProperties = true,
        IncludeFields = true,
        DefaultIgnoreCondition = JsonIgnoreCondition.Never,
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
    };

    /// <summary>One line, without its end.</summary>
    public static string Write<T>(T message) => JsonSerializer.Serialize(message, Options);

    /// <summary>The message, or null when the line is none: a library may have printed something.</summary>
    public static T? TryRead<T>(string line) where T : class
    {
        if (!line.StartsWith('{')) return null;
        try
        {
            return JsonSerializer.Deserialize<T>(line, Options);
        }
        catch (Exception e) when (e is JsonException or NotSupportedException)
        {
            return null;
        }
    }
}
