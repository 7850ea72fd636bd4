using OpenEo.Slices.Engine.Blocks;

namespace OpenEo.Slices.Engine.Cubes;

/// <summary>What an operator may use while it computes: a pool for scratch blocks, the token that stops it, and planes that others have read already.</summary>
public sealed record ComputeContext(BlockPool Pool, CancellationToken Cancellation, SharedPlanes? Planes = null);
