using System.Text.Json;

namespace OpenEo.Slices.Engine.Stac;

/// <summary>
/// A collection as its source wrote it. <paramref name="Location"/> is the absolute path or address of the document: what its relative links start from.
/// </summary>
public sealed record CollectionSource(string Id, string Location, JsonElement Json);
