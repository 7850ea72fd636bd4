using OpenEo.Slices.Engine.Values;

namespace OpenEo.Slices.Engine.Graph;

/// <summary>
/// Something to be written: a value, the format's name as the user gave it (null: the default), its options, and the node and process that asked for it.
/// </summary>
public sealed record Output(string Node, string Process, Value Value, string? Format, IReadOnlyDictionary<string, Value> Options);
