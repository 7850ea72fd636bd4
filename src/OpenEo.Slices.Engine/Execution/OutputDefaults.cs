
namespace OpenEo.Slices.Engine.Execution;

/// <summary>What an unsaved cube is written as: netCDF for a synchronous answer, GTiff in a batch job.</summary>
public sealed record OutputDefaults(string RasterFormat)
{
    /// <summary>What file names begin with; may be empty.</summary>
    public string FilePrefix { get; init; } = "";

    /// <summary>Width and height of the tiles of formats that have them, in pixels, where <c>save_result</c> does not say; null for the format's own.</summary>
    public int? TileSize { get; init; }

    /// <summary>
    /// Whether a cube of several times becomes one image with bands for all of them, where the format's bands have names: clients who wait for an answer
    /// save it as the one file that they have asked for.
    /// </summary>
    public bool OneImage { get; init; }

    /// <summary>For <c>POST /result</c>.</summary>
    public static OutputDefaults Sync { get; } = new("netCDF") { OneImage = true };

    /// <summary>For batch jobs.</summary>
    public static OutputDefaults Batch { get; } = new("GTiff");
}
