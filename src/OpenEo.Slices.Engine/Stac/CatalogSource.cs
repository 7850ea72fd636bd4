namespace OpenEo.Slices.Engine.Stac;

/// <summary>
/// Where collections come from: the path or address of a STAC collection, of a catalog (all collections below it), or of a STAC API (all its collections).
/// </summary>
/// <param name="Location">Path (of the document or of its folder) or http address.</param>
public sealed record CatalogSource(string Location)
{
    /// <summary>Ids that are offered; all when empty.</summary>
    public IReadOnlyList<string> Include { get; init; } = [];

    /// <summary>Ids that are not.</summary>
    public IReadOnlyList<string> Exclude { get; init; } = [];

    /// <summary>Put before each id, where two sources have the same ones.</summary>
    public string Prefix { get; init; } = "";
}
