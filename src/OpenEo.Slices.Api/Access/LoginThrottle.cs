using System.Collections.Concurrent;
using OpenEo.Slices.Api.Web;

namespace OpenEo.Slices.Api.Access;

/// <summary>
/// Slows down guessing: after ten wrong passwords within a minute for one user from one address, or fifty from one address, further attempts wait for the
/// minute to end. Counted by each replica for itself.
/// </summary>
sealed class LoginThrottle(TimeProvider clock)
{
    const int MostForUser = 10;
    const int MostForAddress = 50;
    const int MostRemembered = 100_000;

    static readonly TimeSpan Window = TimeSpan.FromMinutes(1);

    readonly ConcurrentDictionary<(string Address, string? User), (int Failures, DateTimeOffset Start)> attempts = new();

    /// <summary>Fails with <c>TooManyRequests</c> while the user or the address has to wait.</summary>
    public void Check(string address, string user)
    {
        var wait = Math.Max(SecondsLeft((address, user), MostForUser), SecondsLeft((address, null), MostForAddress));
        if (wait > 0) throw new OpenEoException(ErrorCodes.TooManyRequests) { RetryAfter = wait };
    }

    /// <summary>Counts a wrong password.</summary>
    public void Failed(string address, string user)
    {
        if (attempts.Count > MostRemembered) attempts.Clear();   // a flood of made-up names must not fill the memory
        Count((address, user));
        Count((address, null));
    }

    int SecondsLeft((string, string?) key, int most)
    {
        if (!attempts.TryGetValue(key, out var seen) || seen.Failures < most) return 0;
        return Math.Max(0, (int)Math.Ceiling((seen.Start + Window - clock.GetUtcNow()).TotalSeconds));
    }

    void Count((string, string?) key)
    {
        var now = clock.GetUtcNow();
        attempts.AddOrUpdate(key, _ => (1, now), (_, seen) => seen.Start + Window <= now ? (1, now) : (seen.Failures + 1, seen.Start));
    }
}
