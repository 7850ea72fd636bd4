using NetTopologySuite.Geometries;
using OpenEo.Slices.Engine.Blocks;
using OpenEo.Slices.Engine.Cubes;
using OpenEo.Slices.Engine.Values;
using OpenEo.Slices.Gdal.Native;
using Dimension = OpenEo.Slices.Engine.Cubes.Dimension;

namespace OpenEo.Slices.Gdal;

/// <summary>
/// Writes vector cubes as discrete samples after the CF conventions: an instance dimension of geometries, with the longitude and latitude of a point in each,
/// and variables of bands along it and the other dimensions. With time as the only other dimension they are time series of stations.
/// </summary>
static unsafe class NetCdfVectors
{
    /// <summary>Writes the file and closes it.</summary>
    public static void Write(VectorTarget target)
    {
        Library.QuietHdf5();
        File.Delete(target.Path);
        using var file = new NetCdfFile(target.Path);
        var (schema, table) = (target.Schema, target.Table);
        var names = new Dictionary<Dimension, string>();
        foreach (var dimension in schema.Dimensions.Where(dimension => dimension.Type != DimensionType.Bands))
        {
            names[dimension] = NetCdfNames.Legal(dimension.Name);
            file.AddDimension(names[dimension], dimension.Count);
        }
        var instances = names[schema.Geometries!];
        file.AddAttribute(null, "Conventions", "CF-1.8");
        file.AddAttribute(null, "featureType", schema.Find(DimensionType.Temporal) is null ? "point" : "timeSeries");
        foreach (var (dimension, name) in names)
            if (dimension is not GeometryDimension) CfCoordinates.Add(file, name, dimension, null);
        var places = Coordinates(file, target, instances);
        var wkt = file.AddTexts("wkt", instances, [.. table.Features.Select(feature => feature.Geometry.ToText())]);
        file.AddAttribute(wkt, "long_name", "geometry as WKT");
        if (table.Crs is { } crs) file.AddAttribute(wkt, "crs_wkt", SpatialReference.Describe(crs).Wkt2);
        var identifiers = file.AddTexts("feature_id", instances,
            [.. table.Features.Select((feature, i) => ValueText.Of(feature.Id is NullValue ? Value.Of((double)i) : feature.Id))]);
        if (schema.Find(DimensionType.Temporal) is not null) file.AddAttribute(identifiers, "cf_role", "timeseries_id");
        var taken = new HashSet<string>(names.Values.Concat(["lon", "lat", "wkt", "feature_id"]), StringComparer.OrdinalIgnoreCase);
        List<string> described = [places, "wkt", "feature_id"];
        foreach (var property in table.Properties)
        {
            described.Add(Free(property, taken));
            Property(file, target, property, instances, described[^1]);
        }
        // What says where and what a geometry is are coordinates of the values, so that readers see no data but the values.
        if (target.Cells.Length > 0) Values(file, target, names, taken, string.Join(' ', described));
        file.Close();
    }

    static string Coordinates(NetCdfFile file, VectorTarget target, string instances)
    {
        var (x, y) = (new double[target.Table.Count], new double[target.Table.Count]);
        for (var i = 0; i < x.Length; i++)
        {
            var geometry = target.Table.Features[i].Geometry;
            var place = geometry.IsEmpty ? null : geometry.InteriorPoint.Coordinate;
            (x[i], y[i]) = place is null ? (double.NaN, double.NaN) : (place.X, place.Y);
        }
        if (target.Table.Crs is { } crs && !crs.Equals("EPSG:4326", StringComparison.OrdinalIgnoreCase)) SpatialReference.Transform(x, y, crs, "EPSG:4326");
        foreach (var (name, values, standard, unit) in new[] { ("lon", x, "longitude", "degrees_east"), ("lat", y, "latitude", "degrees_north") })
        {
            var array = Numbers(file, name, [instances], values);
            file.AddAttribute(array, "standard_name", standard);
            file.AddAttribute(array, "long_name", $"{standard} of a point in the geometry");
            file.AddAttribute(array, "units", unit);
        }
        return "lat lon";
    }

    static void Property(NetCdfFile file, VectorTarget target, string property, string instances, string name)
    {
        var values = target.Table.Features.Select(feature => feature.Properties.GetValueOrDefault(property, Value.Null)).ToList();
        var array = values.All(value => value is NumberValue or NullValue)
            ? Numbers(file, name, [instances], [.. values.Select(value => value is NumberValue number ? number.Value : double.NaN)])
            : file.AddTexts(name, instances, [.. values.Select(ValueText.Of)]);
        file.AddAttribute(array, "long_name", property);
    }

    static void Values(NetCdfFile file, VectorTarget target, Dictionary<Dimension, string> names, HashSet<string> taken, string places)
    {
        var schema = target.Schema;
        var bands = schema.Find(DimensionType.Bands);
        var (axis, strides) = (schema.IndexOf(bands), target.Strides);
        int[] axes = [.. Enumerable.Range(0, schema.Dimensions.Count).Where(d => d != axis)];
        for (var band = 0; band < (bands?.Count ?? 1); band++)
        {
            var label = bands is null ? NetCdfNames.Variable : RasterLayout.Text(bands.Label(band));
            var array = file.AddNumbers(Free(label, taken), axes.Select(d => names[schema.Dimensions[d]]), ElementType.Float64, "COMPRESS=DEFLATE");
            file.SetFill(array, ElementType.Float64, double.NaN);
            file.AddAttribute(array, "long_name", label);
            file.AddAttribute(array, "coordinates", places);
            if (schema.Scales.GetValueOrDefault(label) is { } scale)
            {
                if (scale.Scale != 1 || scale.Offset != 0)
                {
                    file.AddAttribute(array, "scale_factor", scale.Scale);
                    file.AddAttribute(array, "add_offset", scale.Offset);
                }
                if (scale.Unit is { Length: > 0 } unit) file.AddAttribute(array, "units", unit);
            }
            fixed (double* cells = target.Cells)
                file.Write(array, new int[axes.Length], [.. axes.Select(d => schema.Dimensions[d].Count)], [.. axes.Select(d => strides[d])],
                    ElementType.Float64, (nint)(cells + (axis < 0 ? 0 : band * strides[axis])));
        }
    }

    static ArrayHandle Numbers(NetCdfFile file, string name, string[] along, double[] values)
    {
        var array = file.AddNumbers(name, along, ElementType.Float64);
        file.SetFill(array, ElementType.Float64, double.NaN);
        fixed (double* memory = values) file.Write(array, [0], [values.Length], [1], ElementType.Float64, (nint)memory);
        return array;
    }

    static string Free(string label, HashSet<string> taken)
    {
        var name = NetCdfNames.Legal(label);
        for (var i = 2; !taken.Add(name); i++) name = $"{NetCdfNames.Legal(label)}_{i}";
        return name;
    }
}
