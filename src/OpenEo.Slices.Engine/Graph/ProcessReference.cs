namespace OpenEo.Slices.Engine.Graph;

/// <summary>A process that somebody has defined by a graph: the namespace (<c>user</c> or an address) and the id there.</summary>
public sealed record ProcessReference(string Namespace, string Id);
