using OpenEo.Slices.Engine.Stac;

namespace OpenEo.Slices.Api.Running;

/// <summary>
/// The first line that a worker reads: what it needs and nobody else may see. Not in its environment, which other processes can read, and not among its
/// arguments, which everybody can.
/// </summary>
/// <param name="Settings">Names and values, as in the service's configuration.</param>
/// <param name="Proxy">The way out: <see cref="Egress.Address"/>.</param>
/// <param name="Stores">Where buckets are. The keys stay in the service, which is asked for signatures.</param>
sealed record Handover(IReadOnlyDictionary<string, string?> Settings, string Proxy, IReadOnlyList<ObjectStore> Stores);
