using OpenEo.Slices.Engine.Blocks;
using OpenEo.Slices.Engine.Cubes;

namespace OpenEo.Slices.Engine.Execution;

/// <summary>
/// In which order the blocks of a <see cref="WindowGraph"/> are computed, handed out and given back for given windows: each once, as late as possible, and no
/// longer held than others need them. Parts of one source that share planes are read together.
/// </summary>
sealed class Schedule
{
    readonly WindowGraph graph;
    readonly int[] uses;
    readonly bool[] filled;
    readonly int[]?[] families;

    /// <param name="graph">The cubes.</param>
    /// <param name="windows">The window that is wanted of each root.</param>
    /// <param name="most">Plan for what windows of this size may need elsewhere.</param>
    public Schedule(WindowGraph graph, IReadOnlyList<Window> windows, bool most = false)
    {
        this.graph = graph;
        Demand = graph.Demand(windows, most);
        (uses, filled) = (new int[graph.Cubes.Length], new bool[graph.Cubes.Length]);
        families = Families();
        for (var i = 0; i < graph.Cubes.Length; i++)
            if (Demand[i] is not null)
                foreach (var feed in graph.Feeds[i])
                    if (Demand[feed] is not null) uses[feed]++;
        foreach (var root in graph.Roots) uses[root]++;
        foreach (var member in families.OfType<int[]>().Distinct().SelectMany(family => family)) uses[member]++;
        for (var k = 0; k < graph.Roots.Length; k++)
        {
            Fill(graph.Roots[k]);
            Steps.Add(new Step(StepKind.HandOut, k, --uses[graph.Roots[k]] == 0 && Demand[graph.Roots[k]]!.Equals(windows[k])));
            if (uses[graph.Roots[k]] == 0 && !Steps[^1].Last) Steps.Add(new Step(StepKind.GiveBack, graph.Roots[k], true));
        }
    }

    /// <summary>What happens in a step.</summary>
    public enum StepKind
    {
        /// <summary>The block of a cube is computed.</summary>
        Fill,

        /// <summary>The window of a root is handed out.</summary>
        HandOut,

        /// <summary>The block of a cube is needed no more.</summary>
        GiveBack,
    }

    /// <summary>One step for a cube, or for a root. <paramref name="Last"/> on handing out: the block itself may go, nobody else needs it.</summary>
    public readonly record struct Step(StepKind Kind, int Index, bool Last);

    /// <summary>The steps, in order.</summary>
    public List<Step> Steps { get; } = [];

    /// <summary>For each cube the box that is computed of it, or null.</summary>
    public Window?[] Demand { get; }

    /// <summary>The sources whose planes a source shares, itself among them; null for one that shares none.</summary>
    public int[]? FamilyOf(int cube) => families[cube];

    /// <summary>The most bytes of blocks that are held at one time.</summary>
    public long PeakBytes()
    {
        var (held, peak) = (0L, 0L);
        foreach (var step in Steps)
        {
            if (step.Kind == StepKind.Fill) peak = Math.Max(peak, (held += BytesOf(step.Index)) + graph.Cubes[step.Index].ScratchBytes(Demand[step.Index]!));
            else if (step.Kind == StepKind.GiveBack) held -= BytesOf(step.Index);
            else if (step.Last) held -= BytesOf(graph.Roots[step.Index]);
            else peak = Math.Max(peak, held + BytesOf(graph.Roots[step.Index]));   // a copy goes
        }
        return peak;
    }

    long BytesOf(int cube) => Demand[cube]!.Cells * graph.Cubes[cube].Schema.Element.Size;

    void Fill(int cube)
    {
        if (filled[cube]) return;
        if (families[cube] is { } family)
        {
            // The largest first: the others find what they need in it.
            foreach (var member in family.OrderByDescending(BytesOf)) Add(member);
            foreach (var member in family) Release(member);
            return;
        }
        foreach (var feed in graph.Feeds[cube])
            if (Demand[feed] is not null) Fill(feed);
        Add(cube);
        foreach (var feed in graph.Feeds[cube])
            if (Demand[feed] is not null) Release(feed);
    }

    void Add(int cube)
    {
        filled[cube] = true;
        Steps.Add(new Step(StepKind.Fill, cube, false));
    }

    void Release(int cube)
    {
        if (--uses[cube] == 0) Steps.Add(new Step(StepKind.GiveBack, cube, true));
    }

    int[]?[] Families()
    {
        var found = new int[]?[graph.Cubes.Length];
        var sources = Enumerable.Range(0, found.Length).Where(i => Demand[i] is not null && graph.Cubes[i] is IPlaneSource).ToList();
        if (sources.Count < 2) return found;
        // Sources by the first one that they share a layer with, however many steps away.
        var leader = sources.ToDictionary(i => i, i => i);
        var owners = new Dictionary<object, int>(ReferenceEqualityComparer.Instance);
        foreach (var source in sources)
            foreach (var plane in ((IPlaneSource)graph.Cubes[source]).PlanesOf(Demand[source]!))
                if (!owners.TryAdd(plane.Layer, source)) leader[Leader(source)] = Leader(owners[plane.Layer]);
        foreach (var family in sources.GroupBy(Leader).Where(group => group.Count() > 1))
        {
            int[] members = [.. family];
            foreach (var member in members) found[member] = members;
        }
        return found;

        int Leader(int source)
        {
            while (leader[source] != source) source = leader[source];
            return source;
        }
    }
}
