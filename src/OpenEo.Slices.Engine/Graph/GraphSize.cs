using System.Text.Json;
using OpenEo.Slices.Engine.Faults;

namespace OpenEo.Slices.Engine.Graph;

/// <summary>How large a process is, counted before anything is made of it: one look at each of its JSON values.</summary>
/// <param name="Nodes">Nodes of its graph and of all child graphs.</param>
/// <param name="Parameters">Parameters that it declares.</param>
public readonly record struct GraphSize(int Nodes, int Parameters)
{
    /// <summary>Most nodes, child graphs included.</summary>
    public const int MaximumNodes = 10_000;

    /// <summary>Most parameters.</summary>
    public const int MaximumParameters = 1000;

    /// <summary>Counts.</summary>
    public static GraphSize Of(JsonElement process)
    {
        var nodes = 0;
        var waiting = new Stack<JsonElement>();
        waiting.Push(process);
        while (waiting.TryPop(out var value))
        {
            if (value.ValueKind is JsonValueKind.Array)
                foreach (var item in value.EnumerateArray()) Look(item);
            else
                foreach (var member in value.EnumerateObject())
                {
                    Look(member.Value);
                    if (member.NameEquals("process_graph") && member.Value.ValueKind is JsonValueKind.Object) nodes += member.Value.GetPropertyCount();
                }
        }
        return new(nodes, process.ValueKind is JsonValueKind.Object && process.TryGetProperty("parameters", out var parameters)
            && parameters.ValueKind is JsonValueKind.Array ? parameters.GetArrayLength() : 0);

        void Look(JsonElement value)
        {
            if (value.ValueKind is JsonValueKind.Array or JsonValueKind.Object) waiting.Push(value);
        }
    }

    /// <summary>What is too large, or null.</summary>
    /// <param name="mostNodes">Most nodes, where there may be fewer than <see cref="MaximumNodes"/>.</param>
    public Fault? Excess(int mostNodes = MaximumNodes) =>
        Nodes > Math.Min(mostNodes, MaximumNodes)
            ? new Fault(FaultCodes.ProcessGraphComplexity,
                $"The process graph has {Nodes} nodes, child processes included; {Math.Min(mostNodes, MaximumNodes)} are the most.")
        : Parameters > MaximumParameters
            ? new Fault(FaultCodes.ProcessGraphComplexity, $"The process has {Parameters} parameters; {MaximumParameters} are the most.")
        : null;
}
