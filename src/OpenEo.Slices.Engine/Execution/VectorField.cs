namespace OpenEo.Slices.Engine.Execution;

/// <summary>A column of a vector file; the type in the words of JSON Schema.</summary>
public sealed record VectorField(string Name, string Type);
