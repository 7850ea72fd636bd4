
namespace OpenEo.Slices.Engine.Execution;

/// <summary>What an unsaved cube is written as: netCDF for a synchronous answer, GTiff in a batch job.</summary>
public sealed record OutputDefaults(string RasterFormat)
{
    /// <summary>What file names begin with; may be empty.</summary>
    public string FilePrefix { get; init; } = "";

    /// <summary>Width and height of the tiles of formats that have them, in pixels, where <c>save_result</c> does not say; null for the format's own.</summary>
    public int? TileSize { get; init; }

    /// <summary>For <c>POST /result</c>.</summary>
    public static OutputDefaults Sync { get; } = new("netCDF");

    /// <summary>For batch jobs.</summary>
    public static OutputDefaults Batch { get; } = new("GTiff");
}
