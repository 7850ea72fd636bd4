using System.Collections.Immutable;

namespace OpenEo.Slices.Engine.Graph;

/// <summary>A call of a process. <paramref name="Namespace"/> is null for what has the name of one of the engine's own, unless the user named it.</summary>
public sealed record Node(string Id, string Process, string? Namespace, ImmutableSortedDictionary<string, Argument> Arguments, bool IsResult);
