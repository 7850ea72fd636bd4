using OpenEo.Slices.Api.Postgres;
using OpenEo.Slices.Api.Tests.Running;

namespace OpenEo.Slices.Api.Tests.Features.Jobs;

[Collection("jobs")]
public sealed class DeleteJobTests(JobFixture api)
{
    [Fact]
    public async Task Nothing_is_left_of_a_deleted_job()
    {
        using var client = api.CreateClient();
        using var anonymous = api.CreateClient(null);
        var id = await client.RunJobAsync(JobFixture.Copy);
        var link = (await client.GetJsonAsync($"jobs/{id}/results")).GetProperty("assets").EnumerateObject().First().Value.GetProperty("href").GetString();
        await (await client.DeleteAsync($"jobs/{id}")).ShouldBeAsync(204);

        await (await client.GetAsync($"jobs/{id}")).ShouldBeErrorAsync(404, "JobNotFound");
        await (await client.DeleteAsync($"jobs/{id}")).ShouldBeErrorAsync(404, "JobNotFound");
        await (await anonymous.GetAsync(link)).ShouldBeErrorAsync(404, "JobNotFound");
        Assert.False(Directory.Exists(Path.Combine(api.DataFolder, "results", id)));
        foreach (var table in (string[])["job_runs", "job_logs", "job_assets"])
            Assert.Equal(0, await api.Host.Db.FindAsync<long>($"SELECT count(*) FROM {table} WHERE job_id = @id", new { id }, default));
    }

    [Fact]
    public async Task Deleting_a_running_job_stops_its_worker_and_the_next_job_gets_its_place()
    {
        using var client = api.CreateClient();
        var id = await client.CreateJobAsync(JobFixture.Slow());
        await client.StartJobAsync(id);
        await api.Host.WorkerOfAsync(id);
        await (await client.DeleteAsync($"jobs/{id}")).ShouldBeAsync(204);
        await (await client.GetAsync($"jobs/{id}")).ShouldBeErrorAsync(404, "JobNotFound");
        await api.UntilFilesAreGoneAsync(id);
        await client.RunJobAsync();
    }
}
