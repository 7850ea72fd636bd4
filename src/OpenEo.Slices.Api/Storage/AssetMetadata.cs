using System.Text.Json;
using OpenEo.Slices.Api.Web;
using OpenEo.Slices.Engine.Cubes;
using OpenEo.Slices.Engine.Execution;

namespace OpenEo.Slices.Api.Storage;

/// <summary>What the database keeps of a result file beside name, size and checksum.</summary>
sealed record AssetMetadata(
    string Format, Grid? Grid, BoundingBox? Bounds, string? Start, string? End, IReadOnlyList<OutputBand> Bands, JsonElement? CubeDimensions,
    IReadOnlyList<string>? DerivedFrom, VectorSummary? Vectors = null, IReadOnlyList<SourceItem>? Sources = null)
{
    /// <summary>The items that the file was made of; of files that are older than this member, by the names of the items' documents.</summary>
    public IReadOnlyList<SourceItem> FindSources() =>
        Sources ?? [.. (DerivedFrom ?? []).Select(location => new SourceItem(location, Path.GetFileNameWithoutExtension(location.Split('?')[0])))];

    /// <summary>The JSON that is stored for a file.</summary>
    public static string Write(OutputFile file) => JsonSerializer.Serialize(
        new AssetMetadata(
            file.Format, file.Grid, file.Bounds, file.Interval?.Start, file.Interval?.End, file.Bands,
            file.CubeDimensions is { } dimensions ? JsonElement.Parse(dimensions) : null, null, file.Vectors, file.DerivedFrom),
        Json.Options);

    /// <summary>Back from the database.</summary>
    public static AssetMetadata Read(string json) => JsonSerializer.Deserialize<AssetMetadata>(json, Json.Options)!;
}
