using System.Text.Json;

namespace OpenEo.Slices.Engine.Stac;

/// <summary>A collection that the operator offers: its id, its STAC document, where that document lies.</summary>
public sealed record StacCollection(string Id, JsonElement Json, string Location);

/// <summary>The collections that <c>load_collection</c> can name.</summary>
public interface ICollectionSource
{
    /// <summary>Ids of all collections that can be read at the moment.</summary>
    IReadOnlyList<string> Ids { get; }

    /// <summary>A collection, or null.</summary>
    StacCollection? Find(string id);
}
