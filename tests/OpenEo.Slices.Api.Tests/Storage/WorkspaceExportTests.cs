using System.Text.Json;
using System.Text.Json.Nodes;
using Amazon.Runtime;
using Amazon.S3;
using OpenEo.Slices.Api.Tests.Access;
using OpenEo.Slices.Api.Tests.Running;

namespace OpenEo.Slices.Api.Tests.Storage;

/// <summary>Results that jobs export to workspaces.</summary>
[Collection("workspaces")]
public sealed class WorkspaceExportTests(WorkspaceFixture api)
{
    // Three files, one a date.
    static string Graph(string workspace, string? merge = null, string changes = "{}") => """
        {"process_graph":{
          "load":{"process_id":"load_collection","arguments":{"id":"TINY","spatial_extent":null,"temporal_extent":null,"bands":["B04"]}},
          "save":{"process_id":"save_result","arguments":{"data":{"from_node":"load"},"format":"GTiff"}},
          "modify":{"process_id":"stac_modify","arguments":{"data":{"from_node":"save"},"changes":CHANGES}},
          "export":{"process_id":"export_workspace","arguments":{"data":{"from_node":"modify"},"workspace":"WORKSPACE","merge":MERGE},"result":true}}}
        """.Replace("CHANGES", changes, StringComparison.Ordinal).Replace("WORKSPACE", workspace, StringComparison.Ordinal)
        .Replace("MERGE", JsonSerializer.Serialize(merge), StringComparison.Ordinal);

    static JsonObject Read(string path) => JsonNode.Parse(File.ReadAllText(path))!.AsObject();

    // Every link and asset of a catalog leads to a file that is there; the files, below the collection's folder.
    static async Task<List<string>> FollowAsync(string collection)
    {
        var (files, folder) = (new List<string>(), Path.GetDirectoryName(collection)!);
        await StacSchemas.ValidateAsync(JsonElement.Parse(await File.ReadAllTextAsync(collection)));
        foreach (var link in Read(collection)["links"]!.AsArray().Where(link => (string?)link!["rel"] == "item"))
        {
            var item = Path.GetFullPath(Path.Combine(folder, (string)link!["href"]!));
            await StacSchemas.ValidateAsync(JsonElement.Parse(await File.ReadAllTextAsync(item)));
            Assert.Equal((string?)Read(collection)["id"], (string?)Read(item)["collection"]);
            Assert.All(Read(item)["links"]!.AsArray().Where(up => (string?)up!["rel"] is "parent" or "root" or "collection"),
                up => Assert.Equal(collection, Path.GetFullPath(Path.Combine(Path.GetDirectoryName(item)!, (string)up!["href"]!))));
            files.AddRange(Read(item)["assets"]!.AsObject().Select(asset => Path.GetFullPath(
                Path.Combine(Path.GetDirectoryName(item)!, (string)asset.Value!["href"]!))));
        }
        Assert.All(files, file => Assert.True(new FileInfo(file).Length > 0, file));
        return [.. files.Select(file => Path.GetRelativePath(folder, file)).Order(StringComparer.Ordinal)];
    }

