namespace OpenEo.Slices.Api.Web;

/// <summary>Pages of lists: everything without <c>limit</c>, else at most that many, starting after the entry whose key the <c>next</c> link names.</summary>
static class Paging
{
    /// <summary>
    /// The parameter <c>limit</c> as the API has it: absent or empty for everything. Fails with <c>RequestInvalid</c> when it is no positive number.
    /// </summary>
    public static int? ReadLimit(string? limit)
    {
        if (string.IsNullOrEmpty(limit)) return null;
        // A page never holds more than this; asking for more is no mistake.
        return long.TryParse(limit, out var number) && number > 0 ? (int)Math.Min(number, 1_000_000)
            : throw new OpenEoException(ErrorCodes.RequestInvalid, "The parameter 'limit' must be a whole number, 1 or more.");
    }

    /// <summary>
    /// The key after which a page begins; empty for the first page. Keys that the database could not hold come from nobody's <c>next</c> link.
    /// </summary>
    public static string ReadKey(string? after) => string.IsNullOrEmpty(after) || !Json.IsKey(after) ? "" : after;

    /// <summary>Fails with <c>RequestInvalid</c> unless the limit is absent or positive.</summary>
    public static void DemandLimit(int? limit)
    {
        if (limit is < 1) throw new OpenEoException(ErrorCodes.RequestInvalid, "The parameter 'limit' must be 1 or more.");
    }

    /// <summary>Cuts one page out of a list. An unknown <paramref name="after"/> starts at the beginning.</summary>
    public static Page<T> Cut<T>(IReadOnlyList<T> all, Func<T, string> key, int? limit, string? after, string address)
    {
        DemandLimit(limit);
        var start = after is null ? 0 : all.Select(key).ToList().IndexOf(after) + 1;
        var items = all.Skip(start).Take(limit ?? int.MaxValue).ToList();
        List<Link> links = [new("self", address, "application/json", "This list")];
        if (start + items.Count < all.Count && items.Count > 0)
            links.Add(new("next", $"{address}?limit={limit}&after={Uri.EscapeDataString(key(items[^1]))}", "application/json", "Next page"));
        return new(items, links);
    }
}
