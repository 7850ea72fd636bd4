using OpenEo.Slices.Api.Tests.Features.ProcessGraphs;

namespace OpenEo.Slices.Api.Tests.Running;

/// <summary>What an operator reads.</summary>
[Collection("jobs")]
public sealed class ServiceLogTests(JobFixture api)
{
    [Fact]
    public async Task What_goes_well_leaves_no_warning()
    {
        var (database, folder) = (await TestDatabase.CreateAsync(), Directory.CreateTempSubdirectory("openeo-log-").FullName);
        try
        {
            var url = ServiceProcess.FreeUrl();
            using var service = await ServiceProcess.ServeAsync(url, database, folder, api.With(("Workers:Warm", "2")));
            await using (var second = new ApiHost(database, folder, api.With(("Jobs:Parallel", "0"))))
            {
                // A login that both services take.
                using var client = second.CreateClient("operator");
                client.BaseAddress = new Uri($"{url}/openeo/v1/");
                var copy = JobFixture.Copy.Replace("GTiff", "netCDF", StringComparison.Ordinal);
                // Some of them by the same worker.
                for (var i = 0; i < 6; i++) await (await client.PostTextAsync("result", $$"""{"process":{{copy}}}""")).ShouldBeAsync(200);
                await client.RunJobAsync(copy);
                var slow = await client.CreateJobAsync(JobFixture.Slow("0.5"));
                await client.StartJobAsync(slow);
                await second.WorkerOfAsync(slow);
                await (await client.DeleteAsync($"jobs/{slow}")).ShouldBeAsync(204);
                Assert.Equal(3, (await client.ComputeAsync(JobFixture.Sum)).GetInt32());
            }
            var (_, output, error) = await service.StopAsync();
            Assert.Equal("", error);
            Assert.Contains(" INF ", output, StringComparison.Ordinal);
            Assert.DoesNotContain(output.Split('\n'),
                line => line.Contains(" WRN ", StringComparison.Ordinal) || line.Contains(" ERR ", StringComparison.Ordinal));
        }
        finally
        {
            await TestDatabase.DropAsync(database);
            Directory.Delete(folder, recursive: true);
        }
    }
}
