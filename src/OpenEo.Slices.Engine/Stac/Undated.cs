using OpenEo.Slices.Engine.Faults;

namespace OpenEo.Slices.Engine.Stac;

/// <summary>
/// Items without any time. They have no place on a time axis and in no interval: they are data only where nobody asks for a time and no item has one.
/// </summary>
static class Undated
{
    /// <summary>The items that a cube can be made of; the log is told of the others.</summary>
    /// <param name="items">Items with and without time.</param>
    /// <param name="inInterval">Whether those of an interval are wanted.</param>
    /// <param name="log">Told what is left out; null for nobody.</param>
    /// <param name="node">The node that loads them.</param>
    public static IReadOnlyList<StacItem> LeftOut(IReadOnlyList<StacItem> items, bool inInterval, IRunLog? log, string? node)
    {
        var undated = items.Where(item => item.IsUndated).ToList();
        if (undated.Count == 0) return items;
        if (undated.Count == items.Count && !inInterval)
        {
            log?.Log(LogSeverity.Warning,
                $"{Count(undated)} no time: the cube has no temporal dimension, and where they overlap the first with data is seen.", node);
            return items;
        }
        var reason = inInterval ? "so nobody knows whether the temporal extent holds them" : "and others have one, so they have no place among them";
        log?.Log(LogSeverity.Warning, $"{Count(undated)} no time, {reason}: left out. {Names.List(undated.Select(item => item.Id))}.", node);
        return [.. items.Where(item => !item.IsUndated)];
    }

    static string Count(List<StacItem> items) => items.Count == 1 ? $"The item '{items[0].Id}' has" : $"{items.Count} items have";
}
