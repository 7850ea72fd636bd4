using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Npgsql;
using OpenEo.Slices.Api.Jobs;
using OpenEo.Slices.Api.Postgres;
using OpenEo.Slices.Api.Storage;
using OpenEo.Slices.Api.Web;

namespace OpenEo.Slices.Api.Graphs;

/// <summary>
/// Finds the results of a user's own jobs that a graph names by their addresses, signed or not, whatever name this service has been called by: a job's id is
/// enough, because only his own are looked at. So a result can be loaded again without a request from the service to itself.
/// </summary>
sealed partial class OwnResults(NpgsqlDataSource db, ResultFiles files)
{
    // No sensible graph loads as many.
    const int MostJobs = 100;

    const string SelectJobs = """
        SELECT id, title, description, status, created, updated, queued, started, unpublished
        FROM jobs
        WHERE user_id = @userId AND id = ANY(@ids)
        """;

    const string SelectAssets = """
        SELECT a.job_id, a.name, a.run_id, a.media_type, a.size, a.checksum, a.metadata, a.created, a.run_id IS NOT DISTINCT FROM j.published_run AS published
        FROM job_assets a
        JOIN jobs j ON j.id = a.job_id
        WHERE j.user_id = @userId AND j.id = ANY(@ids)
        ORDER BY a.job_id, a.name
        """;

    sealed record Row(
        string JobId, string Name, long RunId, string MediaType, long Size, string Checksum, string Metadata, DateTime Created, bool Published)
    {
        public ResultAsset Asset => new(Name, RunId, MediaType, Size, Checksum, Metadata, Created);
    }

    /// <summary>By address: the items of the results, whose assets are files here.</summary>
    public async Task<IReadOnlyDictionary<string, JsonElement>> FindAsync(string userId, IReadOnlyList<JsonElement> graphs, CancellationToken ct)
    {
        var found = new Dictionary<string, JsonElement>();
        var addresses = graphs.SelectMany(Texts).Distinct().Select(text => (Text: text, Match: ResultsAddress().Match(text)))
            .Where(address => address.Match.Success).Take(MostJobs).ToList();
        if (addresses.Count == 0) return found;
        var key = new { userId, ids = addresses.Select(address => address.Match.Groups["id"].Value).Distinct().ToArray() };
        var jobs = (await db.ListAsync<ResultJob>(SelectJobs, key, ct)).ToDictionary(job => job.Id);
        var assets = (await db.ListAsync<Row>(SelectAssets, key, ct)).ToLookup(row => row.JobId);
        foreach (var (text, match) in addresses)
            if (jobs.TryGetValue(match.Groups["id"].Value, out var job)) found[text] = Items(job, Meant(job, [.. assets[job.Id]], match));
        return found;
    }

    // As the addresses answer: partial results are of the run that has not been published, where there is one.
    static List<ResultAsset> Meant(ResultJob job, List<Row> rows, Match address)
    {
        if (address.Groups["item"] is { Success: true, Value: var item })
            return [.. rows.Where(row => $"{row.RunId}/{Uri.EscapeDataString(row.Name)}" == item).Select(row => row.Asset)];
        var others = rows.Where(row => !row.Published).ToList();
        if (Partial().IsMatch(address.Groups["query"].Value) && job.Status is JobStatus.Running or JobStatus.Error or JobStatus.Canceled && others.Count > 0)
            return [.. others.Where(row => row.RunId == others.Max(other => other.RunId)).Select(row => row.Asset)];
        return [.. rows.Where(row => row.Published).Select(row => row.Asset)];
    }

    JsonElement Items(ResultJob job, IReadOnlyList<ResultAsset> assets)
    {
        var stac = new ResultStac(job, (path, _) => path, null, ResultSources.None);
        var features = new JsonArray();
        foreach (var asset in assets)
        {
            if (stac.Item(asset, "") is not { } item) continue;
            item["assets"]![asset.Name]!["href"] = files.FullPath(ResultFiles.RelativePath(job.Id, asset.RunId, asset.Name));
            features.Add(item);
        }
        return JsonSerializer.SerializeToElement(new JsonObject { ["type"] = "FeatureCollection", ["features"] = features }, Json.Options);
    }

    static IEnumerable<string> Texts(JsonElement json) => json.ValueKind switch
    {
        JsonValueKind.Array => json.EnumerateArray().SelectMany(Texts),
        JsonValueKind.Object => json.EnumerateObject().SelectMany(member => Texts(member.Value)),
        JsonValueKind.String when json.GetString() is { Length: < 2000 } text && text.Contains("/results", StringComparison.Ordinal) => [text],
        _ => [],
    };

    [GeneratedRegex(@"^https?://[^?#]+/jobs/(?<id>[A-Za-z0-9_-]{1,64})/results(?:/items/(?<item>[0-9]+/[^/?#]+))?/?(?<query>\?[^#]*)?(?:#.*)?$",
        RegexOptions.IgnoreCase)]
    private static partial Regex ResultsAddress();

    [GeneratedRegex("[?&]partial=true(?:&|$)", RegexOptions.IgnoreCase)]
    private static partial Regex Partial();
}
