using System.Text.Json;
using OpenEo.Slices.Api.Postgres;
using OpenEo.Slices.Api.Tests.Running;

namespace OpenEo.Slices.Api.Tests.Jobs;

public sealed class JobProgressTests(ApiFixture api) : IClassFixture<ApiFixture>
{
    const string Insert = """
        INSERT INTO job_runs (job_id, user_id, attempt, state, queued_at, windows_done, windows_planned, lease_until)
        SELECT id, user_id, 1, 'canceled', now(), @done, @planned, now() + interval '1 hour'
        FROM jobs
        WHERE id = @id
        """;

    const string Update = "UPDATE jobs SET status = @status, current_run = (SELECT max(id) FROM job_runs WHERE job_id = @id) WHERE id = @id";

    [Theory]
    [InlineData("running", 1, 3, 33.3)]
    [InlineData("running", 0, 3, 0.0)]
    [InlineData("running", 2, 3, 66.6)]
    [InlineData("running", 0, null, null)]
    [InlineData("running", 0, 0, null)]
    [InlineData("error", 1, 2, 50.0)]
    [InlineData("canceled", 999, 1000, 99.9)]
    [InlineData("finished", 0, null, 100.0)]
    [InlineData("queued", 1, 2, null)]
    [InlineData("created", 1, 2, null)]
    public async Task A_job_and_the_list_of_jobs_tell_the_same_progress(string status, int done, int? planned, double? expected)
    {
        using var client = api.CreateClient(Guid.NewGuid().ToString("N"));
        var id = await client.CreateJobAsync();
        await api.Host.Db.ExecuteAsync(Insert, new { id, done, planned }, default);
        await api.Host.Db.ExecuteAsync(Update, new { id, status }, default);

        Assert.Equal(expected, ProgressOf(await client.GetJsonAsync($"jobs/{id}")));
        Assert.Equal(expected, ProgressOf((await client.GetJsonAsync("jobs")).GetProperty("jobs")[0]));
        Assert.Equal(expected, ProgressOf((await client.GetJsonAsync("jobs?limit=1")).GetProperty("jobs")[0]));
    }

    static double? ProgressOf(JsonElement job) => job.TryGetProperty("progress", out var progress) ? progress.GetDouble() : null;
}
