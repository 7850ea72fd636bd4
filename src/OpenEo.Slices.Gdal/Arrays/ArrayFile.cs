using OpenEo.Slices.Engine.Blocks;
using OpenEo.Slices.Engine.Cubes;
using OpenEo.Slices.Gdal.Native;

namespace OpenEo.Slices.Gdal.Arrays;

/// <summary>
/// A file of variables of any number of dimensions, netCDF or Zarr, after the CF conventions: each variable with a grid is a band, or one for each label of
/// a dimension of bands, at each of its times and places. Variables on other grids than most are left out.
/// </summary>
sealed unsafe class ArrayFile : IDisposable
{
    /// <summary>Files with more are not loaded.</summary>
    public const int MostLayers = 1_000_000;

    const int MostGroups = 1000;

    static readonly string[] sides = ["bounds", "climatology", "ancillary_bounds"];

    readonly GroupHandle root;
    readonly List<GroupHandle> groups = [];
    readonly List<ArrayHandle> arrays = [];
    readonly List<ArrayLayers> variables = [];
    readonly Dictionary<(string FullName, int Size), ArrayAxis> known = [];
    readonly int[] firsts;

    ArrayFile(GroupHandle root, RasterLocation location)
    {
        this.root = root;
        var notes = new List<string>();
        try
        {
            var found = new List<(ArrayLayers Layers, GroupHandle Group)>();
            Collect(root, "", location.Path, found, notes);
            var main = found.GroupBy(one => (one.Layers.X.FullName, one.Layers.Y.FullName))
                .OrderByDescending(grid => grid.Count()).ThenByDescending(grid =>
                    (long)grid.First().Layers.X.Size * grid.First().Layers.Y.Size).FirstOrDefault()?.ToList()
                ?? throw new RasterException($"'{location}' has no variable with a horizontal and a vertical dimension.");
            var others = found.Except(main).ToList();
            if (others.Count > 0) notes.Add($"variables on other grids are left out: {string.Join(", ", others.Select(one => one.Layers.Name))}");
            foreach (var (layers, _) in others) layers.Dispose();
            variables = [.. main.Select(one => one.Layers)];
            if (variables.Sum(layers => (long)layers.Count) > MostLayers)
                throw new RasterException($"'{location}' has more than {MostLayers} layers; that is more than can be loaded at once.");
            firsts = [.. variables.Select((_, i) => variables.Take(i).Sum(layers => layers.Count))];
            var (grid, isFlipped) = ArrayGrid.Of(variables[0].X, variables[0].Y, variables[0].Array, main[0].Group, notes, out var unplaced);
            foreach (var layers in variables) layers.IsFlipped = isFlipped;
            var (width, height) = variables[0].BlockSize();
            notes.AddRange(variables.SelectMany(layers => layers.Axes).DistinctBy(axis => axis.FullName).Select(axis => axis.Note).OfType<string>());
            var withBands = variables.Count(layers => layers.Axes.Any(axis => axis.IsBands));
            Info = new RasterInfo(grid, [.. variables.SelectMany(layers => layers.Bands(withBands == 1))], width, height)
            {
                Unplaced = unplaced,
                HasLayers = true,
                Notes = notes,
            };
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>Grid and layers.</summary>
    public RasterInfo Info { get; }

    /// <summary>Reads what is in an open file.</summary>
    /// <exception cref="RasterException">It has no grid, or an irregular one.</exception>
    public static ArrayFile Of(DatasetHandle dataset, RasterLocation location)
    {
        try
        {
            return new ArrayFile(Errors.Check(LibGdal.GDALDatasetGetRootGroup(dataset), "GDALDatasetGetRootGroup", location.Path), location);
        }
        catch (RasterException e) when (!e.Message.Contains(location.Path, StringComparison.Ordinal))
        {
            throw new RasterException($"'{location}' cannot be loaded: {e.Message}.");
        }
    }

    /// <summary>Reads a window of a layer, counted from 1 as in <see cref="RasterInfo.Bands"/>.</summary>
    /// <exception cref="RasterException">Reading failed.</exception>
    public void Read(int number, int x, int y, Block target)
    {
        var variable = Array.FindLastIndex(firsts, first => first < number);
        variables[variable].Read(number - 1 - firsts[variable], x, y, target);
    }

    public void Dispose()
    {
        foreach (var array in arrays) array.Dispose();
        foreach (var group in groups) group.Dispose();
        root.Dispose();
    }

    // All variables with rows and columns, of this group and those in it. What only bounds a coordinate is none.
    void Collect(GroupHandle group, string path, string location, List<(ArrayLayers, GroupHandle)> found, List<string> notes)
    {
        var opened = new List<(string Name, ArrayHandle Array)>();
        var aside = new HashSet<string>();
        foreach (var name in ArrayVariable.Take(LibGdal.GDALGroupGetMDArrayNames(group, 0)))
        {
            var array = LibGdal.GDALGroupOpenMDArray(group, name, 0);
            if (array.IsInvalid) continue;
            arrays.Add(array);
            opened.Add((name, array));
            foreach (var side in sides)
                if (ArrayVariable.Text(array, side) is { } bounds) aside.Add(bounds);
        }
        foreach (var (name, array) in opened)
            if (aside.Contains(name) || Layers(array, path + name, location, notes) is not { } layers) array.Dispose();
            else found.Add((layers, group));
        foreach (var name in ArrayVariable.Take(LibGdal.GDALGroupGetGroupNames(group, 0)))
        {
            var inner = LibGdal.GDALGroupOpenGroup(group, name, 0);
            if (inner.IsInvalid || groups.Count >= MostGroups) inner.Dispose();
            else
            {
                groups.Add(inner);
                Collect(inner, $"{path}{name}/", location, found, notes);
            }
        }
    }

    ArrayLayers? Layers(ArrayHandle array, string name, string location, List<string> notes)
    {
        nuint count;
        var dimensions = LibGdal.GDALMDArrayGetDimensions(array, &count);
        try
        {
            if (count < 2) return null;
            var axes = Enumerable.Range(0, (int)count).Select(i => ArrayAxis.Open(dimensions[i], location)).ToList();
            var (x, y) = (axes.FindIndex(axis => axis.IsX), axes.FindIndex(axis => axis.IsY));
            using var type = LibGdal.GDALMDArrayGetDataType(array);
            if (x < 0 || y < 0 || LibGdal.GDALExtendedDataTypeGetClass(type) != ArrayVariable.NumericClass) return null;
            if (axes.Exists(axis => axis.Size == 0))
            {
                notes.Add($"the variable '{name}' is left out: it has no cells");
                return null;
            }
            // Variables share their dimensions, which are read once.
            for (var i = 0; i < axes.Count; i++)
            {
                if (known.TryGetValue((axes[i].FullName, axes[i].Size), out var read)) axes[i] = read;
                else
                {
                    axes[i].ReadLabels(dimensions[i], location);
                    known[(axes[i].FullName, axes[i].Size)] = axes[i];
                }
            }
            return new ArrayLayers(array, name, axes, x, y, location);
        }
        finally
        {
            LibGdal.GDALReleaseDimensions(dimensions, count);
        }
    }
}
