using OpenEo.Slices.Api.Running;

namespace OpenEo.Slices.Api.Tests.Running;

/// <summary>Who gets in when there are few places.</summary>
public sealed class FairLaneTests
{
    static Task<IDisposable?> EnterAsync(FairLane lane, string user) => lane.EnterAsync(user, TimeSpan.FromMilliseconds(50), default);

    [Fact]
    public async Task One_user_leaves_a_place_for_others()
    {
        using var lane = new FairLane(2);
        var first = await EnterAsync(lane, "alice");
        Assert.NotNull(first);
        Assert.Null(await EnterAsync(lane, "alice"));
        using var other = await EnterAsync(lane, "bob");
        Assert.NotNull(other);
        Assert.Null(await EnterAsync(lane, "carol"));
        first.Dispose();
        using var again = await EnterAsync(lane, "alice");
        Assert.NotNull(again);
    }

    [Fact]
    public async Task The_only_place_is_for_anybody()
    {
        using var lane = new FairLane(1);
        using (var first = await EnterAsync(lane, "alice")) Assert.NotNull(first);
        using var other = await EnterAsync(lane, "bob");
        Assert.NotNull(other);
    }
}
