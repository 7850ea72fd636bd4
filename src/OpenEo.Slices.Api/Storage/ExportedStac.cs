using System.Text.Json;
using System.Text.Json.Nodes;

namespace OpenEo.Slices.Api.Storage;

/// <summary>
/// Results of a job as a STAC catalog in a workspace: a collection, and beside it a folder with the job's files and their items. All links are relative,
/// so that it can be moved.
/// </summary>
/// <param name="job">Whose results.</param>
/// <param name="assets">The files.</param>
/// <param name="sources">What can be said of the items that files were made from.</param>
/// <param name="merge">The place of the collection that they become a part of; null for one of their own.</param>
sealed class ExportedStac(ResultJob job, IReadOnlyList<ResultAsset> assets, ResultSources sources, string? merge)
{
    const string Extension = ".json";

    // Links that a document which can be anywhere has not, and those of somebody else's collection.
    static readonly string[] leftOut = ["self", "canonical"];

    readonly string folder = merge is null ? job.Id
        : merge.EndsWith(Extension, StringComparison.OrdinalIgnoreCase) && merge.Length > Extension.Length ? merge[..^Extension.Length] : merge;

    bool IsFile => merge is not null && folder != merge;

    /// <summary>Where the collection is.</summary>
    public string Path => IsFile ? merge! : $"{folder}/collection.json";

    /// <summary>Where a file is.</summary>
    public string PathOf(ResultAsset asset) => $"{folder}/{Part}/{asset.Name}";

    // The job's own folder, so that no job ever writes over another one's files.
    string Part => merge is null ? "assets" : job.Id;

    // From the collection to the folder of the files.
    string Down => IsFile ? $"./{Name}/{Part}" : $"./{Part}";

    string Up => IsFile ? $"../../{System.IO.Path.GetFileName(merge!)}" : "../collection.json";

    string Name => folder[(folder.LastIndexOf('/') + 1)..];

    /// <summary>The collection, with what is there already.</summary>
    /// <param name="before">The present text of the collection; null when there is none.</param>
    /// <param name="changes">A merge patch for it.</param>
    /// <exception cref="JsonException">What is there is no STAC collection.</exception>
    public JsonObject Collection(string? before, JsonElement? changes)
    {
        var own = Stac(path => path.StartsWith($"/jobs/{job.Id}/results/assets/", StringComparison.Ordinal) ? $"{Down}/{LastOf(path)}"
            : path.StartsWith($"/jobs/{job.Id}/results/items/", StringComparison.Ordinal) ? $"{Down}/{LastOf(path)}{Extension}"
            : $"./{System.IO.Path.GetFileName(Path)}").Collection(assets, "");
        own.Remove("openeo:status");
        own["links"] = Relative(own["links"]!.AsArray());
        if (merge is not null) own["id"] = Name;
        var result = before is null ? own : Join(Read(before), own);
        if (changes is { } patch && JsonNode.Parse(patch.GetRawText()) is JsonObject members)
            result = (JsonObject)Patch(result, members)!;
        return result;
    }

    /// <summary>The items, each with its place.</summary>
    /// <param name="collection">The collection as it will be.</param>
    public IEnumerable<(string Path, JsonObject Item)> Items(JsonObject collection)
    {
        var stac = Stac(path => path.StartsWith($"/jobs/{job.Id}/results/assets/", StringComparison.Ordinal) ? $"./{LastOf(path)}" : Up);
        foreach (var asset in assets)
        {
            if (stac.Item(asset, "") is not { } item) continue;
            item["id"] = merge is null ? asset.Name : $"{job.Id}-{asset.Name}";
            item["collection"] = collection["id"]?.DeepClone();
            item["links"] = Relative(item["links"]!.AsArray());
            yield return ($"{PathOf(asset)}{Extension}", item);
        }
    }

    ResultStac Stac(Func<string, string> link) => new(job with { Unpublished = null }, (path, _) => link(path), null, sources);

    static string LastOf(string path) => path[(path.LastIndexOf('/') + 1)..];

