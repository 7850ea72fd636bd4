namespace OpenEo.Slices.Engine.Cubes;

/// <summary>Options of output formats that the engine follows itself, whatever library writes the file. A format that has one lists it.</summary>
public static class CommonOptions
{
    /// <summary>A file for each band.</summary>
    public static FormatOption SeparateAssetPerBand { get; } = new("separate_asset_per_band",
        "Whether each band gets a file of its own, which has the band's name at the end of its name.", "boolean", false);

    /// <summary>The type of cells in the file.</summary>
    public static FormatOption DataType { get; } = new("datatype",
        "The type of the values in the file, in place of the one that the data have. Values are rounded and those out of range become the nearest that the "
        + "type has; the log tells how many. 'byte' is 'uint8', 'float' is 'float32' and 'double' is 'float64'.", "string", null,
        ["byte", "uint8", "int8", "uint16", "int16", "uint32", "int32", "float", "float32", "double", "float64"]);

    /// <summary>Words about the file.</summary>
    public static FormatOption FileMetadata { get; } = new("file_metadata", "Texts and numbers by name, for the file's own metadata.", "object", null);

    /// <summary>Words about its bands.</summary>
    public static FormatOption BandsMetadata { get; } = new("bands_metadata",
        "By name of a band an object of texts and numbers for its metadata in the file. SCALE, OFFSET and UNIT become the band's scale, offset and unit "
        + "(values stay as they are), DESCRIPTION its description.", "object", null);

    /// <summary>The bands of a picture.</summary>
    public static IReadOnlyList<FormatOption> Picture { get; } =
    [
        new("red", "The band for red, with 'green' and 'blue': its name, common name or position, counted from 0.", "string", null),
        new("green", "The band for green, as 'red'.", "string", null),
        new("blue", "The band for blue, as 'red'.", "string", null),
        new("gray", "The only band, for a grey picture: as 'red'.", "string", null),
    ];
}
