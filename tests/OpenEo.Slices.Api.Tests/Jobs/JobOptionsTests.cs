using System.Text.Json;
using OpenEo.Slices.Api.Tests.Running;

namespace OpenEo.Slices.Api.Tests.Jobs;

[Collection("jobs")]
public sealed class JobOptionsTests(JobFixture api)
{
    [Fact]
    public async Task File_names_begin_with_the_prefix_and_tiles_have_the_size()
    {
        using var client = api.CreateClient();
        var id = await client.RunJobAsync(JobFixture.Copy, more: """
            "job_options":{"output_file_prefix":"run7-","tile_size":128}
            """);
        var assets = (await client.GetJsonAsync($"jobs/{id}/results")).GetProperty("assets").EnumerateObject().ToList();
        Assert.All(assets, asset => Assert.StartsWith("run7-", asset.Name));
        // TIFF: little endian, tag 322 (TileWidth) of the first directory.
        var tiff = await client.GetByteArrayAsync(assets[0].Value.GetProperty("href").GetString());
        Assert.Equal(128, TileWidth(tiff));
    }

    [Fact]
    public async Task They_hold_for_synchronous_results_too_and_as_top_level_members()
    {
        using var client = api.CreateClient();
        using var response = await client.PostTextAsync("result",
            $$"""{"process":{{JobFixture.Copy.Replace("GTiff", "netCDF", StringComparison.Ordinal)}},"output_file_prefix":"now-"}""");
        Assert.Equal(200, (int)response.StatusCode);
        Assert.StartsWith("now-", response.Content.Headers.ContentDisposition?.FileName?.Trim('"'));
    }

    [Fact]
    public async Task A_run_ends_after_its_longest_time_with_an_error()
    {
        using var client = api.CreateClient();
        var id = await client.RunJobAsync(JobFixture.Slow(), "error", """
            "job_options":{"max_runtime":1.5}
            """);
        Assert.Contains(await client.MessagesAsync(id, "?level=error"), message => message.Contains("max_runtime", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_worker_that_needs_more_memory_than_the_option_allows_is_stopped()
    {
        using var client = api.CreateClient();
        // .NET and GDAL alone need more than that.
        var id = await client.RunJobAsync(JobFixture.Slow(), "error", """
            "job_options":{"memory":"64m"}
            """);
        Assert.Contains(await client.MessagesAsync(id, "?level=error"), message => message.Contains("64 MiB", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Options_that_mean_nothing_are_kept_and_told()
    {
        using var client = api.CreateClient();
        var id = await client.RunJobAsync(more: """
            "job_options":{"executor-memory":"2g","retries":1},"other":{"a":[1,null]},"nothing":null
            """);
        Assert.Contains(await client.MessagesAsync(id), message => message.Contains("executor-memory", StringComparison.Ordinal));
        var job = await client.GetJsonAsync($"jobs/{id}");
        Assert.Equal("""{"executor-memory":"2g","retries":1}""", job.GetProperty("job_options").GetRawText());
        Assert.Equal("""{"a":[1,null]}""", job.GetProperty("other").GetRawText());
        Assert.Equal(JsonValueKind.Null, job.GetProperty("nothing").ValueKind);
    }

    [Theory]
    [InlineData("memory", "\"much\"")]
    [InlineData("memory", "1000")]
    [InlineData("max_runtime", "0")]
    [InlineData("max_runtime", "\"soon\"")]
    [InlineData("retries", "11")]
    [InlineData("tile_size", "100")]
    [InlineData("output_file_prefix", "\"../x\"")]
    [InlineData("output_file_prefix", "5")]
    public async Task Wrong_options_are_refused_by_name(string option, string value)
    {
        using var client = api.CreateClient();
        var options = $$"""{"job_options":{"{{option}}":{{value}}}""";
        Assert.Contains(option,
            await (await client.PostTextAsync("jobs", $$"""{{options}},"process":{{JobFixture.Sum}}}""")).ShouldBeErrorAsync(400, "RequestInvalid"));
        Assert.Contains(option,
            await (await client.PostTextAsync("result", $$"""{{options}},"process":{{JobFixture.Sum}}}""")).ShouldBeErrorAsync(400, "RequestInvalid"));
        var id = await client.CreateJobAsync();
        Assert.Contains(option, await (await client.PatchTextAsync($"jobs/{id}", options + "}")).ShouldBeErrorAsync(400, "RequestInvalid"));
    }

    static int TileWidth(byte[] tiff)
    {
        var directory = BitConverter.ToInt32(tiff, 4);
        for (var entry = directory + 2; entry < directory + 2 + 12 * BitConverter.ToUInt16(tiff, directory); entry += 12)
            if (BitConverter.ToUInt16(tiff, entry) == 322) return BitConverter.ToUInt16(tiff, entry + 8);
        return 0;
    }
}