    [Fact]
    public async Task Results_are_exported_as_a_catalog_of_their_own_that_can_be_moved()
    {
        using var client = api.CreateClient();
        var id = await client.RunJobAsync(Graph("disk"), more: "\"title\":\"Red\"");
        var collection = Path.Combine(api.PathOf("disk"), "u-alice", id, "collection.json");
        var moved = Path.Combine(api.PathOf("moved"), "all");
        Directory.Move(Path.GetDirectoryName(collection)!, moved);
        Assert.Equal(["assets/openEO_2024-01-01.tif", "assets/openEO_2024-01-11.tif", "assets/openEO_2024-01-21.tif"],
            await FollowAsync(Path.Combine(moved, "collection.json")));
        Assert.Equal("Red", (string?)Read(Path.Combine(moved, "collection.json"))["title"]);
        Assert.DoesNotContain("http://localhost", await File.ReadAllTextAsync(Path.Combine(moved, "collection.json")), StringComparison.Ordinal);
        Assert.DoesNotContain("signature", await File.ReadAllTextAsync(Path.Combine(moved, "collection.json")), StringComparison.OrdinalIgnoreCase);

        // The job has its results besides, and says where the copies are.
        Assert.Equal(3, (await client.GetJsonAsync($"jobs/{id}/results")).GetProperty("assets").EnumerateObject().Count());
        Assert.Contains((await client.GetJsonAsync($"jobs/{id}/logs")).GetProperty("logs").EnumerateArray(), entry =>
            entry.GetProperty("message").GetString()!.Contains("workspace 'disk'", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("2024/summer", "2024/summer/collection.json", "")]
    [InlineData("/2024/autumn.json", "2024/autumn.json", "autumn/")]
    public async Task Jobs_that_name_one_place_become_parts_of_one_collection_and_write_over_nothing(string merge, string place, string below)
    {
        using var alice = api.CreateClient();
        using var bob = api.CreateClient("bob");
        var first = await alice.RunJobAsync(Graph("common", merge, """{"title":"All","keywords":["a"],"summaries":{"x":{"minimum":0,"maximum":1}}}"""));
        var second = await bob.RunJobAsync(Graph("common", merge, """{"keywords":["b"],"description":null,"links":[],"assets":{}}"""));
        var collection = Path.Combine(api.PathOf("common"), place);
        Assert.Equal([.. from job in new[] { first, second }.Order() from day in new[] { "01", "11", "21" } select $"{below}{job}/openEO_2024-01-{day}.tif"],
            await FollowAsync(collection));
        var json = Read(collection);
        Assert.Equal(("All", "b"), ((string?)json["title"], (string?)json["keywords"]![0]));
        Assert.Equal(6, json["assets"]!.AsObject().Count);
        Assert.Equal(1, (int)json["summaries"]!["x"]!["maximum"]!);

        // Again: what the job has put there is replaced.
        await alice.StartJobAsync(first);
        await alice.WaitForAsync(first, "finished");
        Assert.Equal(6, (await FollowAsync(collection)).Count);
        Assert.Equal(6, Read(collection)["assets"]!.AsObject().Count);
    }

    [Fact]
    public async Task A_file_that_is_no_collection_is_not_written_over()
    {
        var path = Path.Combine(api.PathOf("common"), "mine.json");
        await File.WriteAllTextAsync(path, """{"mine":true}""");
        using var client = api.CreateClient();
        var id = await client.RunJobAsync(Graph("common", "mine.json"), "error");
        Assert.Equal("""{"mine":true}""", await File.ReadAllTextAsync(path));
        var error = (await client.GetJsonAsync($"jobs/{id}/logs?level=error")).GetProperty("logs")[0];
        Assert.Equal("StorageFailure", error.GetProperty("code").GetString());
        Assert.Contains("mine.json", error.GetProperty("message").GetString(), StringComparison.Ordinal);
        Assert.DoesNotContain(Path.GetTempPath(), error.GetProperty("message").GetString(), StringComparison.Ordinal);
    }

    [SkippableFact]
    public async Task A_bucket_is_a_workspace_too()
    {
        Skip.If(api.Missing is not null, api.Missing);
        using var client = api.CreateClient();
        var jobs = new[] { await client.RunJobAsync(Graph("store", "scenes")), await client.RunJobAsync(Graph("store", "scenes")) };
        using var store = new AmazonS3Client(new BasicAWSCredentials("reader", ObjectStoreFixture.Secret),
            new AmazonS3Config { ServiceURL = api.Address, ForcePathStyle = true, AuthenticationRegion = "us-east-1", UseHttp = true });
        using var response = await store.GetObjectAsync("closed", "results/all/scenes/collection.json");
        var collection = (await JsonNode.ParseAsync(response.ResponseStream))!.AsObject();
        Assert.Equal(6, collection["links"]!.AsArray().Count(link => (string?)link!["rel"] == "item"));
        foreach (var job in jobs)
        {
            using var asset = await store.GetObjectAsync("closed", $"results/all/scenes/{job}/openEO_2024-01-11.tif");
            Assert.True(asset.ContentLength > 0);
        }
    }

    [SkippableFact]
    public async Task A_bucket_that_refuses_ends_the_job_with_its_words_and_no_key()
    {
        Skip.If(api.Missing is not null, api.Missing);
        using var client = api.CreateClient();
        var id = await client.RunJobAsync(Graph("locked"), "error");
        var error = (await client.GetJsonAsync($"jobs/{id}/logs?level=error")).GetProperty("logs")[0].GetProperty("message").GetString()!;
        Assert.Contains("'locked' cannot be written", error, StringComparison.Ordinal);
        Assert.DoesNotContain(ObjectStoreFixture.Mistyped, error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("nowhere", null, "workspace")]
    [InlineData("bobs", null, "workspace")]
    [InlineData("disk", "../bob", "merge")]
    [InlineData("disk", "a/../../b", "merge")]
    [InlineData("disk", "a//b", "merge")]
    [InlineData("disk", "", "merge")]
    [InlineData("disk", "a\u0000b", "merge")]
    public async Task Places_that_are_not_the_users_are_faults_before_anything_runs(string workspace, string? merge, string parameter)
    {
        using var client = api.CreateClient();
        var response = await client.PostTextAsync("validation", Graph(workspace, merge));
        var error = Assert.Single((await response.ShouldBeAsync(200)).GetProperty("errors").EnumerateArray());
        Assert.Equal("ProcessParameterInvalid", error.GetProperty("code").GetString());
        Assert.Contains($"'{parameter}'", error.GetProperty("message").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_synchronous_request_exports_nothing_and_says_so()
    {
        using var client = api.CreateClient();
        var response = await client.PostTextAsync("result", $$"""{"process":{{Graph("disk")}}}""");
        Assert.Contains("batch job", await response.ShouldBeErrorAsync(501, "FeatureUnsupported"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Files_can_be_read_by_whoever_can_read_the_workspace()
    {
        if (OperatingSystem.IsWindows()) return;
        File.SetUnixFileMode(api.PathOf("common"), (UnixFileMode)0b111_101_101);
        using var client = api.CreateClient();
        var id = await client.RunJobAsync(Graph("common", "modes"));
        var folder = Path.Combine(api.PathOf("common"), "modes");
        Assert.Equal((UnixFileMode)0b111_101_101, File.GetUnixFileMode(Path.Combine(folder, id)));
        foreach (var file in Directory.GetFiles(folder, "*", SearchOption.AllDirectories))
            Assert.Equal((UnixFileMode)0b110_100_100, File.GetUnixFileMode(file));
    }
}
