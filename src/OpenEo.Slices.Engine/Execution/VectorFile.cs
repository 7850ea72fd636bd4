using System.Text;
using System.Text.Json;
using OpenEo.Slices.Engine.Blocks;
using OpenEo.Slices.Engine.Cubes;
using OpenEo.Slices.Engine.Faults;
using OpenEo.Slices.Engine.Geometries;
using OpenEo.Slices.Engine.Kernels;
using OpenEo.Slices.Engine.Values;

namespace OpenEo.Slices.Engine.Execution;

/// <summary>Writes vector cubes: GeoJSON and CSV itself, in longitude and latitude; other formats by the library, in the cube's own reference system.</summary>
static class VectorFile
{
    /// <summary>Computes the cube of a plan and writes its file.</summary>
    public static OutputFile Write(FilePlan plan, RasterCube cube, string path, IRasterLibrary rasters, EngineOptions options, BlockPool pool, IRunLog log,
        CancellationToken cancellation)
    {
        var cells = GeometriesCube.IsBare(cube) ? [] : WholeCube.Cells(cube, rasters, options, pool, cancellation);
        var target = new VectorTarget(path, plan.Format, cube.Schema, cells, plan.Options);
        var degrees = Reprojection.To(target.Table, SpatialExtent.Degrees, rasters);
        Storing.DoAtOnce(plan, path, () => Write(plan, path, target, degrees, rasters, log));
        return new OutputFile(plan.Name, plan.Format, plan.MediaType, new FileInfo(path).Length, Multihash.OfFile(path))
        {
            Bounds = degrees.Envelope is { IsNull: false } box && target.Table.Crs is not null ? new BoundingBox(box.MinX, box.MinY, box.MaxX, box.MaxY) : null,
            Interval = plan.Interval,
            Bands = [.. (cube.Schema.Find(DimensionType.Bands)?.Labels ?? []).Select(OutputFormats.Text).Select(name => Band(name, cube.Schema))],
            CubeDimensions = OutputFormats.CubeDimensions(cube.Schema).ToJsonString(),
            DerivedFrom = cube.FindSources(),
            Vectors = Summary(target),
        };
    }

    static void Write(FilePlan plan, string path, VectorTarget target, FeatureTable degrees, IRasterLibrary rasters, IRunLog log)
    {
        switch (plan.Format)
        {
            case VectorTexts.GeoJson:
                using (var file = File.Create(path)) WriteGeoJson(file, target, degrees);
                break;
            case VectorTexts.Csv:
                CsvVectors.Write(path, target, degrees);
                break;
            default:
                if (rasters.WriteVectors(target) is { } leftOut) log.Log(LogSeverity.Warning, leftOut, plan.Node);
                break;
        }
    }

    /// <summary>A feature collection: the properties that features have, and the values of the cube beside them.</summary>
    public static void WriteGeoJson(Stream file, VectorTarget target, FeatureTable degrees)
    {
        using var json = new Utf8JsonWriter(file);
        var columns = Named(target.Columns(), target.Table);
        json.WriteStartObject();
        json.WriteString("type", "FeatureCollection");
        json.WriteStartArray("features");
        for (var i = 0; i < degrees.Count; i++)
        {
            var feature = degrees.Features[i];
            json.WriteStartObject();
            json.WriteString("type", "Feature");
            if (feature.Id is not NullValue) Write(json, "id", feature.Id);
            json.WritePropertyName("geometry");
            GeoJsonWriter.Write(json, feature.Geometry);
            json.WriteStartObject("properties");
            foreach (var (name, value) in feature.Properties) Write(json, name, value);
            foreach (var column in columns) Write(json, column.Name, column[i]);
            json.WriteEndObject();
            json.WriteEndObject();
            if (json.BytesPending > 1 << 16) json.Flush();
        }
        json.WriteEndArray();
        json.WriteEndObject();
    }

    /// <summary>Columns under names that no property has: what a file has twice, readers lose.</summary>
    public static IReadOnlyList<VectorColumn> Named(IReadOnlyList<VectorColumn> columns, FeatureTable table)
    {
        var taken = table.Properties.ToHashSet(StringComparer.OrdinalIgnoreCase);
        return [.. columns.Select(column =>
        {
            var name = column.Name;
            for (var i = 2; !taken.Add(name); i++) name = $"{column.Name}_{i}";
            return column with { Name = name };
        })];
    }

    static void Write(Utf8JsonWriter json, string name, Value value)
    {
        json.WritePropertyName(name);
        if (ValueJson.Write(value) is { } node) node.WriteTo(json);
        else json.WriteNullValue();
    }

    static OutputBand Band(string name, CubeSchema schema)
    {
        var scale = schema.Scales.GetValueOrDefault(name);
        return new OutputBand(name, schema.Element.Name, schema.NoData, null, scale?.Scale, scale?.Offset, scale?.Unit);
    }

    static VectorSummary Summary(VectorTarget target)
    {
        var fields = target.Table.Properties.Select(name => new VectorField(name, TypeOf(target.Table, name)))
            .Concat(Named(target.Columns(), target.Table).Select(column => new VectorField(column.Name, column.IsBoolean ? "boolean" : "number")));
        return new VectorSummary(target.Table.Count, target.Table.GeometryTypes, target.Table.Crs, [.. fields]);
    }

    /// <summary>The type of a property in the words of JSON Schema; of several types text, which tables make of them.</summary>
    public static string TypeOf(FeatureTable table, string property) =>
        table.Features.Select(feature => feature.Properties.GetValueOrDefault(property)).Where(value => value is not (null or NullValue))
            .Select(value => value!.TypeName).Distinct().Take(2).ToList() switch { [] => "null", [var only] => only, _ => "string" };
}
