using OpenEo.Slices.Engine.Blocks;
using OpenEo.Slices.Engine.Cubes;
using OpenEo.Slices.Engine.Values;

namespace OpenEo.Slices.Engine.Execution;

/// <summary>One file that a plan will write: either a raster, window by window, or a value as JSON.</summary>
sealed record FilePlan(string Node, string Name, string Format, string MediaType)
{
    /// <summary>The cube of a raster file, with dimensions in the format's order.</summary>
    public RasterCube? Cube { get; init; }

    /// <summary>The cube's dimensions with those that the file has no room for, one label each: what is told of it.</summary>
    public CubeSchema? Labels { get; init; }

    /// <summary>The cube's windows, in the order in which they are computed.</summary>
    public IReadOnlyList<Window> Windows { get; init; } = [];

    /// <summary>Bytes that the largest of the windows needs, with those of its group that are computed together with it.</summary>
    public long WindowBytes { get; init; }

    /// <summary>
    /// The files, this one among them, whose windows are computed together, because they read the same sources; null for a file that stands alone.
    /// </summary>
    public IReadOnlyList<string>? Group { get; init; }

    /// <summary>The value of a JSON file: a scalar, an array, an object, or a cube.</summary>
    public Value? Value { get; init; }

    /// <summary>The format's options, checked.</summary>
    public IReadOnlyDictionary<string, object?> Options { get; init; } = new Dictionary<string, object?>();

    /// <summary>The cube's type as the file has it; null when it is the cube's own.</summary>
    public CubeSchema? Stored { get; init; }

    /// <summary>Bytes of a cell in the file, when its type is not the cube's; else 0.</summary>
    public int Recoded => Stored?.Element.Size ?? 0;

    /// <summary>The user's own words about the file.</summary>
    public IReadOnlyDictionary<string, string> Tags { get; init; } = new Dictionary<string, string>();

    /// <summary>The user's own words and numbers about bands, by the band's name.</summary>
    public IReadOnlyDictionary<string, IReadOnlyDictionary<string, object>> BandTags { get; init; } =
        new Dictionary<string, IReadOnlyDictionary<string, object>>();

    /// <summary>First and last instant of the data, RFC 3339.</summary>
    public (string Start, string End)? Interval { get; init; }
}
