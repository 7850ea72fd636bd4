namespace OpenEo.Slices.Engine.Faults;

/// <summary>Names in messages: what there is instead of what was asked for.</summary>
static class Names
{
    const int Most = 20;

    /// <summary>Names with commas between; of many the first twenty, and how many more there are.</summary>
    public static string List(IEnumerable<string> names)
    {
        var all = names as ICollection<string> ?? [.. names];
        return all.Count <= Most ? string.Join(", ", all) : $"{string.Join(", ", all.Take(Most))} and {all.Count - Most} more";
    }
}
