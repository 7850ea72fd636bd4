using System.Collections.Immutable;
using OpenEo.Slices.Engine.Faults;
using OpenEo.Slices.Engine.Programs;
using OpenEo.Slices.Engine.Values;

namespace OpenEo.Slices.Engine.Graph;

/// <summary>
/// One openEO process: its definition and its meaning side by side. The class is named like the id in PascalCase and needs a parameterless constructor;
/// <see cref="ProcessCatalog"/> finds it. Arguments were checked against the definition and completed with defaults before <see cref="Invoke"/>.
/// </summary>
public abstract class Process
{
    /// <summary>What <c>/processes</c> shows and what arguments are checked against.</summary>
    public abstract ProcessDefinition Definition { get; }

    /// <summary>Traits that checks and plans ask for, instead of comparing ids.</summary>
    public virtual ProcessTraits Traits => ProcessTraits.None;

    /// <summary>
    /// Parameters of other back-ends that clients send along and that change nothing of the result, with the reason, as the end of a sentence.
    /// </summary>
    public virtual IReadOnlyDictionary<string, string> IgnoredParameters => ImmutableDictionary<string, string>.Empty;

    /// <summary>
    /// Faults of a call that show before it runs, in what its constant arguments name: such as a collection that is not there. Types were checked already.
    /// </summary>
    public virtual ValueTask<IReadOnlyList<Fault>> CheckAsync(Node call, CallContext context, CancellationToken cancellation) => new([]);

    /// <summary>
    /// Scalars are computed at once, cubes answered with a lazy, typed cube, lanes (<see cref="LaneValue"/>, the pixels of a child graph) with instructions.
    /// </summary>
    /// <exception cref="ProcessGraphException">With one fault, without node: the evaluation adds where it happened.</exception>
    public abstract Value Invoke(Arguments arguments, Evaluation evaluation);
}
