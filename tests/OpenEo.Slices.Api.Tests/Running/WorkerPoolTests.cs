using System.Collections.Concurrent;
using Microsoft.Extensions.DependencyInjection;
using OpenEo.Slices.Api.Jobs;
using OpenEo.Slices.Api.Running;
using OpenEo.Slices.Api.Tests.Features.ProcessGraphs;
using OpenEo.Slices.Engine.Graph;

namespace OpenEo.Slices.Api.Tests.Running;

/// <summary>How many worker processes there are, and that none is started in vain.</summary>
[Collection("jobs")]
public sealed class WorkerPoolTests(JobFixture api)
{
    [Fact]
    public async Task A_rush_does_not_start_a_process_for_each_request_and_ends_those_that_it_added()
    {
        await using var host = api.StartHost(api.With(("Jobs:Parallel", "0"), ("Workers:Warm", "1"), ("Workers:RestSeconds", "6")));
        var pool = host.Services.GetRequiredService<WorkerPool>();
        var used = new ConcurrentBag<int>();
        using var client = host.CreateClient("rush");
        for (var round = 0; round < 5; round++) await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => ComputeAsync()));
        // Three at a time, and the one that waits.
        Assert.InRange(used.Distinct().Count(), 3, 4);
        await JobClient.UntilAsync(() => Task.FromResult(used.Distinct().Count(pid => Directory.Exists($"/proc/{pid}")) <= 1),
            "the end of the workers that nobody needs");
        Assert.Equal(3, (await client.ComputeAsync(JobFixture.Sum)).GetInt32());

        async Task ComputeAsync()
        {
            await using var worker = await pool.RentAsync("u-rush");
            used.Add(worker.Pid);
            var (folder, process) = (worker.Slot.NewFolder(worker.Slot.Sync), System.Text.Json.JsonElement.Parse(JobFixture.Copy));
            var request = new WorkerRequest.Compute(HandedContext.Of(UserContext.Nobody, worker.Slot), process, folder,
                new SyncLimits(1 << 30, 1 << 30, null, null), JobOptions.None);
            Assert.IsType<WorkerReply.Computed>(await worker.SendAsync(request, null, CancellationToken.None));
        }
    }
}
