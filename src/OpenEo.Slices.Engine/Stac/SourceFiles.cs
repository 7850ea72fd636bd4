using System.Collections.Concurrent;
using OpenEo.Slices.Engine.Blocks;
using OpenEo.Slices.Engine.Cubes;
using OpenEo.Slices.Engine.Faults;
using OpenEo.Slices.Engine.Geometries;

namespace OpenEo.Slices.Engine.Stac;

/// <summary>
/// The raster library for the files of one source. Whatever it cannot do with one of them, at planning or while pixels are read, becomes one fault,
/// <c>DataUnreadable</c>, that says which asset of which item it is, and the library's or the server's words; never where it lies on the server.
/// </summary>
/// <param name="library">Reads.</param>
/// <param name="parameter">The parameter that names the source.</param>
/// <param name="node">The node that loads it; null when who catches the fault knows.</param>
/// <param name="isClients">Whether the client has named the source himself, and not the operator.</param>
sealed class SourceFiles(IRasterLibrary library, string parameter, string? node, bool isClients) : IRasterLibrary
{
    readonly ConcurrentDictionary<string, (string Item, string Asset)> names = new();

    /// <inheritdoc/>
    public IReadOnlyList<RasterFormat> OutputFormats => library.OutputFormats;

    /// <summary>Tells whose files they are; of several that share a file, the first.</summary>
    public SourceFiles Name(IEnumerable<StacItem> items)
    {
        foreach (var item in items)
            foreach (var band in item.Bands)
                foreach (var href in band.Hrefs) names.TryAdd(href, (item.Id, band.Asset));
        return this;
    }

    /// <summary>An address as users see it. What signs it is a secret of the operator; the user knows it where it is his.</summary>
    public string Shown(string path) => isClients && path.Contains("://", StringComparison.Ordinal) ? path : ShownAddress.Of(path);

    /// <summary>The fault of a file that is not read.</summary>
    /// <param name="path">Where it is.</param>
    /// <param name="reason">Why, without a full stop.</param>
    /// <param name="unsupported">Whether the file is sound, but of a kind that cubes cannot be made of.</param>
    public ProcessGraphException Fault(string path, string reason, bool unsupported = false)
    {
        var (item, asset) = names.GetValueOrDefault(path);
        var shown = item is not null && asset is "" && !path.Contains("://", StringComparison.Ordinal) ? item : Shown(path);
        var whole = path.Length < 2 ? reason
            : reason.Replace($"'{path}' cannot be read: ", "", StringComparison.Ordinal).Replace(path, shown, StringComparison.Ordinal);
        var subject = asset is "" or null ? $"'{shown}'" : $"The asset '{asset}' of the item '{item}' ('{shown}')";
        return new ProcessGraphException(
            new Fault(FaultCodes.DataUnreadable, $"{subject} cannot be read: {ServerPaths.Hide(whole).TrimEnd('.')}.", node, parameter)
            {
                IsClients = isClients || unsupported,
            });
    }

    /// <inheritdoc/>
    public string? VersionOf(RasterLocation location) => library.VersionOf(location);

    /// <inheritdoc/>
    public RasterInfo Describe(RasterLocation location)
    {
        try
        {
            return library.Describe(location);
        }
        catch (RasterException e)
        {
            throw Fault(location.Path, e.Message, e.IsUnsupported);
        }
    }

    /// <inheritdoc/>
    public void Read(RasterLocation location, int band, int x, int y, Block target)
    {
        try
        {
            library.Read(location, band, x, y, target);
        }
        catch (RasterException e)
        {
            throw Fault(location.Path, $"{e.Message.TrimEnd('.')} (band {band}, {Pixels(x, y, target)})", e.IsUnsupported);
        }
    }

    /// <inheritdoc/>
    public void ReadMask(RasterLocation location, int band, int x, int y, Block target)
    {
        try
        {
            library.ReadMask(location, band, x, y, target);
        }
        catch (RasterException e)
        {
            throw Fault(location.Path, $"{e.Message.TrimEnd('.')} (mask of band {band}, {Pixels(x, y, target)})", e.IsUnsupported);
        }
    }

    /// <inheritdoc/>
    public bool IsRemote(RasterLocation location) => library.IsRemote(location);

    /// <inheritdoc/>
    public IReadOnlyList<RasterFormat> VectorFormats => library.VectorFormats;

    /// <inheritdoc/>
    public FeatureTable ReadVectors(RasterLocation location, IReadOnlyDictionary<string, object?>? options = null, Action<string>? note = null) =>
        library.ReadVectors(location, options, note);

    /// <inheritdoc/>
    public string? WriteVectors(VectorTarget target) => library.WriteVectors(target);

    /// <inheritdoc/>
    public bool HasRoom => library.HasRoom;

    /// <inheritdoc/>
    public bool MayHaveLayers(RasterLocation location) => library.MayHaveLayers(location);

    /// <inheritdoc/>
    public void Expect(RasterLocation location) => library.Expect(location);

    /// <inheritdoc/>
    public long Foresee(IReadOnlyList<RasterRead> reads) => library.Foresee(reads);

    /// <inheritdoc/>
    public void Refresh(CancellationToken cancellation) => library.Refresh(cancellation);

    /// <inheritdoc/>
    public string NameAndVersion => library.NameAndVersion;

    /// <inheritdoc/>
    public void Release() => library.Release();

    /// <inheritdoc/>
    public void Limit(long bytes) => library.Limit(bytes);

    /// <inheritdoc/>
    public IRasterSink Create(RasterTarget target) => library.Create(target);

    /// <inheritdoc/>
    public CrsInfo DescribeCrs(string crs) => library.DescribeCrs(crs);

    /// <inheritdoc/>
    public BoundingBox Transform(BoundingBox box, string from, string to) => library.Transform(box, from, to);

    /// <inheritdoc/>
    public void Transform(Span<double> x, Span<double> y, string from, string to) => library.Transform(x, y, from, to);

    /// <inheritdoc/>
    public void Warp(Block source, Grid sourceGrid, Block target, Grid targetGrid, double? noData, Resampling method) =>
        library.Warp(source, sourceGrid, target, targetGrid, noData, method);

    static string Pixels(int x, int y, Block target) => $"pixels {x} to {x + target.Shape[^1] - 1}, rows {y} to {y + target.Shape[^2] - 1}";
}
