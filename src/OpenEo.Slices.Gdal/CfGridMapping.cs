using System.Globalization;
using OpenEo.Slices.Engine.Blocks;
using OpenEo.Slices.Engine.Cubes;
using OpenEo.Slices.Gdal.Native;

namespace OpenEo.Slices.Gdal;

/// <summary>Writes a CRS as a CF grid mapping: WKT for readers of our time, and CF's own parameters for the projections most in use.</summary>
static unsafe class CfGridMapping
{
    /// <summary>Name of the variable.</summary>
    public const string Name = "crs";

    /// <summary>CF's names of WKT's projections and, pairwise, of their parameters.</summary>
    static readonly Dictionary<string, (string Name, (string Wkt, string Cf)[] Parameters)> projections = new()
    {
        ["Transverse_Mercator"] = ("transverse_mercator",
            [
                ("central_meridian", "longitude_of_central_meridian"), ("latitude_of_origin", "latitude_of_projection_origin"),
                ("scale_factor", "scale_factor_at_central_meridian"),
            ]),
        ["Lambert_Azimuthal_Equal_Area"] = ("lambert_azimuthal_equal_area",
            [("longitude_of_center", "longitude_of_projection_origin"), ("latitude_of_center", "latitude_of_projection_origin")]),
        ["Albers_Conic_Equal_Area"] = ("albers_conical_equal_area",
            [("longitude_of_center", "longitude_of_central_meridian"), ("latitude_of_center", "latitude_of_projection_origin")]),
        ["Lambert_Conformal_Conic_2SP"] = ("lambert_conformal_conic",
            [("central_meridian", "longitude_of_central_meridian"), ("latitude_of_origin", "latitude_of_projection_origin")]),
    };

    /// <summary>Adds the variable.</summary>
    public static void Add(NetCdfFile file, Grid grid)
    {
        using var reference = SpatialReference.Import(grid.Crs!);
        var crs = SpatialReference.Describe(grid.Crs!);
        var array = file.AddNumbers(Name, [], ElementType.Int32);
        AddParameters(file, array, reference, crs);
        file.AddAttribute(array, "crs_wkt", crs.Wkt2);
        file.AddAttribute(array, "spatial_ref", crs.Wkt2);
        file.AddAttribute(array, "GeoTransform", string.Join(' ', grid.GeoTransform.Select(number => number.ToString("R", CultureInfo.InvariantCulture))));
    }

    static void AddParameters(NetCdfFile file, ArrayHandle array, SpatialReferenceHandle reference, CrsInfo crs)
    {
        var projection = LibGdal.OSRGetAttrValue(reference, "PROJECTION", 0);
        if (crs.IsGeographic) file.AddAttribute(array, "grid_mapping_name", "latitude_longitude");
        else if (projection is not null && projections.TryGetValue(projection, out var known))
        {
            file.AddAttribute(array, "grid_mapping_name", known.Name);
            foreach (var (wkt, cf) in known.Parameters) file.AddAttribute(array, cf, LibGdal.OSRGetProjParm(reference, wkt, 0, null));
            if (projection is "Albers_Conic_Equal_Area" or "Lambert_Conformal_Conic_2SP")
                file.AddAttribute(array, "standard_parallel",
                    LibGdal.OSRGetProjParm(reference, "standard_parallel_1", 0, null), LibGdal.OSRGetProjParm(reference, "standard_parallel_2", 0, null));
            file.AddAttribute(array, "false_easting", LibGdal.OSRGetProjParm(reference, "false_easting", 0, null) * crs.MetresPerUnit);
            file.AddAttribute(array, "false_northing", LibGdal.OSRGetProjParm(reference, "false_northing", 0, null) * crs.MetresPerUnit);
        }
        file.AddAttribute(array, "semi_major_axis", LibGdal.OSRGetSemiMajor(reference, null));
        file.AddAttribute(array, "inverse_flattening", LibGdal.OSRGetInvFlattening(reference, null));
    }
}