    static JsonArray Relative(JsonArray links) => new([.. links.Where(link => !leftOut.Contains(RelOf(link))).Select(link => link!.DeepClone())]);

    static string? RelOf(JsonNode? link) => TextOf(link, "rel");

    static string? TextOf(JsonNode? node, string name) =>
        node is JsonObject json && json[name] is JsonValue value && value.TryGetValue<string>(out var text) ? text : null;

    static JsonObject Read(string text) => JsonNode.Parse(text) is JsonObject json && TextOf(json, "type") == "Collection" ? json
        : throw new JsonException("it is no STAC collection");

    // What is there, without what this job has put there before, and with what it puts there now.
    JsonObject Join(JsonObject there, JsonObject own)
    {
        var links = (there["links"] as JsonArray ?? []).Where(link => !IsOwn(link)).ToList();
        var known = links.Select(link => link!.ToJsonString()).ToHashSet();
        links.AddRange(own["links"]!.AsArray().Where(link => RelOf(link) != "root" && known.Add(link!.ToJsonString())));
        var files = new JsonObject((there["assets"] as JsonObject ?? []).Where(asset => !IsOwn(asset.Value))
            .Select(asset => KeyValuePair.Create(asset.Key, asset.Value?.DeepClone())));
        foreach (var (name, asset) in own["assets"]!.AsObject()) files[files.ContainsKey(name) ? $"{job.Id}-{name}" : name] = asset!.DeepClone();
        there["extent"] = Union(there["extent"] as JsonObject, own["extent"]!.AsObject());
        var extensions = Texts(there["stac_extensions"]).Union(Texts(own["stac_extensions"]));
        there["stac_extensions"] = new JsonArray([.. extensions.Select(text => JsonValue.Create(text))]);
        there["assets"] = files;
        there["links"] = new JsonArray([.. links.Select(link => link!.DeepClone())]);
        return there;
    }

    bool IsOwn(JsonNode? place) => TextOf(place, "href")?.StartsWith(Down + "/", StringComparison.Ordinal) == true;

    static IEnumerable<string> Texts(JsonNode? list) =>
        list is JsonArray array ? array.OfType<JsonValue>().Select(value => value.TryGetValue<string>(out var text) ? text : null).OfType<string>() : [];

    // The first box and interval of an extent are the whole of it.
    static JsonObject Union(JsonObject? there, JsonObject own)
    {
        if (there?["spatial"]?["bbox"] is not JsonArray { Count: > 0 } boxes || boxes[0] is not JsonArray { Count: 4 } one
            || there["temporal"]?["interval"] is not JsonArray { Count: > 0 } intervals || intervals[0] is not JsonArray { Count: 2 } time)
            return (JsonObject)own.DeepClone();
        var (two, other) = (own["spatial"]!["bbox"]![0]!, own["temporal"]!["interval"]![0]!);
        double Side(int i) => i < 2 ? Math.Min((double)one[i]!, (double)two[i]!) : Math.Max((double)one[i]!, (double)two[i]!);
        string? End(int i)
        {
            // An end that is open stays so.
            if ((string?)time[i] is not { } left || (string?)other[i] is not { } right) return null;
            return string.CompareOrdinal(left, right) < 0 == (i == 0) ? left : right;
        }
        return new JsonObject
        {
            ["spatial"] = new JsonObject { ["bbox"] = new JsonArray(new JsonArray(Side(0), Side(1), Side(2), Side(3))) },
            ["temporal"] = new JsonObject { ["interval"] = new JsonArray(new JsonArray(End(0), End(1))) },
        };
    }

    // RFC 7386.
    static JsonNode? Patch(JsonNode? target, JsonNode? patch)
    {
        if (patch is not JsonObject members) return patch?.DeepClone();
        var result = target is JsonObject there ? (JsonObject)there.DeepClone() : [];
        foreach (var (name, value) in members)
        {
            if (value is null) result.Remove(name);
            else result[name] = Patch(result[name], value);
        }
        return result;
    }
}
