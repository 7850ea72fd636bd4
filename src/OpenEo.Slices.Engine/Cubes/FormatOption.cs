
namespace OpenEo.Slices.Engine.Cubes;

/// <summary>One option of a format: name, what it does, JSON Schema type, default and, when closed, the allowed values.</summary>
public sealed record FormatOption(string Name, string Description, string Type, object? Default, IReadOnlyList<object>? Allowed = null);
