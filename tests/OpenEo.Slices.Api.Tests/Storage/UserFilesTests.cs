using Microsoft.Extensions.DependencyInjection;
using OpenEo.Slices.Api.Postgres;
using OpenEo.Slices.Api.Storage;
using OpenEo.Slices.Api.Tests.Features.Files;
using OpenEo.Slices.Api.Tests.Running;

namespace OpenEo.Slices.Api.Tests.Storage;

[Collection("jobs")]
public sealed class UserFilesTests(JobFixture api)
{
    const string Load = """
        {"process_graph":{
          "load":{"process_id":"load_uploaded_files","arguments":{"paths":["/in/scene.tif"],"format":"gtiff"}},
          "more":{"process_id":"apply","arguments":{"data":{"from_node":"load"},"process":{"process_graph":{"a":{"process_id":"add",
           "arguments":{"x":{"from_parameter":"x"},"y":1},"result":true}}}}},
          "save":{"process_id":"save_result","arguments":{"data":{"from_node":"more"},"format":"GTiff"},"result":true}}}
        """;

    [Fact]
    public async Task An_uploaded_image_is_computed_with_and_belongs_to_its_user_only()
    {
        using var alice = api.CreateClient("uploads");
        // The result of a job is as good an image as any.
        var id = await alice.RunJobAsync(JobFixture.Copy);
        var link = (await alice.GetJsonAsync($"jobs/{id}/results")).GetProperty("assets").EnumerateObject().First().Value.GetProperty("href").GetString()!;
        await (await alice.PutFileAsync("in/scene.tif", await alice.GetByteArrayAsync(link))).ShouldBeAsync(200);

        var job = await alice.RunJobAsync(Load);
        var asset = (await alice.GetJsonAsync($"jobs/{job}/results")).GetProperty("assets").EnumerateObject().Single().Value;
        Assert.Equal(["B04", "B08"], asset.GetProperty("bands").EnumerateArray().Select(band => band.GetProperty("name").GetString()));
        Assert.Equal([101.0, 301.0], asset.GetProperty("bands").EnumerateArray()
            .Select(band => band.GetProperty("statistics").GetProperty("mean").GetDouble()));

        using var bob = api.CreateClient("uploads-other");
        await (await bob.PostTextAsync("jobs", $$"""{"process":{{Load}}}""")).ShouldBeErrorAsync(404, "FileNotFound");
    }

    [Fact]
    public async Task What_cannot_be_read_is_told_without_its_place_on_the_server()
    {
        using var client = api.CreateClient("uploads-bad");
        await (await client.PutFileAsync("in/scene.tif", "this is no image"u8.ToArray())).ShouldBeAsync(200);
        var errors = (await (await client.PostTextAsync("validation", Load)).ShouldBeAsync(200)).GetProperty("errors");
        var error = Assert.Single(errors.EnumerateArray());
        Assert.Equal(("FormatUnsuitable", "load"), (error.GetProperty("code").GetString(), error.GetProperty("node").GetString()));
        Assert.DoesNotContain(api.DataFolder, error.GetRawText());
        await (await client.PostTextAsync("result", $$"""{"process":{{Load.Replace("gtiff", "shapefile", StringComparison.Ordinal)}}}"""))
            .ShouldBeErrorAsync(400, "FormatUnsuitable");
    }

    [Fact]
    public async Task Without_room_no_job_is_started()
    {
        await using var host = api.StartHost(api.With(("Files:Quota", "10"), ("Jobs:Parallel", "0")));
        using var client = host.CreateClient("uploads-full");
        await (await client.PutFileAsync("ten", new byte[10])).ShouldBeAsync(200);
        var id = await client.CreateJobAsync();
        await (await client.PostAsync($"jobs/{id}/results", null)).ShouldBeErrorAsync(400, "StorageQuotaExceeded");
    }

    [Fact]
    public async Task Contents_that_no_row_mentions_are_swept()
    {
        using var client = api.CreateClient("uploads-sweep");
        await (await client.PutFileAsync("kept.txt", [1])).ShouldBeAsync(200);
        var files = api.Host.Services.GetRequiredService<UserFiles>();
        var orphan = files.FullPath(UserFiles.NewBlob("x.txt"));
        Directory.CreateDirectory(Path.GetDirectoryName(orphan)!);
        await File.WriteAllTextAsync(orphan, "left by a crash");
        var kept = files.FullPath((await api.Host.Db.FindAsync<string>("SELECT blob FROM user_files WHERE user_id = 'u-uploads-sweep'", null, default))!);
        foreach (var file in (string[])[orphan, kept]) File.SetLastWriteTimeUtc(file, DateTime.UtcNow.AddDays(-1));
        await files.SweepAsync(default);
        Assert.False(File.Exists(orphan));
        Assert.True(File.Exists(kept));
    }
}
