namespace OpenEo.Slices.Api.Jobs;

/// <summary>
/// Ids whose text order is the order in which they were made: UUID version 7 with the fraction of the millisecond in the twelve bits after the version
/// (RFC 9562, section 6.2, method 3), so that two requests of one client never share a place in a list.
/// </summary>
static class OrderedId
{
    /// <summary>A new id, such as <c>j-01a20c4abaf77a629422322169c93163</c>.</summary>
    public static string New(string prefix, DateTimeOffset now)
    {
        var fraction = now.Ticks % TimeSpan.TicksPerMillisecond * 4096 / TimeSpan.TicksPerMillisecond;
        var text = Guid.CreateVersion7(now).ToString("N");
        return $"{prefix}-{text[..13]}{fraction:x3}{text[16..]}";
    }
}
