using System.Text.Json;
using OpenEo.Slices.Api.Tests.Features.Files;
using OpenEo.Slices.Api.Tests.Running;
using OpenEo.Slices.Tests;

namespace OpenEo.Slices.Api.Tests.Storage;

/// <summary>A service whose disk is full: it says so, stores nothing by halves, and goes on by itself when there is room.</summary>
[Collection("jobs")]
public sealed class FullDiskTests(JobFixture api)
{
    static string Export(string workspace) => """
        {"process_graph":{
          "load":{"process_id":"load_collection","arguments":{"id":"TINY","spatial_extent":null,"temporal_extent":null}},
          "save":{"process_id":"save_result","arguments":{"data":{"from_node":"load"},"format":"GTiff"}},
          "export":{"process_id":"export_workspace","arguments":{"data":{"from_node":"save"},"workspace":"WORKSPACE","merge":"out/collection.json"},
           "result":true}}}
        """.Replace("WORKSPACE", workspace, StringComparison.Ordinal);

    static List<string> Files(string folder) => Directory.Exists(folder)
        ? [.. Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories).Where(file => !file.EndsWith(".lock", StringComparison.Ordinal))] : [];

    static async Task<JsonElement> ErrorAsync(HttpClient client, string id) =>
        (await client.GetJsonAsync($"jobs/{id}/logs?level=error")).GetProperty("logs").EnumerateArray().Single();

    [SkippableFact]
    public async Task Uploads_jobs_and_answers_say_that_it_is_full_and_work_again_when_it_is_not()
    {
        using var disk = new SmallDisk(64 << 10);
        var database = await TestDatabase.CreateAsync();
        try
        {
            await using var host = new ApiHost(database, disk.Path, api.With(("Jobs:LeaseSeconds", "30")));
            using var client = host.CreateClient("full");
            await client.RunJobAsync(JobFixture.Copy);   // a worker rests with folders of its own
            await (await client.PutFileAsync("before", [1, 2, 3])).ShouldBeAsync(200);
            // But for what a worker that rests, or that has ended meanwhile, has of its own.
            List<string> Lasting() => [.. Files(disk.Path).Where(file => !file.Contains("workers", StringComparison.Ordinal)).Order()];
            var before = Lasting();
            disk.Fill();
            foreach (var size in (int[])[5_000, 700_000, 3_000_000])
                await (await client.PutFileAsync("more", new byte[size])).ShouldBeErrorAsync(507, "StorageFailure");
            await (await client.PutFileAsync("before", new byte[400_000])).ShouldBeErrorAsync(507, "StorageFailure");
            await (await client.PostTextAsync("result", $$"""{"process":{{JobFixture.Copy}}}""")).ShouldBeErrorAsync(507, "StorageFailure");
            var failed = await client.RunJobAsync(JobFixture.Copy, "error");
            Assert.Equal("StorageFailure", (await ErrorAsync(client, failed)).GetProperty("code").GetString());
            await (await client.GetAsync($"jobs/{failed}/results")).ShouldBeAsync(424);
            Assert.Equal([1, 2, 3], await client.GetByteArrayAsync("files/before"));
            disk.Free();
            await JobClient.UntilAsync(() => Task.FromResult(Lasting().SequenceEqual(before)), "that nothing is left of it");

            await (await client.PutFileAsync("more", new byte[700_000])).ShouldBeAsync(200);
            await (await client.PostTextAsync("result", $$"""{"process":{{JobFixture.Copy}}}""")).ShouldBeAsync(200);
            await client.StartJobAsync(failed);
            await client.WaitForAsync(failed, "finished");
        }
        finally
        {
            await TestDatabase.DropAsync(database);
        }
    }

    [SkippableFact]
    public async Task A_workspace_that_is_full_gets_nothing_by_halves()
    {
        using var disk = new SmallDisk(4 << 10);
        var (database, folder) = (await TestDatabase.CreateAsync(), Directory.CreateTempSubdirectory("openeo-full-").FullName);
        try
        {
            await using var host = new ApiHost(database, folder, api.With(("Exports:Workspaces:0:Id", "small"), ("Exports:Workspaces:0:Folder", disk.Path)));
            using var client = host.CreateClient("full-workspace");
            disk.Fill(12);
            var failed = await client.RunJobAsync(Export("small"), "error");
            var error = await ErrorAsync(client, failed);
            Assert.Equal("StorageFailure", error.GetProperty("code").GetString());
            Assert.Contains("its disk is full", error.GetProperty("message").GetString(), StringComparison.Ordinal);
            disk.Free();
            Assert.Empty(Files(disk.Path));
            await client.StartJobAsync(failed);
            await client.WaitForAsync(failed, "finished");
            Assert.NotEmpty(Files(disk.Path));
        }
        finally
        {
            await TestDatabase.DropAsync(database);
            Directory.Delete(folder, recursive: true);
        }
    }

    [SkippableFact]
    public async Task A_database_that_cannot_store_makes_the_service_unready_until_it_can()
    {
        using var disk = new SmallDisk(200 << 10);
        var url = ServiceProcess.FreeUrl();
        using var service = new ServiceProcess(["serve"], new Dictionary<string, string>
        {
            ["DataFolder"] = disk.Path, ["ASPNETCORE_URLS"] = url, ["Workers__Warm"] = "0", ["Jobs__Parallel"] = "0", ["Demo__Collection"] = "false",
        });
        await service.WaitReadyAsync(url);
        using var client = new HttpClient { BaseAddress = new Uri($"{url}/openeo/v1/") };
        disk.Fill();
        await JobClient.UntilAsync(async () => (int)(await client.GetAsync("health/ready")).StatusCode == 503, "that it is not ready");
        var message = await (await client.GetAsync("health/ready")).ShouldBeErrorAsync(503, "InfrastructureBusy");
        Assert.Contains("its disk is full", message, StringComparison.Ordinal);
        await (await client.GetAsync("health/live")).ShouldBeAsync(200);
        await (await client.GetAsync("jobs")).ShouldBeErrorAsync(401, "AuthenticationRequired");
        disk.Free();
        await service.WaitReadyAsync(url);
        await service.StopAsync();
    }
}
