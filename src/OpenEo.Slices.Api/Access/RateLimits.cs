using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using System.Threading.RateLimiting;
using Microsoft.AspNetCore.RateLimiting;
using Microsoft.Extensions.Options;
using OpenEo.Slices.Api.Settings;
using OpenEo.Slices.Api.Web;

namespace OpenEo.Slices.Api.Access;

/// <summary>
/// How many requests a minute this replica takes from one user (<c>RateLimits:User</c>) and, of requests without a token that has proven good, from one
/// address (<c>RateLimits:Address</c>); 0 is no limit, and <c>RateLimits:Enabled</c> turns all off. Ten seconds' worth may come at once. Endpoints with
/// <c>DisableRateLimiting</c> are not counted.
/// </summary>
sealed class RateLimits(RateLimitSettings settings) : IConfigureOptions<RateLimiterOptions>
{

    const int MostRemembered = 10_000;

    // Addresses share so many limiters, so that a flood from made-up ones does not fill the memory. Who shares with whom changes with every start.
    const int AddressGroups = 1 << 14;

    readonly ConcurrentDictionary<string, string> users = new();
    readonly int ofUser = settings.Enabled ? settings.User : 0;
    readonly int ofAddress = settings.Enabled ? settings.Address : 0;

    /// <summary>Whether anything is limited.</summary>
    public bool IsOn => ofUser > 0 || ofAddress > 0;

    // Of a user, or of a group of addresses. Compared in every request, so no text is put together for it.
    readonly record struct Client(string? User, int Addresses);

    /// <summary>Says whose a token is, once that has been checked: from then on its requests count for the user and not for the address.</summary>
    /// <param name="authorization">The header that carried the token, as it was sent.</param>
    /// <param name="userId">The user.</param>
    public void Remember(string authorization, string userId)
    {
        if (!IsOn || users.ContainsKey(authorization)) return;
        if (users.Count >= MostRemembered) users.Clear();
        users[authorization] = userId;
    }

    public void Configure(RateLimiterOptions options)
    {
        var (forUser, forAddress) = (Limiter(ofUser), Limiter(ofAddress));
        options.GlobalLimiter = PartitionedRateLimiter.Create<HttpContext, Client>(context =>
        {
            var authorization = context.Request.Headers.Authorization.ToString();
            return authorization.Length > 0 && users.TryGetValue(authorization, out var user)
                ? Partition(new Client(user, 0), forUser)
                : Partition(new Client(null, GroupOf(context.Connection.RemoteIpAddress)), forAddress);
        });
        options.OnRejected = async (rejection, _) =>
        {
            var seconds = rejection.Lease.TryGetMetadata(MetadataName.RetryAfter, out var wait) ? Math.Max(1, (int)Math.Ceiling(wait.TotalSeconds)) : 1;
            await ErrorResponses.WriteAsync(rejection.HttpContext,
                new(ErrorCodes.TooManyRequests, "You send more requests than the service takes from one client. Wait a moment.") { RetryAfter = seconds });
        };
    }

    static RateLimitPartition<Client> Partition(Client client, Func<Client, RateLimiter>? limiter) =>
        limiter is null ? RateLimitPartition.GetNoLimiter(default(Client)) : RateLimitPartition.Get(client, limiter);

    // Tokens come back evenly: every second for usual limits, one by one for tight ones.
    static Func<Client, RateLimiter>? Limiter(int perMinute)
    {
        if (perMinute <= 0) return null;
        var options = new TokenBucketRateLimiterOptions
        {
            TokenLimit = Math.Max(1, perMinute / 6),
            TokensPerPeriod = Math.Max(1, perMinute / 60),
            ReplenishmentPeriod = TimeSpan.FromMinutes(1) / Math.Min(perMinute, 60),
            AutoReplenishment = false,   // one timer for all
        };
        return _ => new TokenBucketRateLimiter(options);
    }

    // The half of an IPv6 address that is given to a household or a machine; the other half is the owner's to make up.
    static int GroupOf(IPAddress? address)
    {
        if (address is null) return 0;
        Span<byte> bytes = stackalloc byte[16];
        if (!address.TryWriteBytes(bytes, out var length)) return 0;
        var hash = address.IsIPv4MappedToIPv6 ? HashCode.Combine(MemoryMarshal.Read<uint>(bytes[12..]))
            : address.AddressFamily == AddressFamily.InterNetworkV6 ? HashCode.Combine(MemoryMarshal.Read<ulong>(bytes))
            : HashCode.Combine(MemoryMarshal.Read<uint>(bytes[..length]));
        return 1 + (hash & (AddressGroups - 1));
    }
}
