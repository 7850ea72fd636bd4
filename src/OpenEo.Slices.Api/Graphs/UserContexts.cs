using System.Text.Json;
using Npgsql;
using OpenEo.Slices.Api.Postgres;
using OpenEo.Slices.Api.Storage;
using OpenEo.Slices.Api.Web;
using OpenEo.Slices.Engine.Faults;
using OpenEo.Slices.Engine.Graph;
using OpenEo.Slices.Engine.Stac;

namespace OpenEo.Slices.Api.Graphs;

/// <summary>
/// Gathers what a user's graph may refer to beside what everybody has; the same in the service and in its workers. Processes that it calls, and those that
/// they call, are looked up level by level: the user's own with one query a level, remote ones at their address.
/// </summary>
sealed class UserContexts(NpgsqlDataSource db, RemoteProcesses remote, UserFiles files, OwnResults results, Workspaces workspaces)
{
    // No sensible graph calls as many; each remote one is a request to somebody else's server.
    const int MostProcesses = 500, MostAddresses = 20;

    const string Select = "SELECT id, process FROM process_graphs WHERE user_id = @userId AND id = ANY(@ids)";

    const string SelectOlder = "SELECT DISTINCT id FROM process_graphs WHERE id = ANY(@ids)";

    const string SelectFiles = "SELECT path, blob FROM user_files WHERE user_id = @userId";

    sealed record FileRow(string Path, string Blob);

    sealed record Row(string Id, JsonElement Process);

    // Processes that somebody had stored before the engine learned one of the same
    // name: they come first for whoever has them. None is added while the service runs.
    ProcessReference[]? older;

    /// <summary>The context for one process of the user; <paramref name="userId"/> is null for somebody who is not logged in.</summary>
    public async Task<UserContext> OpenAsync(string? userId, JsonElement process, CancellationToken ct)
    {
        var context = userId is null ? UserContext.Nobody : new UserContext(userId);
        var wanted = ProcessReferences.Find(process).ToHashSet();
        if (userId is not null) wanted.UnionWith(older ??= await ListOlderAsync(ct));
        var asked = new HashSet<ProcessReference>();
        while (wanted.Count > 0)
        {
            asked.UnionWith(wanted);
            var (processes, unavailable) = await LookUpAsync(userId, wanted, ct);
            context = context with { Processes = context.Processes.AddRange(processes), Unavailable = context.Unavailable.AddRange(unavailable) };
            wanted = processes.Values.SelectMany(found => found.References).ToHashSet();
            wanted.ExceptWith(asked);
            if (asked.Count + wanted.Count > MostProcesses || asked.Concat(wanted).Select(reference => reference.Namespace).Distinct().Count() > MostAddresses)
                throw new ProcessGraphException(
                    new Fault(FaultCodes.ProcessGraphComplexity,
                        $"The graph calls more than {MostProcesses} user-defined processes, or from more than {MostAddresses} places."));
        }
        var loadsFiles = userId is not null && (ProcessReferences.Calls(process, ProcessTraits.ReadsUserFiles)
            || context.Processes.Values.Any(called => called.LoadsFiles));
        if (userId is not null)
            context = context with
            {
                Workspaces = [.. workspaces.Of(userId).Select(workspace => workspace.Id)],
                Results = await results.FindAsync(userId, [process, .. context.Processes.Values.Select(called => called.Json)], ct),
            };
        return loadsFiles
            ? context with { Files = (await db.ListAsync<FileRow>(SelectFiles, new { userId }, ct))
                .ToDictionary(row => row.Path, row => files.FullPath(row.Blob)) } : context;
    }

    async Task<ProcessReference[]> ListOlderAsync(CancellationToken ct) =>
        [.. (await db.ListAsync<string>(SelectOlder, new { ids = ProcessCatalog.Definitions.Select(known => known.Id).ToArray() }, ct))
            .Select(id => new ProcessReference(ProcessReferences.User, id))];

    async Task<(Dictionary<ProcessReference, UserDefinedProcess>, Dictionary<ProcessReference, string>)> LookUpAsync(
        string? userId, IReadOnlySet<ProcessReference> wanted, CancellationToken ct)
    {
        var found = new Dictionary<ProcessReference, UserDefinedProcess>();
        var unavailable = new Dictionary<ProcessReference, string>();
        var own = wanted.Where(reference => reference.Namespace == ProcessReferences.User && Json.IsKey(reference.Id))
            .Select(reference => reference.Id).ToArray();
        if (userId is not null && own.Length > 0)
            foreach (var row in await db.ListAsync<Row>(Select, new { userId, ids = own }, ct)) Read(new(ProcessReferences.User, row.Id), row.Process);
        foreach (var place in wanted.Where(reference => LocationPolicy.IsHttp(reference.Namespace)).GroupBy(reference => reference.Namespace))
        {
            if (userId is null)
            {
                // Nobody makes us send requests who does not say who he is.
                foreach (var reference in place) unavailable[reference] = "processes of other services can be used only after a login";
                continue;
            }
            try
            {
                foreach (var (reference, json) in await remote.ReadAsync(place.Key, [.. place], ct)) Read(reference, json);
            }
            catch (ProcessGraphException e)
            {
                foreach (var reference in place) unavailable[reference] = e.Message;
            }
        }
        return (found, unavailable);

        void Read(ProcessReference reference, JsonElement json)
        {
            var faults = new List<Fault>();
            if (UserDefinedProcess.Read(reference, json, faults) is { } process) found[reference] = process;
            else unavailable[reference] = string.Join(" ", faults.Select(fault => fault.Message));
        }
    }
}
