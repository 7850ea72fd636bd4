using OpenEo.Slices.Gdal.Native;

namespace OpenEo.Slices.Gdal.Arrays;

/// <summary>Where a Zarr store begins: a folder, an address, or the one store in a zip file, which is how a store is uploaded.</summary>
static class ZarrStore
{
    static readonly string[] roots = [".zgroup", ".zarray", ".zmetadata", "zarr.json"];

    /// <summary>The path that GDAL opens.</summary>
    public static unsafe string RootOf(string path)
    {
        if (!File.Exists(path)) return path;
        var zip = $"/vsizip/{{{path}}}";
        var names = ArrayVariable.Take(LibGdal.VSIReadDir(zip));
        return names is [var only] && !roots.Contains(only) ? $"{zip}/{only}" : zip;
    }
}
