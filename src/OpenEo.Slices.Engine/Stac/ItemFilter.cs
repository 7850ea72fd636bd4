using System.Text.Json.Nodes;
using OpenEo.Slices.Engine.Cubes;

namespace OpenEo.Slices.Engine.Stac;

/// <summary>
/// Which items are wanted: those that touch a box (EPSG:4326), and that begin in a left-closed interval or are about a time that holds all of it; null is no
/// limit. So an item that ends where the next begins, or reaches a few seconds over midnight, is in one of two neighbouring intervals and not in both; and a
/// mosaic of a year is found by a month of it.
/// </summary>
public sealed record ItemFilter(BoundingBox? Box, DateTimeOffset? Start, DateTimeOffset? End)
{
    /// <summary>Conditions on properties in CQL2, for APIs that filter; static catalogs don't look at it.</summary>
    public JsonObject? Conditions { get; init; }

    /// <summary>Whether items without any time are found too when there is a limit of time; whoever asks has to decide about them.</summary>
    public bool KeepsUndated { get; init; }

    /// <summary>Whether a band's file may hold several times, so that an item counts that only reaches into the interval: its times are chosen later.</summary>
    public Func<StacBand, bool>? HoldsTimes { get; init; }

    /// <summary>Whether an instant lies in the interval.</summary>
    public bool Holds(DateTimeOffset instant) => (Start is null || instant >= Start) && (End is null || instant < End);

    /// <summary>Whether an item as a whole lies in the interval.</summary>
    public bool IsIn(StacItem item) =>
        item.IsUndated ? KeepsUndated || (Start ?? End) is null : Holds(item.Start) || (Start > item.Start && End <= item.End);

    /// <summary>True when an item may hold wanted data.</summary>
    public bool Matches(StacItem item) =>
        (IsIn(item) || (HoldsTimes is not null && !(item.End < Start) && !(item.Start >= End) && item.Bands.Any(HoldsTimes)))
        && (Box is not { } box || item.Bounds is not { } bounds || Touches(box, bounds));

    // Degrees go round: a west beyond the east crosses the antimeridian, and 190 is -170.
    static bool Touches(BoundingBox a, BoundingBox b)
    {
        if (a.South > b.North || b.South > a.North) return false;
        var (first, second) = (a.East < a.West ? a.East + 360 : a.East, b.East < b.West ? b.East + 360 : b.East);
        return Enumerable.Range(-2, 5).Any(turn => a.West <= second + 360 * turn && b.West + 360 * turn <= first);
    }
}
