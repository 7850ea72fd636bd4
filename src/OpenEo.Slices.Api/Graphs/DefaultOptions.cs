using System.Text.Json;
using OpenEo.Slices.Api.Jobs;
using OpenEo.Slices.Api.Web;
using OpenEo.Slices.Engine.Faults;
using OpenEo.Slices.Engine.Graph;

namespace OpenEo.Slices.Api.Graphs;

/// <summary>
/// Job options that processes bring along for whoever runs them, after the API's extension "Processing Parameters": members
/// <c>default_job_options</c> and <c>default_synchronous_options</c>. What a request says itself, even null, comes first; then the
/// process of the request, then those that it calls, then those that they call. Of several on one level the first in the graph decides.
/// </summary>
sealed class DefaultOptions(UserContexts users)
{
    /// <summary>The member for batch jobs.</summary>
    public const string Job = "default_job_options";

    /// <summary>The member for synchronous results.</summary>
    public const string Synchronous = "default_synchronous_options";

    /// <summary>
    /// The options for a batch job that a process and those that it calls bring along: only such as mean something here, with values that may be wrong.
    /// </summary>
    public async Task<IReadOnlyDictionary<string, JsonElement>> FindAsync(string userId, JsonElement process, CancellationToken ct)
    {
        var user = UserContext.Nobody;
        try
        {
            if (ProcessReferences.Find(process).Count > 0) user = await users.OpenAsync(userId, process, ct);
        }
        catch (ProcessGraphException)
        {
            // Calls too much; the run will say so.
        }
        return Find(process, user, Job);
    }

    /// <summary>
    /// The options of a synchronous result: the request's own and, where it is silent,
    /// those that processes bring along. Wrong ones of these are left out and told.
    /// </summary>
    public static JobOptions ReadSynchronous(JsonElement process, UserContext user, IReadOnlyDictionary<string, JsonElement> members, Action<string> warn)
    {
        var faults = new List<string>();
        var options = JobOptions.Read(members, faults, [], Find(process, user, Synchronous));
        foreach (var fault in faults) warn(LeftOut(fault));
        return options;
    }

    /// <summary>How a wrong option is told that a called process brings along.</summary>
    public static string LeftOut(string fault) => $"{fault} A process brings it along; it is left out.";

    /// <summary>What is wrong with the options that a process brings along.</summary>
    public static IEnumerable<Fault> Check(JsonElement process)
    {
        var faults = new List<string>();
        foreach (var member in (string[])[Job, Synchronous])
        {
            if (process.ValueKind is not JsonValueKind.Object || !process.TryGetProperty(member, out var options)
                || options.ValueKind is JsonValueKind.Null) continue;
            if (options.ValueKind is not JsonValueKind.Object) faults.Add($"'{member}' must be an object of options and their values.");
            var found = new Dictionary<string, JsonElement>();
            Take(process, member, found);
            var wrong = new List<string>();
            JobOptions.Read(new Dictionary<string, JsonElement>(), wrong, [], found);
            faults.AddRange(wrong.Select(fault => $"{member}: {fault}"));
        }
        return faults.Select(fault => new Fault(FaultCodes.ProcessInvalid, fault));
    }

    static Dictionary<string, JsonElement> Find(JsonElement process, UserContext user, string member)
    {
        var found = new Dictionary<string, JsonElement>();
        Take(process, member, found);
        var seen = new HashSet<ProcessReference>();
        for (var wanted = ProcessReferences.Find(process); wanted.Count > 0;)
        {
            var called = wanted.Where(seen.Add).Select(reference => user.Processes.GetValueOrDefault(reference)).OfType<UserDefinedProcess>().ToList();
            foreach (var one in called) Take(one.Json, member, found);
            wanted = [.. called.SelectMany(one => one.References)];
        }
        return found;
    }

    static void Take(JsonElement process, string member, Dictionary<string, JsonElement> found)
    {
        if (process.ValueKind is not JsonValueKind.Object || !process.TryGetProperty(member, out var options) || options.ValueKind is not JsonValueKind.Object
            || !Json.IsText(options)) return;
        foreach (var option in JobOptions.All.Where(option => option.Synchronous || member == Job))
            if (options.TryGetProperty(option.Name, out var value)) found.TryAdd(option.Name, value);
    }
}
