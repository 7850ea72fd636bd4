namespace OpenEo.Slices.Api.Web;

/// <summary>A link as openEO and STAC write it.</summary>
sealed record Link(string Rel, string Href, string? Type = null, string? Title = null);
