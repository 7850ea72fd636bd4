using System.Text.Json;
using OpenEo.Slices.Engine.Cubes;
using OpenEo.Slices.Engine.Faults;
using OpenEo.Slices.Engine.Geometries;
using OpenEo.Slices.Engine.Graph;
using OpenEo.Slices.Engine.Stac;
using OpenEo.Slices.Engine.Values;

namespace OpenEo.Slices.Engine.Processes.Import;

/// <summary>The one code path of <c>load_collection</c> and <c>load_stac</c>: from a STAC document and the user's limits to a lazy cube.</summary>
static class StacLoad
{
    /// <summary>Parameters that both processes have; <paramref name="prefersCubes"/>: GeoJSON is marked as the older way, as one of the two has it.</summary>
    public static Parameter SpatialExtent(bool prefersCubes) => new("spatial_extent",
        "Loads only pixels whose centre lies in this bounding box (by default in degrees, EPSG:4326), or in one of these polygons: then the cube covers the "
        + "box around "
        + "them, and other pixels are no-data. `null` loads everything.", Schema.Parse("""
        [{"title":"Bounding Box","type":"object","subtype":"bounding-box","required":["west","south","east","north"],"properties":{
          "west":{"description":"West (axis 1, lower).","type":"number"},"south":{"description":"South (axis 2, lower).","type":"number"},
          "east":{"description":"East (axis 1, upper).","type":"number"},"north":{"description":"North (axis 2, upper).","type":"number"},
          "base":{"description":"Lower end of heights. Cubes have no vertical axis here: it is not looked at.","type":["number","null"],"default":null},
          "height":{"description":"Upper end of heights; not looked at either.","type":["number","null"],"default":null},
          "crs":{"description":"Coordinate reference system: an EPSG code or WKT2.","anyOf":[{"title":"EPSG Code","type":"integer","subtype":"epsg-code",
           "minimum":1000},{"title":"WKT2","type":"string","subtype":"wkt2-definition"}],"default":4326}}},
         {"title":"GeoJSON","description":"Polygons. The same as the result of `load_geojson`, which is the newer way.","type":"object",
          "subtype":"geojson","deprecated":OLDER},
         {"title":"Vector cube","description":"Polygons. Empty geometries do not count.","type":"object",
          "subtype":"datacube","dimensions":[{"type":"geometry"}]},
         {"title":"No filter","description":"Load everything.","type":"null"}]
        """.Replace(",\"deprecated\":OLDER", prefersCubes ? ",\"deprecated\":true" : "", StringComparison.Ordinal)));

    /// <inheritdoc cref="SpatialExtent(bool)"/>
    public static Parameter TemporalExtent { get; } = new("temporal_extent",
        "Loads only data from the first instant on and before the second. Either may be `null` for an open end. `null` loads everything.", Schema.Parse("""
        [{"type":"array","subtype":"temporal-interval","uniqueItems":true,"minItems":2,"maxItems":2,"items":{"anyOf":[
          {"type":"string","format":"date-time","subtype":"date-time","description":"A date and time with its offset from UTC."},
          {"type":"string","format":"date","subtype":"date","description":"A date, `YYYY-MM-DD`: midnight UTC."},{"type":"null"}]}},
         {"title":"No filter","description":"Load everything.","type":"null"}]
        """));

    /// <inheritdoc cref="SpatialExtent(bool)"/>
    public static Parameter Bands { get; } = new Parameter("bands", "Loads only these bands (by name or common name), in this order. `null` loads all.",
        Schema.Parse("""
        [{"type":"array","minItems":1,"items":{"type":"string","subtype":"band-name"}},{"title":"No filter","description":"Load all bands.","type":"null"}]
        """)).OrNull();

    /// <inheritdoc cref="SpatialExtent(bool)"/>
    public static Parameter Properties { get; } =
        new Parameter("properties", "Loads only items whose metadata properties pass these conditions: for each property name a child process of its value.",
            Schema.Parse("""
        [{"type":"object","subtype":"metadata-filter","additionalProperties":{"type":"object","subtype":"process-graph",
          "parameters":[{"name":"value","description":"The property's value.","schema":{"description":"Any value."}}],
          "returns":{"description":"`true` to load the item.","schema":{"type":"boolean"}}}},
         {"title":"No filter","description":"Don't filter.","type":"null"}]
        """)).OrNull();

    /// <summary>What clients of other back-ends send along.</summary>
    public static IReadOnlyDictionary<string, string> Ignored { get; } = new Dictionary<string, string>
    {
        ["featureflags"] = "it tells another back-end how to compute",
    };

