using OpenEo.Slices.Api.Jobs;

namespace OpenEo.Slices.Api.Tests.Jobs;

/// <summary>Ids sort as they were made, also within a millisecond, and never repeat.</summary>
public sealed class OrderedIdTests
{
    [Fact]
    public void Ids_made_a_microsecond_apart_sort_in_the_order_they_were_made()
    {
        var start = new DateTimeOffset(2026, 11, 24, 6, 0, 0, TimeSpan.Zero);

        var ids = Enumerable.Range(0, 3000).Select(i => OrderedId.New("j", start.AddTicks(i * TimeSpan.TicksPerMicrosecond))).ToList();

        Assert.Equal(ids.Order(StringComparer.Ordinal), ids);
    }

    [Fact]
    public void Ids_of_the_same_instant_differ_and_are_uuids_of_version_7()
    {
        var now = new DateTimeOffset(2026, 11, 24, 6, 0, 0, TimeSpan.Zero);

        var ids = Enumerable.Range(0, 1000).Select(_ => OrderedId.New("j", now)).ToHashSet();

        Assert.Equal(1000, ids.Count);
        Assert.All(ids, id => Assert.Equal(7, Guid.Parse(id[2..]).Version));
    }
}
