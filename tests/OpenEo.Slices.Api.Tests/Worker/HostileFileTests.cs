using System.Buffers.Binary;
using System.Text;
using System.Text.Json;
using OpenEo.Slices.Api.Tests.Features.Files;
using OpenEo.Slices.Api.Tests.Features.ProcessGraphs;
using OpenEo.Slices.Api.Tests.Running;
using OpenEo.Slices.Gdal;
using OpenEo.Slices.Gdal.Tests;

namespace OpenEo.Slices.Api.Tests.Worker;

/// <summary>Files that lead to others, or are more than they look like, against the whole service: uploaded, and as assets of a collection.</summary>
[Collection("jobs")]
public sealed class HostileFileTests : IDisposable
{
    // What would be seen as pixels.
    const string Secret = "SECRETSECRETSECRET";
    const string SecretPixels = "83,69,67,82";

    // What a user may be told of such a file. Not that something failed inside.
    static readonly string[] refusals =
        ["FormatUnsuitable", "DataUnreadable", "NoDataAvailable", "ProcessGraphComplexity", "ProcessParameterInvalid", "PermissionsInsufficient"];

    readonly JobFixture api;
    readonly string folder = Directory.CreateTempSubdirectory("openeo-hostile-").FullName;
    readonly string secret;

    /// <summary>With a secret that the service itself could read.</summary>
    public HostileFileTests(JobFixture api)
    {
        this.api = api;
        secret = Path.Combine(api.DataFolder, "secret.bin");
        File.WriteAllText(secret, Secret);
        using var library = new GdalLibrary();   // HDF5 is loaded with it
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Directory.Delete(folder, recursive: true);
        File.Delete(secret);
    }

    /// <summary>A name, as what the file is loaded, and what it is.</summary>
    public static TheoryData<string, string, string> Uploads => new()
    {
        { "scene.tif", "GTiff", "storage" },
        { "scene.nc", "netCDF", "storage" },
        { "scene.nc", "GTiff", "storage" },
        { "scene.nc", "netCDF", "link" },
        { "scene.tif", "GTiff", "vrt" },
        { "scene.vrt", "GTiff", "vrt" },
        { "scene.nc", "netCDF", "vrt" },
        { "scene.tif", "GTiff", "zarr" },
        { "scene.tif", "GTiff", "pipeline" },
        { "scene.tif", "GTiff", "huge" },
        { "scene.tif", "GTiff", "broken" },
        { "scene.nc", "netCDF", "broken" },
    };

    [Theory]
    [MemberData(nameof(Uploads))]
    public async Task An_uploaded_one_is_refused_by_every_way_into_the_service(string name, string format, string kind)
    {
        using var client = api.CreateClient($"hostile-{kind}");
        await (await client.PutFileAsync(name, Make(kind))).ShouldBeAsync(200);
        var graph = """
            {"process_graph":{
              "load":{"process_id":"load_uploaded_files","arguments":{"paths":["NAME"],"format":"FORMAT"}},
              "save":{"process_id":"save_result","arguments":{"data":{"from_node":"load"},"format":"JSON"},"result":true}}}
            """.Replace("NAME", name, StringComparison.Ordinal).Replace("FORMAT", format, StringComparison.Ordinal);

        var checkedFaults = await (await client.PostTextAsync("validation", graph)).ShouldBeAsync(200);
        Assert.All(checkedFaults.GetProperty("errors").EnumerateArray(), error => Assert.Contains(error.GetProperty("code").GetString(), refusals));
        MustNotTell(checkedFaults.GetRawText());

        var response = await client.PostTextAsync("result", $$"""{"process":{{graph}}}""");
        var answer = await response.Content.ReadAsStringAsync();
        Assert.Contains(JsonElement.Parse(answer).GetProperty("code").GetString(), refusals);
        MustNotTell(answer);

        var id = await client.RunJobAsync(graph, "error");
        var logs = await client.GetJsonAsync($"jobs/{id}/logs");
        Assert.Contains(logs.GetProperty("logs").EnumerateArray(), entry =>
            entry.GetProperty("level").GetString() == "error" && refusals.Contains(entry.GetProperty("code").GetString()));
        MustNotTell(logs.GetRawText());
    }