    /// <summary>The cube of what a document describes.</summary>
    /// <param name="document">A STAC item, collection, catalog or list of items.</param>
    /// <param name="location">Where the document is.</param>
    /// <param name="source">The parameter that named it.</param>
    /// <param name="policy">Which files may be read.</param>
    /// <param name="arguments">The limits.</param>
    /// <param name="evaluation">Reads documents and calls conditions.</param>
    /// <param name="collection">The collection of this back-end that it is; null when the client has named the document himself.</param>
    public static Value Cube(JsonElement document, string location, string source, LocationPolicy policy, Arguments arguments, Evaluation evaluation,
        string? collection)
    {
        var services = evaluation.Services;
        var areas = arguments["spatial_extent"].AreGeometries() ? arguments.Polygons("spatial_extent", evaluation).Table : null;
        var extent = areas is not null ? Around(areas) : arguments["spatial_extent"] is NullValue ? null : arguments.Extent("spatial_extent", evaluation);
        TemporalInterval? time = arguments["temporal_extent"] is NullValue ? null : arguments.Period("temporal_extent", evaluation);
        var conditions = ItemConditions.Read(arguments, evaluation);
        var filter = new ItemFilter(InDegrees(extent, arguments, services.Rasters), time?.Start, time?.End)
        {
            Conditions = Cql2.Translate(conditions.Select(condition => (condition.Property, condition.Condition.Graph))),
            KeepsUndated = true,
            HoldsTimes = band => services.Rasters.MayHaveLayers(new RasterLocation(band.Href, band.MediaType)),
        };
        var items = new StacWalk(services.Documents, policy, services.Cancellation)
            .Items(document, location, filter)
            .Where(item => conditions.All(condition => Passes(item, condition.Property, condition.Condition, evaluation)))
            .Select(item => item with { Collection = collection }).ToList();
        var dated = Undated.LeftOut(items, time is not null, services.Log, evaluation.Node);
        var wanted = arguments["bands"] is ArrayValue bands ? bands.Items.Select(band => ((StringValue)band).Value).ToList() : null;
        var cube = new CubeLoader(services.Rasters, policy, services.Log, source, arguments.Invalid, evaluation.Node, isClients: collection is null)
            .Load(dated, wanted, BandOrder(document), extent, Names(document), filter);
        if (cube is SourceCube files) files.Backscatter = Backscatter.Of(document, dated);
        // Items without any time lie at one instant that nobody knows: it is left out.
        if (CubeLoader.IsTimeless(cube.Schema)) cube = ArrangedCube.Of([.. cube.Schema.Dimensions.Skip(1)], cube);
        return new CubeValue(areas is null ? cube : Covered.Only(cube, areas, services.Rasters));
    }

    /// <summary>What a source's documents are at fault, said as of its files: whose turn it is, and nothing of the server's disk.</summary>
    public static T Reading<T>(bool isClients, string parameter, Func<T> read)
    {
        try
        {
            return read();
        }
        catch (ProcessGraphException e)
        {
            throw new ProcessGraphException([.. e.Faults.Select(Said)]);
        }
        catch (RasterException e)
        {
            // Of coordinates that the source has, and not of a file of it.
            throw new ProcessGraphException(Said(new Fault(FaultCodes.DataUnreadable, e.Message)));
        }

        Fault Said(Fault fault) => fault.Code is not (FaultCodes.DataUnreadable or FaultCodes.PermissionsInsufficient) ? fault : fault with
        {
            Message = ServerPaths.Hide(fault.Message),
            Parameter = fault.Parameter ?? parameter,
            IsClients = fault.IsClients || isClients,
        };
    }

    static BoundingBox? InDegrees(Engine.Cubes.SpatialExtent? extent, Arguments arguments, IRasterLibrary rasters)
    {
        if (extent is null) return null;
        if (extent.Crs == Engine.Cubes.SpatialExtent.Degrees) return extent.Box;
        if (extent.Box.West > extent.Box.East) return null;
        try
        {
            return rasters.Transform(extent.Box, extent.Crs, Engine.Cubes.SpatialExtent.Degrees);
        }
        catch (RasterException)
        {
            throw arguments.Invalid("spatial_extent",
                $"{Engine.Cubes.SpatialExtent.Show(extent.Box)} is nowhere in {extent.Crs}; are these coordinates of another reference system?");
        }
    }

    static SpatialExtent Around(FeatureTable areas)
    {
        var box = areas.Envelope;
        return new SpatialExtent(new BoundingBox(box.MinX, box.MinY, box.MaxX, box.MaxY), areas.Crs ?? Engine.Cubes.SpatialExtent.Degrees);
    }

    static bool Passes(StacItem item, string name, CallbackValue condition, Evaluation evaluation)
    {
        var value = item.Properties.ValueKind == JsonValueKind.Object && item.Properties.TryGetProperty(name, out var property) ? ValueJson.Read(property)
            : Value.Null;
        return evaluation.Call(condition, ("value", value)) is BooleanValue { Value: true };
    }

    static DimensionNames Names(JsonElement document)
    {
        var names = DimensionNames.Default;
        if (document.ValueKind != JsonValueKind.Object || !document.TryGetProperty("cube:dimensions", out var dimensions)
            || dimensions.ValueKind != JsonValueKind.Object) return names;
        foreach (var dimension in dimensions.EnumerateObject())
            names = (dimension.Value.Text("type"), dimension.Value.Text("axis")) switch
            {
                ("spatial", "x") => names with { X = dimension.Name },
                ("spatial", "y") => names with { Y = dimension.Name },
                ("temporal", _) => names with { Time = dimension.Name },
                ("bands", _) => names with { Bands = dimension.Name },
                _ => names,
            };
        return names;
    }

    static List<string> BandOrder(JsonElement document) =>
        document.ValueKind == JsonValueKind.Object && document.TryGetProperty("cube:dimensions", out var dimensions)
        && dimensions.ValueKind == JsonValueKind.Object
            ? [
                .. dimensions.EnumerateObject().Where(dimension => dimension.Value.Text("type") == "bands")
                .SelectMany(dimension => dimension.Value.Items("values")).Where(label => label.ValueKind == JsonValueKind.String)
                .Select(label => label.GetString()!)]
            : [];
}
