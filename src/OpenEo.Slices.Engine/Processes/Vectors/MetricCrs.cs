using OpenEo.Slices.Engine.Cubes;
using OpenEo.Slices.Engine.Faults;
using OpenEo.Slices.Engine.Graph;

namespace OpenEo.Slices.Engine.Processes.Vectors;

/// <summary>Processes whose distances are in metres, and so their coordinates.</summary>
static class MetricCrs
{
    /// <summary>What the fault says that such processes declare.</summary>
    public const string Declared = "Distances are in metres, but the unit of the coordinate reference system is another.";

    /// <summary>Fails with <c>UnitMismatch</c> where the geometries' coordinates are not in metres.</summary>
    public static void Demand(GeometryDimension geometries, string parameter, Evaluation evaluation)
    {
        var crs = geometries.Table.Crs;
        if (crs is not null && evaluation.Services.Rasters.DescribeCrs(crs) is { IsGeographic: false, MetresPerUnit: 1 }) return;
        throw Arguments.Fault(FaultCodes.UnitMismatch, "The unit of the spatial reference system is not meters, but the given distance is in meters. The "
            + "geometries are in "
            + $"{crs ?? "no coordinate reference system that is known"}: use vector_reproject before, for example to a UTM zone.", parameter);
    }
}
