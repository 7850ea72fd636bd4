using System.Globalization;
using OpenEo.Slices.Engine.Blocks;
using OpenEo.Slices.Engine.Cubes;
using OpenEo.Slices.Engine.Faults;
using OpenEo.Slices.Engine.Graph;
using OpenEo.Slices.Engine.Values;

namespace OpenEo.Slices.Engine.Execution;

/// <summary>
/// The options of an output, checked. Those that the format does not have are told in the log and left out; null is the same as left out.
/// </summary>
sealed class OutputOptions
{
    // What clients of other back-ends ask for, and how it is had here.
    static readonly Dictionary<string, string> hints = new(StringComparer.OrdinalIgnoreCase)
    {
        ["sample_by_feature"] = "All geometries are in one file; a filter_spatial and a save_result for each give it a file of its own.",
        ["feature_id_property"] = "All geometries are in one file; a filter_spatial and a save_result for each give it a file of its own.",
        ["tile_grid"] = "The result is not cut into tiles.",
        ["stitch"] = "The result is not cut into tiles.",
        ["colormap"] = "The picture has no colours but those of its bands.",
        ["palette"] = "The picture has no colours but those of its bands.",
    };

    static readonly Dictionary<string, ElementType> types = ElementTypes.All.Where(type => type is not ElementType.Boolean)
        .Select(type => (type.Name, type)).Concat([("byte", ElementType.UInt8), ("float", ElementType.Float32), ("double", ElementType.Float64)])
        .ToDictionary(pair => pair.Item1, pair => pair.Item2, StringComparer.OrdinalIgnoreCase);

    readonly Dictionary<string, Value> own = new(StringComparer.OrdinalIgnoreCase);
    readonly Output output;
    readonly IRunLog? log;

    OutputOptions(Output output, IRunLog? log) => (this.output, this.log) = (output, log);

    /// <summary>What is for the format's writer, with values as plain objects.</summary>
    public Dictionary<string, object?> Plain { get; } = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Whether each band gets a file of its own.</summary>
    public bool SeparatesBands => own.GetValueOrDefault(CommonOptions.SeparateAssetPerBand.Name) is BooleanValue { Value: true };

    /// <summary>The type of cells in the file; null for that of the data.</summary>
    public ElementType? DataType => own.GetValueOrDefault(CommonOptions.DataType.Name) is StringValue { Value: var name } ? types[name] : null;

    /// <summary>The options of an output.</summary>
    /// <param name="format">The format's name.</param>
    /// <param name="options">What the format has, without what says what files are called.</param>
    /// <param name="output">The output.</param>
    /// <param name="log">Hears what is left out.</param>
    /// <exception cref="ProcessGraphException">The value of an option that the format has is not allowed.</exception>
    public static OutputOptions Read(string format, IReadOnlyList<FormatOption> options, Output output, IRunLog? log)
    {
        var read = new OutputOptions(output, log);
        foreach (var (name, value) in output.Options)
        {
            if (value is NullValue || OutputFormats.IsPrefix(name)) continue;
            if (options.FirstOrDefault(option => option.Name.Equals(name, StringComparison.OrdinalIgnoreCase)) is { } known) read.Take(known, value);
            else if (!name.Equals("epsgCode", StringComparison.OrdinalIgnoreCase)) read.LeaveOut(format, name, options);
            else read.Compare(name, value);
        }
        return read;
    }

    /// <summary>Texts and numbers about the file.</summary>
    public IReadOnlyDictionary<string, string> FileTags => (own.GetValueOrDefault(CommonOptions.FileMetadata.Name) as ObjectValue is { } given
        ? FileTagNames.Of(given, CommonOptions.FileMetadata.Name, Warn) : []).ToDictionary(tag => tag.Key, tag => FileTagNames.Text(tag.Value));

    /// <summary>Texts and numbers about bands, by the band's name.</summary>
    public IReadOnlyDictionary<string, IReadOnlyDictionary<string, object>> BandTags(CubeSchema schema)
    {
        var tags = new Dictionary<string, IReadOnlyDictionary<string, object>>();
        if (own.GetValueOrDefault(CommonOptions.BandsMetadata.Name) is not ObjectValue given) return tags;
        var bands = schema.Find(DimensionType.Bands)?.Labels.Select(OutputFormats.Text).ToList() ?? [];
        foreach (var (band, value) in given.Members)
        {
            if (!bands.Contains(band)) Warn($"The option 'bands_metadata' has a band '{band}', which the data do not have; it is left out. They have: "
                + $"{Names.List(bands)}.");
            else if (value is ObjectValue facts) tags[band] = FileTagNames.Of(facts, $"bands_metadata.{band}", Warn);
            else throw OutputFormats.Invalid(output, $"the option 'bands_metadata' must have an object for each band, got {Schema.Show(value)} for '{band}'");
        }
        return tags;
    }

