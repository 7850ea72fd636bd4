using System.Collections.Immutable;
using System.Numerics;
using OpenEo.Slices.Engine.Graph;
using OpenEo.Slices.Engine.Kernels;
using OpenEo.Slices.Engine.Programs;
using OpenEo.Slices.Engine.Values;

namespace OpenEo.Slices.Engine.Processes.Logic;

/// <summary>if: one of two values, as a boolean says.</summary>
sealed class If : Process
{
    public override ProcessDefinition Definition { get; } = new(
        "if", "Choose between two values", "Gives `accept` when `value` is true, and `reject` when it is false or no-data.",
        ["logic", "comparison", "masks"],
        [
            new("value", "The boolean that decides.", Schema.BooleanOrNull),
            new("accept", "What to give for `true`, of any type.", Schema.Any),
            new Parameter("reject", "What to give for anything else, of any type. No-data when it is left out.", Schema.Any).OrNull(),
        ],
        new("The chosen value.", Schema.Any))
    {
        Examples =
        [
            """{"arguments":{"value":true,"accept":"yes","reject":"no"},"returns":"yes"}""",
            """{"arguments":{"value":null,"accept":"yes"},"returns":null}""",
        ],
    };

    public override Value Invoke(Arguments arguments, Evaluation evaluation)
    {
        var (accept, reject) = (arguments["accept"], arguments["reject"]);
        if (arguments["value"] is not LaneValue condition) return arguments.Boolean("value") == true ? accept : reject;
        if (accept is not ArrayValue && reject is not ArrayValue) return Select(condition, accept, reject);
        if (accept is not ArrayValue yes || reject is not ArrayValue no || yes.Items.Length != no.Items.Length)
            throw arguments.Invalid("reject",
                "where the condition differs from pixel to pixel, 'accept' and 'reject' must both be arrays of the same length, or neither an array");
        ImmutableArray<Value> items = [.. yes.Items.Zip(no.Items, (a, b) => Select(condition, a, b))];
        var sameLabels = yes.Labels is { } labels && no.Labels is { } others && labels.AsSpan().SequenceEqual(others.AsSpan());
        return new ArrayValue(items, sameLabels ? yes.Labels : null);
    }

    static LaneValue Select(LaneValue condition, Value accept, Value reject)
    {
        var program = condition.Program;
        var (yes, no) = (program.Lane(accept), program.Lane(reject));
        // No-data takes the type of the other branch.
        var isBoolean = (yes.IsBoolean || accept is NullValue) && (no.IsBoolean || reject is NullValue) && (yes.IsBoolean || no.IsBoolean);
        return program.Emit(Ternary<Choice>.Instance, isBoolean, condition, yes, no) with
        {
            KeepsType = yes.KeepsType && no.KeepsType,
            KeepsUnits = yes.KeepsUnits && no.KeepsUnits,
        };
    }

    readonly struct Choice : IVectorTernary<Choice>
    {
        public static Vector<T> Compute<T>(Vector<T> x, Vector<T> y, Vector<T> z) where T : unmanaged, IFloatingPointIeee754<T>, IMinMaxValue<T> =>
            Vector.ConditionalSelect(Vector.Equals(x, Vector<T>.One), y, z);
    }
}
