using OpenEo.Slices.Engine.Blocks;
using OpenEo.Slices.Engine.Cubes;
using OpenEo.Slices.Engine.Values;

namespace OpenEo.Slices.Engine.Execution;

/// <summary>One file that a plan will write: either a raster, window by window, or a value as JSON.</summary>
public sealed record FilePlan(string Node, string Name, string Format, string MediaType)
{
    /// <summary>The cube of a raster file, with dimensions in the format's order.</summary>
    public RasterCube? Cube { get; init; }

    /// <summary>The cube's dimensions with those that the file has no room for, one label each: what is told of it.</summary>
    public CubeSchema? Labels { get; init; }

    /// <summary>The cube's windows, in the order in which they are computed.</summary>
    public IReadOnlyList<Window> Windows { get; init; } = [];

    /// <summary>
    /// The files, this one among them, whose windows are computed together, because they read the same sources; null for a file that stands alone.
    /// </summary>
    public IReadOnlyList<string>? Group { get; init; }

    /// <summary>The value of a JSON file: a scalar, an array, an object, or a cube.</summary>
    public Value? Value { get; init; }

    /// <summary>The format's options, checked.</summary>
    public IReadOnlyDictionary<string, object?> Options { get; init; } = new Dictionary<string, object?>();

    /// <summary>First and last instant of the data, RFC 3339.</summary>
    public (string Start, string End)? Interval { get; init; }
}

/// <summary>What a plan will cost, before it runs.</summary>
/// <param name="InputPixels">Cells of sources that are read.</param>
/// <param name="InputBytes">Their size in memory.</param>
/// <param name="OutputCells">Cells that are written.</param>
/// <param name="OutputBytes">Their size before compression.</param>
/// <param name="Windows">Windows to compute.</param>
public sealed record PlanEstimate(long InputPixels, long InputBytes, long OutputCells, long OutputBytes, int Windows);

/// <summary>What a run gave: files, or a bare JSON value for a graph whose result is no cube and is not saved.</summary>
public sealed record RunOutcome(IReadOnlyList<OutputFile> Files, System.Text.Json.JsonElement? Value, long InputPixels);

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
