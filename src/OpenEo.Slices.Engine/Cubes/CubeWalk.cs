namespace OpenEo.Slices.Engine.Cubes;

/// <summary>A cube and all that it is computed from.</summary>
static class CubeWalk
{
    /// <summary>
    /// Each cube once, however many ways lead to it; those that come first in the inputs
    /// come first. Without recursion: a chain of operators may be thousands long.
    /// </summary>
    /// <param name="root">Where to begin.</param>
    /// <param name="descend">Whether to go on to a cube's inputs; null: always.</param>
    public static IEnumerable<RasterCube> Over(RasterCube root, Func<RasterCube, bool>? descend = null)
    {
        var seen = new HashSet<RasterCube>(ReferenceEqualityComparer.Instance);
        var stack = new Stack<RasterCube>([root]);
        while (stack.TryPop(out var cube))
        {
            if (!seen.Add(cube)) continue;
            yield return cube;
            if (descend?.Invoke(cube) == false) continue;
            for (var i = cube.Inputs.Count - 1; i >= 0; i--) stack.Push(cube.Inputs[i]);
        }
    }
}
