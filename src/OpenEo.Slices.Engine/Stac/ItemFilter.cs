using System.Text.Json.Nodes;
using OpenEo.Slices.Engine.Cubes;

namespace OpenEo.Slices.Engine.Stac;

/// <summary>Which items are wanted: those that touch a box (EPSG:4326) and a left-closed interval; null is no limit.</summary>
public sealed record ItemFilter(BoundingBox? Box, DateTimeOffset? Start, DateTimeOffset? End)
{
    /// <summary>Conditions on properties in CQL2, for APIs that filter; static catalogs don't look at it.</summary>
    public JsonObject? Conditions { get; init; }

    /// <summary>True when an item may hold wanted data.</summary>
    public bool Matches(StacItem item) =>
        (Start is null || item.End >= Start) && (End is null || item.Start < End)
        && (Box is not { } box || item.Bounds is not { } bounds || Touches(box, bounds));

    static bool Touches(BoundingBox a, BoundingBox b) => a.West <= b.East && b.West <= a.East && a.South <= b.North && b.South <= a.North;
}
