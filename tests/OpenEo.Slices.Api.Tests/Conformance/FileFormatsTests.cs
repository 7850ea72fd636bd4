using System.Diagnostics;
using System.Text.Json;

namespace OpenEo.Slices.Api.Tests.Conformance;

[Collection("conformance")]
public sealed class FileFormatsTests(BackEnd api)
{
    async Task<JsonElement> FormatsAsync(string? user = null)
    {
        using var client = api.CreateClient(user);
        return await client.GetJsonAsync("file_formats");
    }

    async Task<List<JsonProperty>> AllAsync()
    {
        var formats = await FormatsAsync();
        return [.. formats.GetProperty("input").EnumerateObject(), .. formats.GetProperty("output").EnumerateObject()];
    }

    static string GraphOf(JsonProperty format, string name) =>
        format.Value.List("gis_data_types").Any(kind => kind.GetString() == "raster")
            // A JPEG has one band or three.
            ? Graph.OneDate(name).Replace("\"TINY\"", format.Name == "JPEG" ? "\"TINY\",\"bands\":[\"B04\"]" : "\"TINY\"", StringComparison.Ordinal)
            : Graph.Points(name);

    [Fact]
    public async Task L1_40_input_and_output_formats_are_objects_by_name()
    {
        var formats = await FormatsAsync();
        foreach (var member in (string[])["input", "output"]) Assert.Equal(JsonValueKind.Object, formats.GetProperty(member).ValueKind);
    }

    [Fact]
    public async Task L1_41_they_are_told_without_a_login() => Assert.NotEqual(JsonValueKind.Undefined, (await FormatsAsync(null)).ValueKind);

    [Fact]
    public async Task L1_42_they_are_told_with_a_login() => Assert.Equal((await FormatsAsync(null)).GetRawText(), (await FormatsAsync("alice")).GetRawText());

    [Fact]
    public async Task L1_43_there_is_an_output_format_and_it_can_be_written()
    {
        using var client = api.CreateClient();
        var formats = (await FormatsAsync()).GetProperty("output").EnumerateObject().ToList();
        Assert.NotEmpty(formats);
        foreach (var format in formats) Assert.Empty(await client.FaultsAsync(GraphOf(format, format.Name)));
        Assert.NotEmpty(await (await client.ComputeAsync(GraphOf(formats[0], formats[0].Name))).Content.ReadAsByteArrayAsync());
    }

    [Fact]
    public async Task L2_44_they_have_the_names_that_gdal_gives_them()
    {
        using var gdal = Process.Start(new ProcessStartInfo("gdalinfo", ["--formats"]) { RedirectStandardOutput = true })!;
        using var ogr = Process.Start(new ProcessStartInfo("ogrinfo", ["--formats"]) { RedirectStandardOutput = true })!;
        var lines = await gdal.StandardOutput.ReadToEndAsync() + await ogr.StandardOutput.ReadToEndAsync();
        var drivers = lines.Split('\n').Select(line => line.Trim().Split(" -")[0]).ToHashSet();
        // Plain JSON and CoverageJSON are no formats of GDAL's; Parquet is one of GDAL with Arrow, which Debian's has not.
        Assert.All((await AllAsync()).Where(format => format.Name is not ("JSON" or "CovJSON" or "Parquet")), format => Assert.Contains(format.Name, drivers));
    }

    [Fact]
    public async Task L1_46_the_case_of_letters_does_not_count()
    {
        using var client = api.CreateClient();
        foreach (var format in (await FormatsAsync()).GetProperty("output").EnumerateObject())
            foreach (var spelling in (string[])[format.Name.ToUpperInvariant(), format.Name.ToLowerInvariant()])
                Assert.Empty(await client.FaultsAsync(GraphOf(format, spelling)));
        Assert.Equal("image/tiff", (await client.ComputeAsync(Graph.OneDate("gtiff"))).Content.Headers.ContentType?.MediaType);
        Assert.NotEmpty(await client.FaultsAsync(Graph.OneDate("gtif")));
    }

    [Fact]
    public async Task L2_47_descriptions_say_how_files_and_cubes_belong_together() =>
        Assert.All(await AllAsync(), format => Assert.Matches("(?i)band|dimension|label|value|cell", format.Value.Text("description")));

    [Fact]
    public async Task L1_48_each_tells_kinds_of_data_and_parameters() => Assert.All(await AllAsync(), format =>
    {
        Assert.NotEmpty(format.Value.List("gis_data_types"));
        Assert.All(format.Value.List("gis_data_types"),
            type => Assert.Contains(type.GetString(), (string[])["raster", "vector", "table", "pointcloud", "other"]));
        Assert.All(format.Value.GetProperty("parameters").EnumerateObject(), parameter => parameter.Value.ShouldHave("type", "description"));
    });

    [Fact]
    public async Task L2_49_each_has_a_title_and_a_description() => Assert.All(await AllAsync(), format =>
    {
        Assert.NotEmpty(format.Value.Text("title"));
        Assert.True(format.Value.Text("description").Length > 40);
    });
}
