using System.Numerics;

namespace OpenEo.Slices.Engine.Kernels;

/// <summary>
/// Fills no-data between valid inputs by linear interpolation; input k stands at <c>positions[k]</c>, which increase. No-data at both ends stays.
/// </summary>
sealed class InterpolationKernel(double[] positions) : Instruction
{
    public override void Run<T>(Lanes<T> lanes, int[] inputs, int[] outputs)
    {
        var next = Scratch.Columns<T>(inputs.Length);
        for (var i = 0; i < lanes.Length; i += Vector<T>.Count)
        {
            // Backwards: the next valid value (kept in the output) and where it stands.
            var (value, place) = (new Vector<T>(T.NaN), Vector<T>.Zero);
            for (var k = inputs.Length - 1; k >= 0; k--)
            {
                (value, place) = Advance(new Vector<T>(lanes[inputs[k]][i..]), positions[k], value, place);
                value.CopyTo(lanes[outputs[k]][i..]);
                next[k] = place;
            }
            (value, place) = (new Vector<T>(T.NaN), Vector<T>.Zero);
            for (var k = 0; k < inputs.Length; k++)
            {
                var here = new Vector<T>(lanes[inputs[k]][i..]);
                (value, place) = Advance(here, positions[k], value, place);
                var weight = (new Vector<T>(T.CreateTruncating(positions[k])) - place) / (next[k] - place);
                var between = value * (Vector<T>.One - weight) + new Vector<T>(lanes[outputs[k]][i..]) * weight;
                Vector.ConditionalSelect(VectorLogic.Valid(here), here, between).CopyTo(lanes[outputs[k]][i..]);
            }
        }
    }

    static (Vector<T> Value, Vector<T> Place) Advance<T>(Vector<T> here, double position, Vector<T> value,
        Vector<T> place) where T : unmanaged, IFloatingPointIeee754<T>
    {
        var valid = VectorLogic.Valid(here);
        return (Vector.ConditionalSelect(valid, here, value), Vector.ConditionalSelect(valid, new Vector<T>(T.CreateTruncating(position)), place));
    }
}
