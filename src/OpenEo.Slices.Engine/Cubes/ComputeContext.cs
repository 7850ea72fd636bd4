using OpenEo.Slices.Engine.Blocks;

namespace OpenEo.Slices.Engine.Cubes;

/// <summary>
/// What an operator may use while it computes: a pool for scratch blocks, the token that stops it, planes that others have read already, and threads that have
/// nothing else to do.
/// </summary>
public sealed record ComputeContext(BlockPool Pool, CancellationToken Cancellation, SharedPlanes? Planes = null, int Threads = 1);
