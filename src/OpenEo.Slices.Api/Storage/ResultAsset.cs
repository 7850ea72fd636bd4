namespace OpenEo.Slices.Api.Storage;

/// <summary>One published file.</summary>
sealed record ResultAsset(string Name, long RunId, string MediaType, long Size, string Checksum, string Metadata, DateTime Created)
{
    /// <summary>The API path of the file.</summary>
    public string Path(string jobId) => $"/jobs/{jobId}/results/assets/{RunId}/{Uri.EscapeDataString(Name)}";

    /// <summary>The API path of its STAC item.</summary>
    public string ItemPath(string jobId) => $"/jobs/{jobId}/results/items/{RunId}/{Uri.EscapeDataString(Name)}";
}
