namespace OpenEo.Slices.Api.Web;

/// <summary>A part of a list that is in memory, and the links to it and to the next part.</summary>
sealed record Page<T>(IReadOnlyList<T> Items, IReadOnlyList<Link> Links);
