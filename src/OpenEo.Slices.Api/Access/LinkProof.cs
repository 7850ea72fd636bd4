namespace OpenEo.Slices.Api.Access;

/// <summary>What a good signature says of a link.</summary>
/// <param name="Version">The job's link version when it was made; void when the job has another by now.</param>
/// <param name="Expires">When it ends, and with it every link that is given to whoever holds it.</param>
sealed record LinkProof(int Version, DateTimeOffset Expires);