    /// <summary>The cube with the bands that a picture is to have, in the order of its colours; the cube itself when the options name none.</summary>
    public RasterCube Choose(RasterCube cube)
    {
        var names = CommonOptions.Picture.Select(option => option.Name).Where(own.ContainsKey).ToList();
        if (names.Count == 0) return cube;
        if (names is not (["gray"] or ["red", "green", "blue"]))
            throw OutputFormats.Invalid(output, $"the options 'red', 'green' and 'blue' go together, or 'gray' alone; there are: {string.Join(", ", names)}");
        if (cube.Schema.Find(DimensionType.Bands) is not { } bands)
            throw OutputFormats.Invalid(output, $"the data have no bands, of which '{names[0]}' could name one");
        int[] chosen = [.. names.Select(name => BandOf(cube.Schema, bands, name))];
        if (chosen.Distinct().Count() < chosen.Length) throw OutputFormats.Invalid(output, "the options 'red', 'green' and 'blue' must name different bands");
        return cube.Select(cube.Schema.IndexOf(bands), chosen);
    }

    int BandOf(CubeSchema schema, Dimension bands, string option)
    {
        var wanted = own[option];
        if (bands.IndexOf(wanted) is >= 0 and var named) return named;
        if (wanted is NumberValue { Value: var number } && double.IsInteger(number) && number >= 0 && number < bands.Count)
        {
            Warn($"'{option}' is {number.ToString(CultureInfo.InvariantCulture)}, which is no band's name; it is taken as the band '"
                + $"{OutputFormats.Text(bands.Label((int)number))}', counted from 0.");
            return (int)number;
        }
        var common = wanted is StringValue { Value: var name } ? Enumerable.Range(0, bands.Count)
            .Where(i => schema.Names.GetValueOrDefault(OutputFormats.Text(bands.Label(i)))?.CommonName == name).ToList() : [];
        return common is [var one] ? one : throw OutputFormats.Invalid(output,
            $"'{option}' must name a band, got {Schema.Show(wanted)}; there are: {Names.List(bands.Labels.Select(OutputFormats.Text))}");
    }

    void Take(FormatOption option, Value value)
    {
        if (option == CommonOptions.DataType && value is StringValue { Value: var type } && types.ContainsKey(type)
            || CommonOptions.Picture.Contains(option)
            || option == CommonOptions.SeparateAssetPerBand && value is BooleanValue
            || (option == CommonOptions.FileMetadata || option == CommonOptions.BandsMetadata) && value is ObjectValue)
        {
            own[option.Name] = value;
            return;
        }
        object? plain = value switch { NumberValue number => number.Value, StringValue text => text.Value, BooleanValue boolean => boolean.Value, _ => null };
        if (plain is null || option.Type == "object" || !OutputFormats.Fits(option.Type, plain))
            throw OutputFormats.Invalid(output, $"the option '{option.Name}' must be of type {option.Type}, got {Schema.Show(value)}");
        if (option.Allowed is { } allowed && !allowed.Any(one => OutputFormats.Same(one, plain)))
            throw OutputFormats.Invalid(output, $"the option '{option.Name}' must be one of {string.Join(", ", allowed)}, got {Schema.Show(value)}");
        Plain[option.Name] = plain;
    }

    void LeaveOut(string format, string name, IReadOnlyList<FormatOption> options) => Warn($"{format} has no option '{name}'; it is left out. "
        + (hints.TryGetValue(name, out var hint) ? $"{hint} " : "")
        + $"It has: {string.Join(", ", options.Append(FilePrefix.Option).Select(option => option.Name))}.");

    // What asks for the reference system that the data have is done already.
    void Compare(string name, Value value)
    {
        var crs = (output.Value as CubeValue)?.Cube.Schema is { } schema ? schema.Geometries?.Table.Crs ?? schema.Crs : null;
        var asked = value is StringValue text ? text.Value : value is NumberValue number ? number.Value.ToString(CultureInfo.InvariantCulture) : "";
        if (crs is not null && ((string[])[asked, $"EPSG:{asked}"]).Contains(crs, StringComparer.OrdinalIgnoreCase)) return;
        Warn($"The option '{name}' ({Schema.Show(value)}) is left out: files are in the reference system of the data, {crs ?? "which is not known"}. "
            + "resample_spatial with 'projection' (for vector cubes vector_reproject) gives another.");
    }

    void Warn(string message) => log?.Log(LogSeverity.Warning, message, output.Node);
}
