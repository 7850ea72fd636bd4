using OpenEo.Slices.Engine.Values;

namespace OpenEo.Slices.Engine.Graph;

/// <summary>What <c>save_result</c> returns: a promise of files, written when the plan runs.</summary>
sealed record StacValue(string Node) : Value
{
    /// <summary>What its collection is to say otherwise where it is exported, as a merge patch; null for nothing.</summary>
    public ObjectValue? Changes { get; init; }

    public override string TypeName => "STAC resource";
}
