using OpenEo.Slices.Engine.Values;

namespace OpenEo.Slices.Engine.Graph;

/// <summary>What <c>save_result</c> returns: a promise of files, written when the plan runs.</summary>
sealed record StacValue(string Node) : Value
{
    public override string TypeName => "STAC resource";
}
