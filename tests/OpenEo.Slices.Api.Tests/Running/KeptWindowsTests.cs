using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;

namespace OpenEo.Slices.Api.Tests.Running;

/// <summary>A run that was interrupted goes on where it was.</summary>
[Collection("jobs")]
public sealed partial class KeptWindowsTests(JobFixture api)
{
    const string Resolution = "0.15";

    static async Task<byte[]> FileAsync(HttpClient client, string id) => await client.GetByteArrayAsync(
        (await client.GetJsonAsync($"jobs/{id}/results")).GetProperty("assets").EnumerateObject().Single().Value.GetProperty("href").GetString()!);

    static Task UntilKeptAsync(string folder, string id) => JobClient.UntilAsync(() => Task.FromResult(
        Directory.Exists(Path.Combine(folder, "results", id)) && Directory.EnumerateFiles(Path.Combine(folder, "results", id), ".windows",
            SearchOption.AllDirectories).Any(file => new FileInfo(file).Length > 30_000_000)), "that windows are kept", 90);

    static async Task ShouldHaveGoneOnAsync(HttpClient client, string id)
    {
        var told = (await client.MessagesAsync(id)).Select(message => Told().Match(message)).Single(match => match.Success);
        var (taken, planned) = (int.Parse(told.Groups[1].Value, CultureInfo.InvariantCulture), int.Parse(told.Groups[2].Value, CultureInfo.InvariantCulture));
        Assert.InRange(taken, 1, planned - 1);
    }

    [Fact]
    public async Task A_job_whose_worker_is_killed_goes_on_where_it_was_and_gives_the_same_bytes()
    {
        using var client = api.CreateClient();
        var whole = await client.RunJobAsync(JobFixture.Slow(Resolution));
        var id = await client.CreateJobAsync(JobFixture.Slow(Resolution));
        await client.StartJobAsync(id);
        await UntilKeptAsync(api.DataFolder, id);
        using (var worker = Process.GetProcessById(await api.Host.WorkerOfAsync(id))) worker.Kill();
        await client.WaitForAsync(id, "finished");
        await ShouldHaveGoneOnAsync(client, id);
        var (expected, file) = (await FileAsync(client, whole), await FileAsync(client, id));
        Assert.True(expected.AsSpan().SequenceEqual(file));
        await JobClient.UntilAsync(() => Task.FromResult(Directory.GetFiles(Path.Combine(api.DataFolder, "results", id), "*", SearchOption.AllDirectories)
            .Length == 1), "that nothing is kept any more");
    }

    [Fact]
    public async Task A_job_whose_service_is_killed_goes_on_where_it_was_with_the_next()
    {
        var (database, folder) = (await TestDatabase.CreateAsync(), Directory.CreateTempSubdirectory("openeo-kept-").FullName);
        try
        {
            using var service = await ServiceProcess.ServeAsync(ServiceProcess.FreeUrl(), database, folder, api.With());
            string id;
            await using (var second = new ApiHost(database, folder, api.With(("Jobs:Parallel", "0"))))
            {
                using var client = second.CreateClient("alice");
                id = await client.CreateJobAsync(JobFixture.Slow(Resolution));
                await client.StartJobAsync(id);
                await UntilKeptAsync(folder, id);
                service.Crash();
            }
            await using var next = new ApiHost(database, folder, api.With());
            using var user = next.CreateClient("alice");
            await user.WaitForAsync(id, "finished");
            await ShouldHaveGoneOnAsync(user, id);
        }
        finally
        {
            await TestDatabase.DropAsync(database);
            Directory.Delete(folder, recursive: true);
        }
    }

    [GeneratedRegex("Kept from earlier tries: ([0-9]+) of ([0-9]+) windows")]
    private static partial Regex Told();
}
