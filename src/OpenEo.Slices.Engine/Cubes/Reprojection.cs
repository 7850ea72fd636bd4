using NetTopologySuite.Geometries;
using OpenEo.Slices.Engine.Geometries;

namespace OpenEo.Slices.Engine.Cubes;

/// <summary>Geometries with other coordinates. Positions are transformed, the lines between them stay straight.</summary>
static class Reprojection
{
    /// <summary>The features in another reference system; as they are when one of the two is unknown.</summary>
    public static FeatureTable To(FeatureTable table, string? crs, IRasterLibrary rasters) =>
        crs is null || table.Crs is not { } from || Alignment.SameCrs(from, crs) ? table
            : table.With(geometry => Map(geometry, (x, y) => rasters.Transform(x, y, from, crs)), crs);

    /// <summary>A copy of a geometry whose coordinates were handed to <paramref name="change"/>, sequence by sequence.</summary>
    public static Geometry Map(Geometry geometry, Action<double[], double[]> change)
    {
        var copy = geometry.Copy();
        copy.Apply(new EachSequence(change));
        copy.GeometryChanged();
        return copy;
    }

    /// <summary>Whether every coordinate is a number.</summary>
    public static bool IsPlaced(Geometry geometry) => geometry.IsEmpty || geometry.Coordinates.All(one => double.IsFinite(one.X) && double.IsFinite(one.Y));

    sealed class EachSequence(Action<double[], double[]> change) : IEntireCoordinateSequenceFilter
    {
        public bool Done => false;

        public bool GeometryChanged => true;

        public void Filter(CoordinateSequence seq)
        {
            if (seq.Count == 0) return;
            var (x, y) = (new double[seq.Count], new double[seq.Count]);
            for (var i = 0; i < x.Length; i++) (x[i], y[i]) = (seq.GetX(i), seq.GetY(i));
            change(x, y);
            for (var i = 0; i < x.Length; i++)
            {
                seq.SetX(i, x[i]);
                seq.SetY(i, y[i]);
            }
        }
    }
}
