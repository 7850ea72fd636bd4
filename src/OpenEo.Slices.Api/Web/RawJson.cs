using System.Text.Json;
using System.Text.Json.Serialization;

namespace OpenEo.Slices.Api.Web;

/// <summary>JSON that the database gave and the client gets as it is, without being taken apart in between. Response only.</summary>
[JsonConverter(typeof(Converter))]
readonly record struct RawJson(string Text)
{
    sealed class Converter : JsonConverter<RawJson>
    {
        public override RawJson Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            new(JsonElement.ParseValue(ref reader).GetRawText());

        public override void Write(Utf8JsonWriter writer, RawJson value, JsonSerializerOptions options) =>
            writer.WriteRawValue(value.Text, skipInputValidation: true);
    }
}
