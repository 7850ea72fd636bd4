using System.Text.Json;

namespace OpenEo.Slices.Engine.Stac;

/// <summary>A document, and where it was in the end: its relative links start there, not where a redirect was.</summary>
public sealed record StacDocument(string Location, JsonElement Json);
