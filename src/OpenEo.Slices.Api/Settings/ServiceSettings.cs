namespace OpenEo.Slices.Api.Settings;

/// <summary>What the service says of itself.</summary>
sealed record ServiceSettings : ISettings
{
    public static string Section => "Service";

    /// <summary>Identifier of the service as a STAC catalog.</summary>
    public string Id { get; init; } = "openeo-slices";

    /// <summary>Name for people.</summary>
    public string Title { get; init; } = "OpenEo.Slices";

    /// <summary>What users should know about it, as CommonMark.</summary>
    public string Description { get; init; } = "An openEO back-end for earth observation data cubes.";

    /// <summary>Whether others may rely on it; null: not with the private database.</summary>
    public bool? Production { get; init; }

    /// <summary><see cref="Production"/>, decided.</summary>
    public bool IsProduction(DataSettings data) => Production ?? !data.IsEmbedded;
}
