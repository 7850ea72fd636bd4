using System.Diagnostics;
using OpenEo.Slices.Api.Postgres;

namespace OpenEo.Slices.Api.Tests.Running;

/// <summary>What becomes of jobs when processes die.</summary>
[Collection("jobs")]
public sealed class LostWorkerTests(JobFixture api)
{
    [Fact]
    public async Task A_job_whose_worker_is_killed_is_done_again_and_finishes()
    {
        using var client = api.CreateClient();
        var id = await client.CreateJobAsync(JobFixture.Slow("0.5"));
        await client.StartJobAsync(id);
        Kill(await api.Host.WorkerOfAsync(id));
        await client.WaitForAsync(id, "finished");

        var logs = await client.MessagesAsync(id);
        var lost = Assert.Single(logs, message => message.StartsWith("The worker was lost", StringComparison.Ordinal));
        Assert.Contains("signal 9", lost, StringComparison.Ordinal);
        Assert.Contains("windows", lost, StringComparison.Ordinal);
        Assert.Contains("Started, try 2.", logs);
        Assert.Equal(["finished", "lost"], (await api.Host.Db.ListAsync<string>("SELECT state FROM job_runs WHERE job_id = @id", new { id }, default)).Order());
    }

    [Fact]
    public async Task A_job_whose_workers_are_all_killed_ends_as_an_error_that_says_why()
    {
        using var client = api.CreateClient();
        var id = await client.CreateJobAsync(JobFixture.Slow());
        await client.StartJobAsync(id);
        for (var killed = 0; killed < 3; killed++) Kill(await NextWorkerAsync(id, killed + 1));
        await client.WaitForAsync(id, "error");
        var entry = (await client.GetJsonAsync($"jobs/{id}/logs?level=error")).GetProperty("logs").EnumerateArray().Single();
        Assert.Equal("WorkerLost", entry.GetProperty("code").GetString());
        Assert.Contains("try 3 of 3", entry.GetProperty("message").GetString(), StringComparison.Ordinal);
        await api.UntilFilesAreGoneAsync(id);
        await (await client.GetAsync($"jobs/{id}/results")).ShouldBeAsync(424);
    }

    [Fact]
    public async Task A_job_whose_service_is_killed_is_done_again_by_another_service_on_the_same_database()
    {
        var (database, folder) = (await TestDatabase.CreateAsync(), Directory.CreateTempSubdirectory("openeo-crash-").FullName);
        try
        {
            using var service = await ServiceProcess.ServeAsync(ServiceProcess.FreeUrl(), database, folder, api.With());
            await using (var second = new ApiHost(database, folder, api.With(("Jobs:Parallel", "0"), ("Jobs:LeaseSeconds", "300"))))
            {
                using var client = second.CreateClient("alice");
                var id = await client.CreateJobAsync(JobFixture.Slow("0.5"));
                await client.StartJobAsync(id);
                var worker = await second.WorkerOfAsync(id);
                service.Crash();
                // The worker ends with its service: nobody is left who would wait for it.
                await JobClient.UntilAsync(() => Task.FromResult(!Directory.Exists($"/proc/{worker}") || IsZombie(worker)), "the worker's end");
                Assert.Equal("running", await client.StatusAsync(id));

                await using var third = new ApiHost(database, folder, api.With());
                await client.WaitForAsync(id, "finished");
                Assert.Contains(await client.MessagesAsync(id), message => message.Contains("has not been heard of", StringComparison.Ordinal));
            }
        }
        finally
        {
            await TestDatabase.DropAsync(database);
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public async Task A_service_that_is_told_to_stop_hands_its_jobs_back_without_counting_a_try()
    {
        var (database, folder) = (await TestDatabase.CreateAsync(), Directory.CreateTempSubdirectory("openeo-stop-").FullName);
        try
        {
            string id;
            await using (var first = new ApiHost(database, folder, api.With()))
            {
                using var user = first.CreateClient("alice");
                id = await user.CreateJobAsync(JobFixture.Slow("0.5"));
                await user.StartJobAsync(id);
                await first.WorkerOfAsync(id);
            }
            await using var second = new ApiHost(database, folder, api.With());
            using var again = second.CreateClient("alice");
            await again.WaitForAsync(id, "finished");
            Assert.Equal(1, await second.Db.FindAsync<int>("SELECT max(tries) FROM job_runs WHERE job_id = @id", new { id }, default));
        }
        finally
        {
            await TestDatabase.DropAsync(database);
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public async Task A_job_that_takes_too_much_memory_is_stopped_at_once_and_not_tried_again()
    {
        var (database, folder) = (await TestDatabase.CreateAsync(), Directory.CreateTempSubdirectory("openeo-memory-").FullName);
        try
        {
            await using var host = new ApiHost(database, folder, api.With(("Workers:MemoryLimit", "20000000")));
            using var client = host.CreateClient("alice");
            var id = await client.RunJobAsync(JobFixture.Slow(), "error");
            var entry = (await client.GetJsonAsync($"jobs/{id}/logs?level=error")).GetProperty("logs").EnumerateArray().Single();
            // Whoever is first: the worker, which knows that it cannot, or the service, which sees that it takes more.
            Assert.Contains(entry.GetProperty("code").GetString(), (string[])["MemoryExceeded", "ProcessGraphComplexity"]);
            Assert.Contains("19 MiB", entry.GetProperty("message").GetString(), StringComparison.Ordinal);
            Assert.Equal(1, await host.Db.FindAsync<long>("SELECT count(*) FROM job_runs WHERE job_id = @id", new { id }, default));
            await (await client.PostTextAsync("result", $$"""{"process":{{JobFixture.Slow()}}}""")).ShouldBeErrorAsync(400, "ProcessGraphComplexity");
            Assert.Equal(200, (int)(await client.GetAsync("health/ready")).StatusCode);
        }
        finally
        {
            await TestDatabase.DropAsync(database);
            Directory.Delete(folder, recursive: true);
        }
    }

    async Task<int> NextWorkerAsync(string id, int number)
    {
        string? pid = null;
        await JobClient.UntilAsync(async () => (pid = await api.Host.Db.FindAsync<string>(
            "SELECT reference FROM job_runs WHERE job_id = @id AND attempt = @number AND state = 'running'", new { id, number }, default)) is not null,
            $"run {number}");
        return int.Parse(pid!);
    }

    static bool IsZombie(int pid) => File.Exists($"/proc/{pid}/stat") && File.ReadAllText($"/proc/{pid}/stat").Contains(") Z ", StringComparison.Ordinal);

    static void Kill(int pid)
    {
        using var process = Process.GetProcessById(pid);
        process.Kill();
    }
}
