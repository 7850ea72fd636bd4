using System.Net.Sockets;
using System.Text;
using Microsoft.Extensions.DependencyInjection;
using OpenEo.Slices.Api.Postgres;
using OpenEo.Slices.Api.Running;
using OpenEo.Slices.Api.Storage;
using OpenEo.Slices.Api.Tests.Features.Files;
using OpenEo.Slices.Api.Tests.Running;

namespace OpenEo.Slices.Api.Tests.Storage;

/// <summary>What lies on the disk is what rows say: after crashes too, and at once.</summary>
[Collection("jobs")]
public sealed class LeftFilesTests(JobFixture api)
{
    static Task SweepAsync(ApiHost host) => host.Services.GetRequiredService<Housekeeping>().SweepAsync(default);

    static string Make(params string[] parts)
    {
        var path = Path.Combine(parts);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, "left");
        return path;
    }

    /// <summary>Files of results and users, and what is in the way of others: all that a data folder has.</summary>
    static List<string> Disk(string folder) =>
    [
        .. ((string[])["results", "files", "sync", "workers"]).Select(part => Path.Combine(folder, part)).Where(Directory.Exists)
            .SelectMany(part => Directory.EnumerateFiles(part, "*", SearchOption.AllDirectories)).Select(file => Path.GetRelativePath(folder, file)).Order(),
    ];

    static async Task<List<string>> RowsAsync(ApiHost host) =>
    [
        .. (await host.Db.ListAsync<string>(
            "SELECT 'results/' || path FROM job_assets UNION ALL SELECT 'files/' || left(blob, 2) || '/' || blob FROM user_files", null, default)).Order(),
    ];

    // Folders of workers that live are no leftovers: each has a lock that somebody holds.
    static bool IsOfLiveWorker(string folder, string file)
    {
        string[] parts = file.Split('/');
        var depth = parts is ["results", ".workers", ..] ? 2 : parts is ["workers", ..] ? 1 : -1;
        if (depth < 0) return false;
        var slot = Path.Combine([folder, .. parts[..(depth + 1)]]);
        return !FileLock.IsLeft(slot.EndsWith(".lock", StringComparison.Ordinal) ? slot : slot + ".lock");
    }

    static async Task ShouldBeTrueAsync(ApiHost host, string folder)
    {
        List<string> rows = [], disk = [];
        await JobClient.UntilAsync(async () =>
        {
            (rows, disk) = (await RowsAsync(host), [.. Disk(folder).Where(file => !IsOfLiveWorker(folder, file))]);
            return rows.SequenceEqual(disk);
        }, "agreement of disk and rows", 5).ContinueWith(_ => { }, TaskScheduler.Default);
        Assert.Equal(rows, disk);
    }

    [Fact]
    public async Task One_housekeeping_deletes_what_no_row_knows_however_new_it_is()
    {
        var (database, folder, workspace) = (await TestDatabase.CreateAsync(), NewFolder(), NewFolder());
        try
        {
            await using var host = new ApiHost(database, folder, api.With(("Exports:Workspaces:0:Id", "w"), ("Exports:Workspaces:0:Folder", workspace)));
            using var client = host.CreateClient("left");
            var job = await client.RunJobAsync(JobFixture.Copy);
            await (await client.PutFileAsync("kept.txt", [1])).ShouldBeAsync(200);
            var run = await host.Db.FindAsync<long>("SELECT current_run FROM jobs WHERE id = @job", new { job }, default);
            string[] left =
            [
                Make(folder, "results", "j-unknown", "1", "openEO.tif"),
                Make(folder, "results", job, "999999", "openEO.tif"),
                Make(folder, "results", job, $"{run}", "openEO.tif.part"),
                Make(folder, "results", ".workers", "gone-1", "1", "openEO.tif.part"),
                Make(folder, "results", ".workers", "gone-2.lock"),
                Make(folder, "workers", "gone-1", "scratch", "x"),
                Make(folder, "sync", "r-gone", "openEO.tif"),
                Make(folder, "files", "ab", "abcdef.txt"),
                Make(folder, "files", "ab", "abcdee.txt.lock"),
                Make(workspace, ".openeo-part-1"),
            ];
            File.SetLastWriteTimeUtc(left[4], DateTime.UtcNow.AddHours(-2));
            File.SetLastWriteTimeUtc(left[8], DateTime.UtcNow.AddHours(-2));
            await SweepAsync(host);
            Assert.All(left, file => Assert.False(File.Exists(file), file));
            await ShouldBeTrueAsync(host, folder);
            Assert.Equal(3, (await client.GetJsonAsync($"jobs/{job}/results")).GetProperty("assets").EnumerateObject().Count());
        }
        finally
        {
            await EndAsync(database, folder, workspace);
        }
    }

    [Fact]
    public async Task Housekeeping_of_another_service_takes_nothing_from_what_goes_on()
    {
        var (database, folder) = (await TestDatabase.CreateAsync(), NewFolder());
        try
        {
            await using var host = new ApiHost(database, folder, api.With());
            await using var other = new ApiHost(database, folder, api.With(("Jobs:Parallel", "0")));
            using var client = host.CreateClient("going");
            using var stop = new CancellationTokenSource();
            var sweeping = Task.Run(async () =>
            {
                var sweeps = 0;
                for (; !stop.IsCancellationRequested; sweeps++) await SweepAsync(other);
                return sweeps;
            });
            for (var i = 0; i < 8; i++)
            {
                var job = await client.RunJobAsync(JobFixture.Copy);
                foreach (var asset in (await client.GetJsonAsync($"jobs/{job}/results")).GetProperty("assets").EnumerateObject())
                    Assert.NotEmpty(await client.GetByteArrayAsync(asset.Value.GetProperty("href").GetString()!));
                var bytes = new byte[100_000 + i];
                await (await client.PutFileAsync($"{i}.bin", bytes)).ShouldBeAsync(200);
                Assert.Equal(bytes, await client.GetByteArrayAsync($"files/{i}.bin"));
                await (await client.PostTextAsync("result", $$"""{"process":{{JobFixture.Copy}}}""")).ShouldBeAsync(200);
            }
            await stop.CancelAsync();
            Assert.True(await sweeping > 20);
            await ShouldBeTrueAsync(host, folder);
        }
        finally
        {
            await EndAsync(database, folder);
        }
    }

    [Fact]
    public async Task After_a_crash_and_the_next_start_the_disk_holds_what_rows_say()
    {
        var (database, folder) = (await TestDatabase.CreateAsync(), NewFolder());
        try
        {
            var url = ServiceProcess.FreeUrl();
            using var service = await ServiceProcess.ServeAsync(url, database, folder, api.With());
            string running, deleted;
            await using (var second = new ApiHost(database, folder, api.With(("Jobs:Parallel", "0"))))
            {
                using var client = second.CreateClient("crash");
                running = await client.CreateJobAsync(JobFixture.Slow("0.5"));
                deleted = await client.CreateJobAsync(JobFixture.Slow("0.5"));
                foreach (var id in (string[])[running, deleted]) await client.StartJobAsync(id);
                foreach (var id in (string[])[running, deleted]) await second.WorkerOfAsync(id);
                // An upload that does not end.
                using var socket = new TcpClient();
                await socket.ConnectAsync("127.0.0.1", new Uri(url).Port);
                await socket.GetStream().WriteAsync(Encoding.ASCII.GetBytes(
                    $"PUT /openeo/v1/files/big.bin HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {second.TokenOf("crash")}\r\nContent-Length: 4000000\r\n\r\n"
                    + new string('x', 2_000_000)));
                await JobClient.UntilAsync(() => Task.FromResult(Disk(folder).Exists(file => file.StartsWith("files/", StringComparison.Ordinal))), "a part");
                await SweepAsync(second);
                Assert.Contains(Disk(folder), file => file.StartsWith("files/", StringComparison.Ordinal) && !file.EndsWith(".lock", StringComparison.Ordinal));
                service.Crash();
                Assert.Contains(Disk(folder), file => file.EndsWith(".part", StringComparison.Ordinal));
                await (await client.DeleteAsync($"jobs/{deleted}")).ShouldBeAsync(204);
            }
            await using var next = new ApiHost(database, folder, api.With());
            using var user = next.CreateClient("crash");
            await user.WaitForAsync(running, "finished");
            await ShouldBeTrueAsync(next, folder);
            Assert.Single(await RowsAsync(next));
        }
        finally
        {
            await EndAsync(database, folder);
        }
    }

    static string NewFolder() => Directory.CreateTempSubdirectory("openeo-left-").FullName;

    static async Task EndAsync(string database, params string[] folders)
    {
        await TestDatabase.DropAsync(database);
        foreach (var folder in folders) Directory.Delete(folder, recursive: true);
    }
}
