using System.Collections.Concurrent;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.RegularExpressions;
using OpenEo.Slices.Engine.Cubes;
using OpenEo.Slices.Gdal.Native;

namespace OpenEo.Slices.Gdal;

/// <summary>Looks coordinate reference systems up and transforms between them. Axis order is always x, y (longitude, latitude).</summary>
static unsafe partial class SpatialReference
{
    const int PointsAnEdge = 21;
    const int SureEnough = 90;
    const int MostKnown = 1000;
    static readonly ConcurrentDictionary<string, CrsInfo> known = new();
    static readonly ConcurrentDictionary<(string From, string To), ConcurrentBag<TransformationHandle>> transformations = new();

    /// <summary>Code, WKT2 and units of a CRS named by code (<c>EPSG:4326</c>, <c>4326</c>), WKT or PROJJSON.</summary>
    /// <exception cref="RasterException">It is not known.</exception>
    public static CrsInfo Describe(string crs)
    {
        if (known.TryGetValue(crs, out var info)) return info;
        using var reference = Import(crs);
        // Users can send any number of definitions: start over before they fill the memory.
        if (known.Count >= MostKnown) known.Clear();
        return known[crs] = Describe(reference);
    }

    /// <summary>GDAL's object for a CRS, with x before y.</summary>
    /// <exception cref="RasterException">It is not known.</exception>
    public static SpatialReferenceHandle Import(string crs)
    {
        var reference = LibGdal.OSRNewSpatialReference(null);
        try
        {
            Errors.Forget();
            var text = crs.Trim();
            // With x always first, CRS84 and EPSG:4326 are the same.
            if (text.Equals("CRS84", StringComparison.OrdinalIgnoreCase) || text.EndsWith(":CRS84", StringComparison.OrdinalIgnoreCase)) text = "EPSG:4326";
            var code = int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? LibGdal.OSRImportFromEPSG(reference, number)
                : IsPlainDefinition(text) ? LibGdal.OSRSetFromUserInput(reference, text)
                : 1;
            if (code != 0)
                throw new RasterException(
                    $"The CRS '{Shortened(text)}' is not known: name an EPSG code, WKT2 or PROJJSON. {LibGdal.CPLGetLastErrorMsg()}".Trim());
            LibGdal.OSRSetAxisMappingStrategy(reference, LibGdal.TraditionalGisOrder);
            return reference;
        }
        catch
        {
            reference.Dispose();
            throw;
        }
    }

    /// <summary>The CRS of a file: a code when it has one, else WKT2, else null.</summary>
    public static string? CodeOf(Dataset dataset) => CodeOf(LibGdal.GDALGetSpatialRef(dataset.Handle));

    /// <summary>The same for an object of GDAL's that somebody else owns; 0 is none.</summary>
    public static string? CodeOf(nint borrowed)
    {
        if (borrowed == 0) return null;
        using var reference = LibGdal.OSRClone(borrowed);
        return CodeOf(reference);
    }

    /// <summary>The code of a CRS when it has one, else WKT2.</summary>
    public static string CodeOf(SpatialReferenceHandle reference)
    {
        if (Authority(reference) is { } code) return code;
        // Searching for a code takes long: once for each CRS, not for each file.
        var wkt = Wkt2(reference);
        return Describe(wkt).Code ?? wkt;
    }

    /// <summary>The box in another CRS that holds the given one. West is greater than east where it crosses the antimeridian of a geographic CRS.</summary>
    /// <exception cref="RasterException">It reaches outside what the projection can show.</exception>
    public static BoundingBox Transform(BoundingBox box, string from, string to) => With(from, to, transformation =>
    {
        double west, south, east, north;
        Errors.Forget();
        var done = LibGdal.OCTTransformBounds(transformation, box.West, box.South, box.East, box.North, &west, &south, &east, &north, PointsAnEdge);
        if (done == 0 || !double.IsFinite(box.West + box.South + box.East + box.North) || !double.IsFinite(west + south + east + north))
            throw Errors.From(string.Create(CultureInfo.InvariantCulture,
                $"OCTTransformBounds: the box {box.West}, {box.South}, {box.East}, {box.North} of {Shortened(from)} has no extent in {Shortened(to)}"), null);
        return new BoundingBox(west, south, east, north);
    });

