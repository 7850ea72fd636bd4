namespace OpenEo.Slices.Api.Settings;

/// <summary>What is done about workers that cannot be shut off from what is none of theirs.</summary>
enum CageMode
{
    /// <summary>As far as the kernel can; the log says what it cannot.</summary>
    Auto,

    /// <summary>Without a whole cage the service does not start.</summary>
    Required,

    /// <summary>No cage: for machines where it stands in the way of finding a fault.</summary>
    Off,
}
