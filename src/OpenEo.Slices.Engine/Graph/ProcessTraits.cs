namespace OpenEo.Slices.Engine.Graph;

/// <summary>What others than the process itself have to know of it, beside its definition.</summary>
[Flags]
public enum ProcessTraits
{
    /// <summary>Nothing special: it computes a value from its arguments.</summary>
    None = 0,

    /// <summary>It is called for what it does and not for its value, which nobody needs to use.</summary>
    HasEffect = 1,

    /// <summary>It loads data, of which <c>spatial_extent</c> and <c>temporal_extent</c> choose a part.</summary>
    LoadsExtent = 2,

    /// <summary>It reads files of the user whose graph it is.</summary>
    ReadsUserFiles = 4,
}
