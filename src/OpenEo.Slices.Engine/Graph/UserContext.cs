using System.Collections.Immutable;
using System.Text.Json;

namespace OpenEo.Slices.Engine.Graph;

/// <summary>
/// Whose graph it is, and what this user has beside what everybody has. Whoever fills it in looks only at what is the user's own; the engine trusts it.
/// </summary>
/// <param name="UserId">The user, or null for somebody who is not logged in.</param>
public sealed record UserContext(string? UserId)
{
    /// <summary>Somebody who is not logged in.</summary>
    public static UserContext Nobody { get; } = new((string?)null);

    /// <summary>The processes that the graph, and the processes that it calls, refer to: those that were found.</summary>
    public ImmutableDictionary<ProcessReference, UserDefinedProcess> Processes { get; init; } = ImmutableDictionary<ProcessReference, UserDefinedProcess>.Empty;

    /// <summary>Why references could not be looked up, for those where there is more to say than that there is no such process.</summary>
    public ImmutableDictionary<ProcessReference, string> Unavailable { get; init; } = ImmutableDictionary<ProcessReference, string>.Empty;

    /// <summary>Where the user's files are on the server, by their path as the user knows it.</summary>
    public IReadOnlyDictionary<string, string> Files { get; init; } = ImmutableDictionary<string, string>.Empty;

    /// <summary>Ids of the workspaces that the user may export to.</summary>
    public IReadOnlyList<string> Workspaces { get; init; } = [];

    /// <summary>
    /// Results of the user's own jobs, by the addresses that the graph names: items whose assets are files on the server. They are read without a request.
    /// </summary>
    public IReadOnlyDictionary<string, JsonElement> Results { get; init; } = ImmutableDictionary<string, JsonElement>.Empty;

    /// <summary>The location of a file, or null. <c>/a/b</c> and <c>./a/b</c> are the same as <c>a/b</c>.</summary>
    public string? FileAt(string path) => Files.GetValueOrDefault(path.StartsWith("./", StringComparison.Ordinal) ? path[2..] : path.TrimStart('/'));

    /// <summary>
    /// The process that a node calls, or null. Without a namespace the user's own come first, as the API wants it: a process that the engine learned after the
    /// user had stored his does not change what his graphs mean.
    /// </summary>
    /// <param name="process">The id.</param>
    /// <param name="space">Null, <c>backend</c>, <c>user</c>, or the address of a process or of a list of processes.</param>
    public Process? Find(string process, string? space) => space switch
    {
        null or "" => Processes.GetValueOrDefault(new(ProcessReferences.User, process)) ?? ProcessCatalog.Find(process),
        "backend" => ProcessCatalog.Find(process),
        _ => Processes.GetValueOrDefault(new(space, process)),
    };
}