    [Fact]
    public async Task Files_beside_an_uploaded_image_are_not_taken_for_parts_of_it()
    {
        using var client = api.CreateClient("hostile-sidecars");
        var scene = Path.Combine(folder, "scene.tif");
        JobFixture.WriteScene(scene);
        var vrt = Encoding.UTF8.GetString(Make("vrt"));
        await (await client.PutFileAsync("scene.tif", await File.ReadAllBytesAsync(scene))).ShouldBeAsync(200);
        foreach (var beside in (string[])["scene.tif.aux.xml", "scene.tif.ovr", "scene.tif.msk", "scene.tfw", "scene.vrt", "scene.xml", "scene.imd"])
            await (await client.PutFileAsync(beside, Encoding.UTF8.GetBytes(vrt))).ShouldBeAsync(200);
        var sum = await client.ComputeAsync("""
            {"process_graph":{
              "load":{"process_id":"load_uploaded_files","arguments":{"paths":["scene.tif"],"format":"GTiff"}},
              "box":{"process_id":"filter_bbox","arguments":{"data":{"from_node":"load"},
               "extent":{"west":675000,"east":675020,"south":5154930,"north":5154950,"crs":32632}}},
              "save":{"process_id":"save_result","arguments":{"data":{"from_node":"box"},"format":"JSON"},"result":true}}}
            """);
        Assert.Contains("300", sum.GetRawText(), StringComparison.Ordinal);
        MustNotTell(sum.GetRawText());
    }

    [Theory]
    [InlineData("storage", "image/tiff; application=geotiff")]
    [InlineData("storage", "application/x-netcdf")]
    [InlineData("link", "application/netcdf")]
    [InlineData("vrt", "image/tiff; application=geotiff")]
    [InlineData("huge", "image/tiff; application=geotiff")]
    public async Task As_an_asset_of_a_collection_it_is_refused_and_its_collection_still_shown(string kind, string type)
    {
        await File.WriteAllBytesAsync(Path.Combine(folder, "asset"), Make(kind));
        await RefuseAsync("./asset", type);
    }

    [Theory]
    [InlineData("SECRET")]
    [InlineData("file://SECRET")]
    [InlineData("/vsicurl/file://SECRET")]
    [InlineData("NETCDF:\\\"SECRET\\\":band")]
    [InlineData("HDF5:\\\"SECRET\\\"://band")]
    [InlineData("VRT:<VRTDataset/>")]
    [InlineData("GTIFF_DIR:1:SECRET")]
    [InlineData("ZARR:\\\"SECRET\\\"")]
    [InlineData("./../../SECRET")]
    [InlineData("https://127.0.0.1:1/x.tif")]
    public async Task An_address_that_is_something_else_to_GDAL_is_refused(string href) =>
        await RefuseAsync(href.Replace("SECRET", secret, StringComparison.Ordinal), "image/tiff; application=geotiff");

    async Task RefuseAsync(string href, string type)
    {
        await File.WriteAllTextAsync(Path.Combine(folder, "item.json"), """
            {"type":"Feature","stac_version":"1.1.0","id":"one","collection":"HOSTILE","bbox":[11,46,12,47],"geometry":null,
             "properties":{"datetime":"2024-01-01T00:00:00Z"},"links":[],"assets":{"data":{"href":"HREF","type":"TYPE","roles":["data"]}}}
            """.Replace("HREF", href, StringComparison.Ordinal).Replace("TYPE", type, StringComparison.Ordinal));
        await File.WriteAllTextAsync(Path.Combine(folder, "collection.json"), """
            {"type":"Collection","stac_version":"1.1.0","id":"HOSTILE","description":"Made by somebody.","license":"other",
             "extent":{"spatial":{"bbox":[[11,46,12,47]]},"temporal":{"interval":[["2024-01-01T00:00:00Z",null]]}},
             "links":[{"rel":"item","href":"./item.json"}]}
            """);
        await using var host = api.StartHost(api.With(("Collections:0", Path.Combine(folder, "collection.json"))));
        using var client = host.CreateClient("hostile-assets");
        MustNotTell((await client.GetJsonAsync("collections/HOSTILE")).GetRawText());
        var response = await client.PostTextAsync("result", """
            {"process":{"process_graph":{
              "load":{"process_id":"load_collection","arguments":{"id":"HOSTILE","spatial_extent":null,"temporal_extent":null}},
              "save":{"process_id":"save_result","arguments":{"data":{"from_node":"load"},"format":"JSON"},"result":true}}}}
            """);
        var answer = await response.Content.ReadAsStringAsync();
        Assert.Contains(JsonElement.Parse(answer).GetProperty("code").GetString(), refusals);
        MustNotTell(answer);
    }

