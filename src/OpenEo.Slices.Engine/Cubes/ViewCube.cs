namespace OpenEo.Slices.Engine.Cubes;

/// <summary>
/// The cells of another cube seen with other dimensions: transposed, with dimensions of one label dropped or fixed at a position, or with new dimensions of
/// one label. No cell is computed.
/// </summary>
public sealed class ViewCube : RasterCube
{
    readonly int[] along, at;

    /// <summary>The result with its fixed dimensions still there, one label each: what a file of this part says of its time. Null when it does not matter.</summary>
    public CubeSchema? Labels { get; init; }

    /// <param name="schema">The result's dimensions; element type and no-data are the input's.</param>
    /// <param name="input">The cube that is looked at.</param>
    /// <param name="along">For each dimension of the input the dimension of the result, or -1.</param>
    /// <param name="at">Where -1 stands: the fixed position.</param>
    public ViewCube(CubeSchema schema, RasterCube input, int[] along, int[] at) : base(schema, input) => (this.along, this.at) = (along, at);

    /// <inheritdoc/>
    public override Window?[] InputWindows(Window window) =>
    [
        new Window([.. along.Select((to, i) => to < 0 ? at[i] : window.Start[to])], [.. along.Select(to => to < 0 ? 1 : window.Count[to])]),
    ];

    /// <inheritdoc/>
    public override RasterCube Select(int dimension, IReadOnlyList<int> indices)
    {
        var axis = Array.IndexOf(along, dimension);
        if (axis < 0) return base.Select(dimension, indices);
        return new ViewCube(Schema.With(dimension, Schema.Dimensions[dimension].Select(indices)), Inputs[0].Select(axis, indices), along, at);
    }

    /// <inheritdoc/>
    public override void Compute(Window window, IReadOnlyList<Block?> inputs, Block target, ComputeContext context)
    {
        var source = inputs[0]!;
        var strides = new int[window.Count.Length];
        for (var i = 0; i < along.Length; i++)
            if (along[i] >= 0) strides[along[i]] = source.Strides[i];
        BlockCopy.Copy(source.WithLayout(window.Count, strides), target);
    }
}
