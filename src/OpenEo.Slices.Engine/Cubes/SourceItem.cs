
namespace OpenEo.Slices.Engine.Cubes;

/// <summary>A STAC item that cells of a cube come from.</summary>
/// <param name="Location">Address of its document, or path on the server.</param>
/// <param name="Id">Its identifier.</param>
/// <param name="Collection">The collection of this back-end that it was loaded of; null when a client named the document himself.</param>
public sealed record SourceItem(string Location, string Id, string? Collection = null);