    void MustNotTell(string text)
    {
        Assert.DoesNotContain(Secret, text, StringComparison.Ordinal);
        Assert.DoesNotContain(SecretPixels, text.Replace(" ", "", StringComparison.Ordinal), StringComparison.Ordinal);
        Assert.DoesNotContain(Path.Combine(api.DataFolder, "workers"), text, StringComparison.Ordinal);
        Assert.DoesNotContain(Path.Combine(api.DataFolder, "files"), text, StringComparison.Ordinal);
    }

    byte[] Make(string kind)
    {
        var path = Path.Combine(folder, kind);
        switch (kind)
        {
            case "storage":
                HostileHdf5.WriteExternalStorage(path, secret);
                return File.ReadAllBytes(path);
            case "link":
                HostileHdf5.WritePlain(Path.Combine(folder, "other.nc"));
                HostileHdf5.WriteExternalLink(path, Path.Combine(folder, "other.nc"));
                return File.ReadAllBytes(path);
            case "vrt":
                return Encoding.UTF8.GetBytes($"""
                    <VRTDataset rasterXSize="4" rasterYSize="4"><VRTRasterBand dataType="Byte" band="1" subClass="VRTRawRasterBand">
                    <SourceFilename relativetoVRT="0">{secret}</SourceFilename><ImageOffset>0</ImageOffset><PixelOffset>1</PixelOffset>
                    <LineOffset>4</LineOffset>
                    </VRTRasterBand></VRTDataset>
                    """);
            case "zarr":
                return Encoding.UTF8.GetBytes($$$"""{"version":1,"refs":{".zgroup":"{\"zarr_format\":2}","band/0.0":["{{{secret}}}",0,16]}}""");
            case "pipeline":
                return Encoding.UTF8.GetBytes($$"""{"type":"gdal_streamed_alg","command_line":"gdal raster pipeline ! read {{secret}}"}""");
            case "huge":
                return HugeTiff();
            default:
                return [.. "II*\0"u8, .. Enumerable.Range(0, 4000).Select(i => (byte)(i * 7919 >> 3))];
        }
    }

    // 400 bytes that say to be one strip of 2 000 000 x 2 000 000 pixels.
    static byte[] HugeTiff()
    {
        const int side = 2_000_000;
        (ushort Tag, ushort Type, uint Value)[] entries =
        [
            (256, 4, side), (257, 4, side), (258, 3, 8), (259, 3, 1), (262, 3, 1), (273, 4, 200), (277, 3, 1), (278, 4, side), (279, 4, 200), (339, 3, 1),
        ];
        var file = new byte[400];
        "II*\0"u8.CopyTo(file);
        BinaryPrimitives.WriteUInt32LittleEndian(file.AsSpan(4), 8);
        BinaryPrimitives.WriteUInt16LittleEndian(file.AsSpan(8), (ushort)entries.Length);
        for (var i = 0; i < entries.Length; i++)
        {
            var entry = file.AsSpan(10 + i * 12);
            BinaryPrimitives.WriteUInt16LittleEndian(entry, entries[i].Tag);
            BinaryPrimitives.WriteUInt16LittleEndian(entry[2..], entries[i].Type);
            BinaryPrimitives.WriteUInt32LittleEndian(entry[4..], 1);
            BinaryPrimitives.WriteUInt32LittleEndian(entry[8..], entries[i].Value);
        }
        return file;
    }
}
