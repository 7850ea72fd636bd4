using System.Collections.Concurrent;
using OpenEo.Slices.Engine.Faults;

namespace OpenEo.Slices.Engine.Stac;

/// <summary>
/// The web addresses behind <c>s3://</c> addresses. They are asked for before each request: a signature ends, and is made anew in time.
/// </summary>
/// <param name="known">Stores that the operator has configured; the first that names a bucket has it.</param>
/// <param name="sign">Signs the address of an object in a store that wants it; whoever has the keys.</param>
/// <param name="clock">Tells when signatures end.</param>
public sealed class ObjectStores(
    IReadOnlyList<ObjectStore> known, Func<string, CancellationToken, Task<SignedAddress>> sign, TimeProvider clock)
{
    const int MostKept = 20_000;

    // A signature must hold when the request arrives, which may wait for its turn and be made again.
    static readonly TimeSpan Reserve = TimeSpan.FromMinutes(10);

    readonly ConcurrentDictionary<string, SignedAddress> signed = new();

    /// <summary>Amazon's buckets, anonymously.</summary>
    public static ObjectStores Anonymous { get; } = new([], (_, _) => throw new InvalidOperationException("No store wants signatures."), TimeProvider.System);

    /// <summary>The configured stores.</summary>
    public IReadOnlyList<ObjectStore> Known => known;

    /// <summary>The store that has a bucket.</summary>
    public ObjectStore StoreOf(string bucket) => known.FirstOrDefault(store => store.Buckets.Contains(bucket))
        ?? known.FirstOrDefault(store => store.Buckets.Contains("*")) ?? ObjectStore.Amazon;

    /// <summary>Where an object is, without what opens it.</summary>
    /// <exception cref="ProcessGraphException">It is no address of an object.</exception>
    public Uri AddressOf(string location)
    {
        var (bucket, key) = Split(location);
        return StoreOf(bucket).AddressOf(bucket, key);
    }

    /// <summary>The address to ask an object from now.</summary>
    /// <exception cref="ProcessGraphException">It is no address of an object, or nobody may sign it.</exception>
    public async ValueTask<Uri> OpenAsync(string location, CancellationToken ct)
    {
        var (bucket, key) = Split(location);
        var store = StoreOf(bucket);
        if (!store.IsSigned) return store.AddressOf(bucket, key);
        if (signed.TryGetValue(location, out var address) && address.Until - clock.GetUtcNow() > Reserve) return Exactly(address.Address);
        address = await sign(location, ct);
        if (signed.Count >= MostKept) signed.Clear();
        signed[location] = address;
        return Exactly(address.Address);
    }

    /// <summary>An address, of which not one character is written otherwise: a signature is about characters.</summary>
    internal static Uri Exactly(string address) => new(address, new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true });

    /// <summary>Bucket and key of an address.</summary>
    /// <exception cref="ProcessGraphException">It is no address of an object.</exception>
    public static (string Bucket, string Key) Split(string location) => ObjectAddress.Parse(location)
        ?? throw new ProcessGraphException(new Fault(FaultCodes.PermissionsInsufficient, $"'{location}' is not read: {ObjectAddress.Unclear(location)}."));
}
