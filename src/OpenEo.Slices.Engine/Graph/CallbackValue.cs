using System.Collections.Immutable;
using OpenEo.Slices.Engine.Values;

namespace OpenEo.Slices.Engine.Graph;

/// <summary>A child process graph together with the parameters that are visible where it stands and its place in the graph (<c>reduce1.reducer</c>).</summary>
public sealed record CallbackValue(ProcessGraph Graph, ImmutableDictionary<string, Value> Scope, string Path) : Value
{
    /// <inheritdoc/>
    public override string TypeName => "process graph";
}