    /// <summary>Transforms points in place; what has no place in the other CRS becomes NaN.</summary>
    public static void Transform(Span<double> x, Span<double> y, string from, string to)
    {
        if (x.Length != y.Length) throw new ArgumentException($"There are {x.Length} x and {y.Length} y coordinates.", nameof(y));
        if (x.IsEmpty) return;
        fixed (double* xs = x, ys = y)
        {
            var (px, py, count) = ((nint)xs, (nint)ys, x.Length);
            With(from, to, transformation => LibGdal.OCTTransform(transformation, count, (double*)px, (double*)py, null));
        }
        for (var i = 0; i < x.Length; i++)
            if (!double.IsFinite(x[i]) || !double.IsFinite(y[i])) x[i] = y[i] = double.NaN;
    }

    /// <summary>Lends a transformation to the action; one is used by one thread at a time.</summary>
    static T With<T>(string from, string to, Func<TransformationHandle, T> action)
    {
        var bag = transformations.GetOrAdd((from, to), _ => []);
        if (!bag.TryTake(out var transformation))
        {
            using var source = Import(from);
            using var target = Import(to);
            transformation = Errors.Check(LibGdal.OCTNewCoordinateTransformation(source, target), "OCTNewCoordinateTransformation", null);
        }
        try
        {
            return action(transformation);
        }
        finally
        {
            bag.Add(transformation);
        }
    }

    static CrsInfo Describe(SpatialReferenceHandle reference)
    {
        var geographic = LibGdal.OSRIsGeographic(reference) != 0;
        return new CrsInfo(Code(reference), Wkt2(reference), geographic, geographic ? 1 : LibGdal.OSRGetLinearUnits(reference, null));
    }

    static string? Code(SpatialReferenceHandle reference)
    {
        if (Authority(reference) is { } code) return code;
        int count;
        int* confidences;
        var matches = LibGdal.OSRFindMatches(reference, 0, &count, &confidences);
        if (matches == null) return null;
        try
        {
            if (count == 0 || confidences[0] < SureEnough) return null;
            using var match = LibGdal.OSRClone(matches[0]);
            return Authority(match);
        }
        finally
        {
            LibGdal.OSRFreeSRSArray(matches);
            LibGdal.VSIFree((nint)confidences);
        }
    }

    static string? Authority(SpatialReferenceHandle reference) =>
        LibGdal.OSRGetAuthorityName(reference, null) is { } name && LibGdal.OSRGetAuthorityCode(reference, null) is { } code ? $"{name}:{code}" : null;

    /// <summary>A CRS as PROJJSON.</summary>
    /// <exception cref="RasterException">It is not known.</exception>
    public static string ProjJson(string crs)
    {
        using var reference = Import(crs);
        return Exported(TextList.Of("MULTILINE=NO"), (text, options) =>
            Errors.Check(LibGdal.OSRExportToPROJJSON(reference, (nint*)text, options), "OSRExportToPROJJSON", null));
    }

    static string Wkt2(SpatialReferenceHandle reference) => Exported(TextList.Of("FORMAT=WKT2_2019"), (text, options) =>
        Errors.Check(LibGdal.OSRExportToWktEx(reference, (nint*)text, options), "OSRExportToWktEx", null));

    static string Exported(TextList options, Action<nint, TextList> export)
    {
        using var list = options;
        nint text = 0;
        try
        {
            export((nint)(&text), list);
            return Marshal.PtrToStringUTF8(text)!;
        }
        finally
        {
            LibGdal.VSIFree(text);
        }
    }

    /// <summary>GDAL would also open files and addresses here: only codes and definitions may pass.</summary>
    static bool IsPlainDefinition(string text) =>
        text.StartsWith('{') || Wkt().IsMatch(text) || AuthorityCode().IsMatch(text) || text.StartsWith("+proj=", StringComparison.Ordinal);

    [GeneratedRegex(@"^[A-Za-z_]+\s*[\[(]")]
    private static partial Regex Wkt();

    [GeneratedRegex(@"^[A-Za-z]+(:[A-Za-z0-9_]*)+(\+[0-9]+)?$")]
    private static partial Regex AuthorityCode();

    static string Shortened(string text) => text.Length <= 80 ? text : text[..80] + "…";
}
