using System.Formats.Tar;
using OpenEo.Slices.Api.Tests.Running;
using OpenEo.Slices.Engine.Blocks;
using OpenEo.Slices.Gdal;

namespace OpenEo.Slices.Api.Tests.Features.Result;

[Collection("jobs")]
public sealed class ProcessSyncTests(JobFixture api)
{
    [Theory]
    [InlineData("""{"process_id":"add","arguments":{"x":1,"y":2},"result":true}""", "3")]
    [InlineData("""{"process_id":"divide","arguments":{"x":1,"y":4},"result":true}""", "0.25")]
    [InlineData("""{"process_id":"gt","arguments":{"x":1,"y":4},"result":true}""", "false")]
    [InlineData("""{"process_id":"array_create","arguments":{"data":[1,"a",null]},"result":true}""", "[1,\"a\",null]")]
    [InlineData("""{"process_id":"ln","arguments":{"x":0},"result":true}""", "\"-Infinity\"")]
    [InlineData("""{"process_id":"multiply","arguments":{"x":1e999,"y":1},"result":true}""", "\"Infinity\"")]
    [InlineData("""{"process_id":"add","arguments":{"x":1,"y":null},"result":true}""", "null")]
    public async Task A_result_that_is_no_cube_is_answered_as_the_bare_value(string node, string expected)
    {
        using var client = api.CreateClient();
        var response = await client.PostTextAsync("result", """{"process":{"process_graph":{"a":NODE}}}""".Replace("NODE", node, StringComparison.Ordinal));
        await response.ShouldBeAsync(200);
        Assert.Equal("application/json", response.Content.Headers.ContentType?.MediaType);
        Assert.Equal(expected, await response.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task A_file_is_answered_with_its_own_media_type_an_identifier_the_costs_and_where_the_log_is()
    {
        using var client = api.CreateClient();
        var response = await client.PostTextAsync("result",
            $$"""{"process":{{JobFixture.Copy.Replace("null}", "[\"2024-01-01\",\"2024-01-02\"]}", StringComparison.Ordinal)}},"plan":null,"budget":null}""");
        Assert.Equal(200, (int)response.StatusCode);
        Assert.StartsWith("image/tiff; application=geotiff", response.Content.Headers.ContentType?.ToString(), StringComparison.Ordinal);
        Assert.Equal("II*\0"u8.ToArray(), (await response.Content.ReadAsByteArrayAsync())[..4]);
        Assert.Matches(@"^[\w\-\.~]+$", response.Headers.GetValues("OpenEO-Identifier").Single());
        Assert.Equal("0", response.Headers.GetValues("OpenEO-Costs").Single());
        Assert.EndsWith("rel=\"monitor\"", response.Headers.GetValues("Link").Single(), StringComparison.Ordinal);
        var folder = Path.Combine(api.DataFolder, "sync");
        await JobClient.UntilAsync(() => Task.FromResult(!Directory.Exists(folder) || Directory.GetDirectories(folder).Length == 0),
            "the deletion of the file");
    }

    [Fact]
    public async Task A_cube_that_is_not_saved_is_answered_as_netCDF()
    {
        using var client = api.CreateClient();
        var response = await client.PostTextAsync("result", """
            {"process":{"process_graph":{"load":{"process_id":"load_collection","arguments":{"id":"TINY","spatial_extent":null,"temporal_extent":null},
             "result":true}}}}
            """);
        Assert.Equal(200, (int)response.StatusCode);
        Assert.Equal("application/x-netcdf", response.Content.Headers.ContentType?.MediaType);
        Assert.Equal("HDF"u8.ToArray(), (await response.Content.ReadAsByteArrayAsync())[1..4]);
    }

    [Fact]
    public async Task Several_times_are_answered_as_one_image_with_a_band_for_each_time_and_band()
    {
        using var client = api.CreateClient();
        var response = await client.PostTextAsync("result", $$"""{"process":{{JobFixture.Copy}}}""");
        Assert.Equal(200, (int)response.StatusCode);
        Assert.StartsWith("image/tiff; application=geotiff", response.Content.Headers.ContentType?.ToString(), StringComparison.Ordinal);
        Assert.Equal("openEO.tif", response.Content.Headers.ContentDisposition?.FileName);
        var path = Path.Combine(api.DataFolder, "answer.tif");
        await File.WriteAllBytesAsync(path, await response.Content.ReadAsByteArrayAsync());
        using var library = new GdalLibrary();
        using var pool = new BlockPool();
        string[] names = ["2024-01-01_B04", "2024-01-01_B08", "2024-01-11_B04", "2024-01-11_B08", "2024-01-21_B04", "2024-01-21_B08"];
        Assert.Equal(names, library.Describe(path).Bands.Select(band => band.Name));
        using var cells = pool.Rent(ElementType.Float64, 256, 256);
        for (var band = 0; band < names.Length; band++)
        {
            library.Read(path, band + 1, 0, 0, cells);
            Assert.All(cells.Cells1D<double>().ToArray(), cell => Assert.Equal(band % 2 == 0 ? 100 : 300, cell));
        }
    }

    [Fact]
    public async Task Several_files_are_answered_as_a_tar()
    {
        using var client = api.CreateClient();
        var response = await client.PostTextAsync("result", $$"""{"process":{{JobFixture.Copy.Replace("GTiff", "PNG", StringComparison.Ordinal)}}}""");
        Assert.Equal(200, (int)response.StatusCode);
        Assert.Equal("application/x-tar", response.Content.Headers.ContentType?.MediaType);
        Assert.Equal($"{response.Headers.GetValues("OpenEO-Identifier").Single()}.tar", response.Content.Headers.ContentDisposition?.FileName);
        await using var tar = new TarReader(new MemoryStream(await response.Content.ReadAsByteArrayAsync()));
        var names = new List<string>();
        while (await tar.GetNextEntryAsync() is { } entry) names.Add(entry.Name);
        Assert.Equal(3, names.Count);
        Assert.All(names, name => Assert.EndsWith(".png", name, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("{}", 400, "ProcessGraphMissing")]
    [InlineData("""{"process":[]}""", 400, "ProcessInvalid")]
    [InlineData("""{"process":{"process_graph":{"a":{"process_id":"nope","arguments":{},"result":true}}}}""", 400, "ProcessUnsupported")]
    [InlineData("""
    {"process":{"process_graph":{"l":{"process_id":"load_collection","arguments":{"id":"TINY","spatial_extent":{"west":0,"south":0,"east":1,"north":1},
     "temporal_extent":null},"result":true}}}}
    """, 400, "NoDataAvailable")]
    public async Task Errors_are_JSON_with_the_standard_code(string body, int status, string code)
    {
        using var client = api.CreateClient();
        await (await client.PostTextAsync("result", body)).ShouldBeErrorAsync(status, code);
    }

    [Fact]
    public async Task What_is_too_heavy_is_refused_before_it_is_computed_or_stopped_after_a_time()
    {
        await using var host = api.StartHost(api.With(("Sync:MaxPixels", "1000"), ("Jobs:Parallel", "0")));
        using var limited = host.CreateClient("alice");
        await (await limited.PostTextAsync("result", $$"""{"process":{{JobFixture.Copy}}}""")).ShouldBeErrorAsync(400, "ProcessGraphComplexity");
        await using var hasty = api.StartHost(api.With(("Sync:Seconds", "1.5"), ("Sync:MaxBytes", "100000000000"), ("Jobs:Parallel", "0")));
        using var client = hasty.CreateClient("alice");
        await (await client.PostTextAsync("result", $$"""{"process":{{JobFixture.Slow()}}}""")).ShouldBeErrorAsync(408, "RequestTimeout");
    }

    [Fact]
    public async Task The_computation_ends_when_the_client_goes_away()
    {
        await using var host = api.StartHost(api.With(("Sync:MaxBytes", "100000000000"), ("Sync:Parallel", "1"), ("Jobs:Parallel", "0")));
        using var client = host.CreateClient("alice");
        using var gone = new CancellationTokenSource(TimeSpan.FromSeconds(2));
        using var request = new StringContent($$"""{"process":{{JobFixture.Slow()}}}""", System.Text.Encoding.UTF8, "application/json");
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => client.PostAsync("result", request, gone.Token));
        await JobClient.UntilAsync(() => Task.FromResult(!Directory.EnumerateFileSystemEntries(Path.Combine(api.DataFolder, "sync")).Any()),
            "the deletion of its files");
        // There is one lane: it must be free again long before the computation could have ended.
        await (await client.PostTextAsync("result", $$"""{"process":{{JobFixture.Sum}}}""")).ShouldBeAsync(200);
    }
}
