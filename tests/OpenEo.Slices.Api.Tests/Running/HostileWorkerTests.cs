using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using OpenEo.Slices.Api.Jobs;
using OpenEo.Slices.Api.Running;
using OpenEo.Slices.Engine.Graph;
using Process = System.Diagnostics.Process;

namespace OpenEo.Slices.Api.Tests.Running;

/// <summary>Whatever a worker does, who waits for it gets an answer.</summary>
[Collection("jobs")]
public sealed class HostileWorkerTests(JobFixture api)
{
    static Task<WorkerReply> ComputeAsync(RentedWorker worker, Action<WorkerReply.News>? news, CancellationToken ct, int size = 0)
    {
        var process = JsonElement.Parse(JobFixture.Slow().Insert(1, $"\"description\":\"{new string('x', size)}\","));
        return worker.SendAsync(new WorkerRequest.Compute(HandedContext.Of(UserContext.Nobody, worker.Slot), process, worker.Slot.NewFolder(worker.Slot.Sync),
            new SyncLimits(1L << 40, 1L << 40, null, null), JobOptions.None), news, ct);
    }

    static Task WriteAsync(RentedWorker worker, string text) => Task.Run(async () =>
    {
        try
        {
            await File.WriteAllTextAsync($"/proc/{worker.Pid}/fd/1", text);
        }
        catch (IOException)
        {
            // It has been ended.
        }
    });

    Task<RentedWorker> RentAsync() => api.Host.Services.GetRequiredService<WorkerPool>().RentAsync("u-hostile");

    static Task<WorkerLostException> LostAsync(Task request) =>
        Assert.ThrowsAsync<WorkerLostException>(() => request.WaitAsync(TimeSpan.FromSeconds(30)));

    [Fact]
    public async Task A_line_without_an_end_ends_the_worker()
    {
        await using var worker = await RentAsync();
        var request = ComputeAsync(worker, null, default);
        // Nobody reads all of it: the rest is written to nobody when the worker has gone.
        _ = WriteAsync(worker, new string('x', 40_000_000));
        await LostAsync(request);
    }

    [Fact]
    public async Task News_that_cannot_be_taken_end_the_worker()
    {
        await using var worker = await RentAsync();
        var request = ComputeAsync(worker, _ => throw new UnauthorizedAccessException(), default);
        await WriteAsync(worker, """
            {}
            {"kind":"pulse","done":1,"planned":null,"usage":{"cpu_seconds":0,"duration_seconds":0,"peak_memory_bytes":0,"memory_mb_seconds":0}}

            """);
        await LostAsync(request);
    }

    [Fact]
    public async Task A_worker_that_does_not_read_can_be_cancelled()
    {
        await using var worker = await RentAsync();
        using (var stop = Process.Start("kill", ["-STOP", $"{worker.Pid}"])) await stop.WaitForExitAsync();
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(1));
        await LostAsync(ComputeAsync(worker, null, limit.Token, 1_000_000));
    }

    [Fact]
    public async Task A_synchronous_answer_whose_worker_dies_says_so()
    {
        var (database, folder) = (await TestDatabase.CreateAsync(), Directory.CreateTempSubdirectory("openeo-died-").FullName);
        try
        {
            await using var host = new ApiHost(database, folder, api.With(("Jobs:Parallel", "0"), ("Workers:Warm", "0")));
            using var client = host.CreateClient("alice");
            var answer = client.PostTextAsync("result", $$"""{"process":{{JobFixture.Slow("0.5")}}}""");
            Process? worker = null;
            await JobClient.UntilAsync(() => Task.FromResult((worker = Find(folder)) is not null), "a worker");
            worker!.Kill();
            var message = await (await answer).ShouldBeErrorAsync(500, "WorkerLost");
            Assert.Contains("signal 9", message, StringComparison.Ordinal);
        }
        finally
        {
            await TestDatabase.DropAsync(database);
            Directory.Delete(folder, recursive: true);
        }
    }

    // By its folder for temporary files.
    static Process? Find(string folder) => Process.GetProcesses().FirstOrDefault(process =>
    {
        try
        {
            return File.ReadAllText($"/proc/{process.Id}/environ").Contains($"TMPDIR={folder}", StringComparison.Ordinal);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    });
}
