using System.Collections.Frozen;
using System.Reflection;

namespace OpenEo.Slices.Engine.Graph;

/// <summary>Every process class of the engine, by openEO id. What is listed is what runs.</summary>
public static class ProcessCatalog
{
    static readonly FrozenDictionary<string, Process> Processes = typeof(ProcessCatalog).Assembly.GetTypes()
        .Where(type => type.IsSubclassOf(typeof(Process)) && !type.IsAbstract && !type.IsGenericTypeDefinition
            && type.GetConstructor(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic, []) is not null)
        .Select(type => (Process)Activator.CreateInstance(type, nonPublic: true)!)
        .ToFrozenDictionary(process => process.Definition.Id);

    /// <summary>All definitions, ordered by id.</summary>
    public static IReadOnlyList<ProcessDefinition> Definitions { get; } =
        [.. Processes.Values.Select(process => process.Definition).OrderBy(definition => definition.Id, StringComparer.Ordinal)];

    /// <summary>The process of an id, or null.</summary>
    public static Process? Find(string id) => Processes.GetValueOrDefault(id);

    /// <summary>The known id that is closest to a mistyped one, or null when none is near.</summary>
    public static string? Suggest(string id)
    {
        if (id.Length > 100) return null;
        var (best, distance) = Processes.Keys.Select(known => (known, distance: Distance(id.ToLowerInvariant(), known)))
            .MinBy(pair => (pair.distance, pair.known));
        return distance <= Math.Max(1, id.Length / 3) ? best : null;
    }

    /// <summary>Levenshtein's edit distance.</summary>
    static int Distance(string a, string b)
    {
        var previous = Enumerable.Range(0, b.Length + 1).ToArray();
        for (var i = 1; i <= a.Length; i++)
        {
            var current = new int[b.Length + 1];
            current[0] = i;
            for (var j = 1; j <= b.Length; j++)
                current[j] = Math.Min(Math.Min(current[j - 1], previous[j]) + 1, previous[j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1));
            previous = current;
        }
        return previous[b.Length];
    }
}
