using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text.Json;
using OpenEo.Slices.Api.Demo;
using OpenEo.Slices.Api.Settings;
using OpenEo.Slices.Engine.Blocks;
using OpenEo.Slices.Engine.Cubes;
using OpenEo.Slices.Engine.Stac;
using OpenEo.Slices.Gdal;

namespace OpenEo.Slices.Api.Tests.Demo;

/// <summary>The invented series that a fresh service offers.</summary>
public sealed class DemoCollectionTests : IDisposable
{
    const int Size = 128;

    readonly DirectoryInfo place = Directory.CreateTempSubdirectory("openeo-scene-");
    readonly GdalLibrary rasters = new();

    string Folder => Path.Combine(place.FullName, DemoCollection.Id);

    /// <inheritdoc/>
    public void Dispose()
    {
        rasters.Dispose();
        place.Delete(recursive: true);
    }

    [Fact]
    public void Two_writes_give_the_same_bytes()
    {
        var again = Path.Combine(place.FullName, "again");
        DemoCollection.Write(Folder, rasters, Size);
        DemoCollection.Write(again, rasters, Size);

        var digests = Digests(Folder);
        Assert.Equal(1 + 12 * 6, digests.Count);
        Assert.Equal(digests, Digests(again));
    }

    [Fact]
    public void Pixels_are_the_same_on_every_machine()
    {
        using var pool = new BlockPool();
        using var image = new DemoImage(new Landscape(64), DemoDate.All[6], pool);

        using var digest = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var block in image.Reflectance.Append(image.Classes)) digest.AppendData(block.Bytes(0, (int)block.Cells));
        Assert.Equal("e57994d752e303fd", Convert.ToHexStringLower(digest.GetHashAndReset())[..16]);
    }

    [Fact]
    public void The_whole_series_is_smaller_than_40_MB()
    {
        DemoCollection.Write(Folder, rasters);

        Assert.InRange(place.EnumerateFiles("*", SearchOption.AllDirectories).Sum(file => file.Length), 5_000_000, 40_000_000);
    }

    [Fact]
    public void A_collection_that_is_there_is_left_alone_and_other_files_are_never_deleted()
    {
        Assert.True(DemoCollection.Write(Folder, rasters, 64));
        Assert.False(DemoCollection.Write(Folder, rasters, 64));
        Assert.Equal([Folder], Directory.GetFileSystemEntries(place.FullName));

        File.Delete(DemoCollection.Document(Folder));
        Assert.Throws<SetupException>(() => DemoCollection.Write(Folder, rasters, 64));
    }

    [Fact]
    public void What_an_interrupted_attempt_left_is_replaced()
    {
        Directory.CreateDirectory($"{Folder}.part");
        File.WriteAllText(Path.Combine($"{Folder}.part", "rest.tif"), "half");

        Assert.True(DemoCollection.Write(Folder, rasters, 64));
        Assert.Empty(Directory.GetFiles(Folder, "rest.tif"));
    }

    [Fact]
    public void Plants_are_greener_in_July_than_in_January_and_water_is_never_green()
    {
        DemoCollection.Write(Folder, rasters, Size);
        var (january, winter) = Read("S2_DEMO_20240114");
        var (july, summer) = Read("S2_DEMO_20240716");

        var plants = Enumerable.Range(0, Size * Size).Where(i => summer[i] == 4 && winter[i] is 4 or 5).ToList();
        Assert.True(plants.Count > Size * Size / 4, $"{plants.Count} pixels with plants");
        Assert.InRange(plants.Average(i => july[i]), 0.6, 0.9);
        Assert.True(plants.Average(i => july[i]) > plants.Average(i => january[i]) + 0.1);
        var water = Enumerable.Range(0, Size * Size).Where(i => summer[i] == 6).ToList();
        Assert.NotEmpty(water);
        Assert.All(water, i => Assert.True(july[i] < 0, $"water of NDVI {july[i]}"));
    }

    [Fact]
    public void Cloud_cover_is_the_share_of_cloud_classes_and_clouds_throw_shadows()
    {
        DemoCollection.Write(Folder, rasters, Size);
        List<double> covers = [];
        foreach (var item in Directory.GetDirectories(Folder).Select(Path.GetFileName))
        {
            var (_, classes) = Read(item!);
            using var json = JsonDocument.Parse(File.ReadAllText(Path.Combine(Folder, item!, "item.json")));
            covers.Add(json.RootElement.GetProperty("properties").GetProperty("eo:cloud_cover").GetDouble());
            Assert.Equal(100.0 * classes.Count(c => c is 8 or 9) / classes.Length, covers[^1], 1e-4);
            Assert.Contains((byte)3, classes);
            Assert.All(classes.Distinct(), c => Assert.Contains(c, (byte[])[3, 4, 5, 6, 8, 9]));
        }
        Assert.InRange(covers.Min(), 5, 10);
        Assert.InRange(covers.Max(), 55, 66);
    }

    [Fact]
    public void Items_say_everything_that_loading_needs_and_say_it_truly()
    {
        DemoCollection.Write(Folder, rasters, Size);
        using var collection = JsonDocument.Parse(File.ReadAllText(DemoCollection.Document(Folder)));
        var items = collection.RootElement.GetProperty("links").EnumerateArray().Where(link => link.GetProperty("rel").GetString() == "item").ToList();
        Assert.Equal(12, items.Count);
        foreach (var link in items)
        {
            var path = Path.Combine(Folder, link.GetProperty("href").GetString()!);
            using var json = JsonDocument.Parse(File.ReadAllText(path));
            var item = StacItem.Parse(json.RootElement, path)!;
            Assert.Equal(["B02", "B03", "B04", "B08", "SCL"], item.Bands.Select(band => band.Name));
            Assert.Equal(["blue", "green", "red", "nir", null], item.Bands.Select(band => band.CommonName));
            foreach (var band in item.Bands)
            {
                var file = rasters.Describe(band.Href);
                Assert.Equal(file.Grid, band.Grid);
                Assert.Equal(file.Bands.Single(), new(band.Name, band.Element!.Value, band.NoData, null, null, null));
            }
        }
    }

    [Fact]
    public async Task A_fresh_service_writes_the_collection_by_itself_and_computes_with_it()
    {
        var url = ServiceProcess.FreeUrl();
        using var service = new ServiceProcess([], new Dictionary<string, string> { ["ASPNETCORE_URLS"] = url, ["DataFolder"] = place.FullName });
        await service.WaitReadyAsync(url);
        using var client = new HttpClient { BaseAddress = new Uri($"{url}/openeo/v1/") };
        for (var end = DateTime.UtcNow.AddSeconds(60); !(await client.GetStringAsync("collections"))
            .Contains(DemoCollection.Id, StringComparison.Ordinal); await Task.Delay(100))
            Assert.True(DateTime.UtcNow < end, "the demo collection did not appear");

        client.DefaultRequestHeaders.Authorization = new("Basic", Convert.ToBase64String("demo:demo"u8));
        var login = await client.GetFromJsonAsync<JsonElement>("credentials/basic");
        client.DefaultRequestHeaders.Authorization = new("Bearer", $"basic//{login.GetProperty("access_token").GetString()}");
        using var graph = JsonContent.Create(JsonElement.Parse("""
            {"process":{"process_graph":{
              "load":{"process_id":"load_collection","arguments":{"id":"SENTINEL2_DEMO","spatial_extent":null,"temporal_extent":["2024-07-01","2024-08-01"],
               "bands":["red","nir"]}},
              "ndvi":{"process_id":"ndvi","arguments":{"data":{"from_node":"load"}}},
              "save":{"process_id":"save_result","arguments":{"data":{"from_node":"ndvi"},"format":"GTiff"},"result":true}}}}
            """));
        using var answer = await client.PostAsync("result", graph);
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync());
        Assert.Equal("image/tiff", answer.Content.Headers.ContentType!.MediaType);

        var (_, output, _) = await service.StopAsync();
        Assert.Contains("The demo collection SENTINEL2_DEMO is ready", output, StringComparison.Ordinal);
        Assert.DoesNotContain("cannot be read", output, StringComparison.Ordinal);
    }

    (double[] Ndvi, byte[] Classes) Read(string item)
    {
        using var pool = new BlockPool();
        using var red = pool.Rent(ElementType.UInt16, Size, Size);
        using var nir = pool.Rent(ElementType.UInt16, Size, Size);
        using var classes = pool.Rent(ElementType.UInt8, Size, Size);
        rasters.Read(Path.Combine(Folder, item, "B04.tif"), 1, 0, 0, red);
        rasters.Read(Path.Combine(Folder, item, "B08.tif"), 1, 0, 0, nir);
        rasters.Read(Path.Combine(Folder, item, "SCL.tif"), 1, 0, 0, classes);
        var (r, n) = (red.Cells1D<ushort>().ToArray(), nir.Cells1D<ushort>().ToArray());
        return ([.. r.Zip(n, (a, b) => (b - a) / (double)(a + b))], classes.Cells1D<byte>().ToArray());
    }

    static SortedDictionary<string, string> Digests(string folder) => new(
        Directory.GetFiles(folder, "*", SearchOption.AllDirectories).ToDictionary(
            path => Path.GetRelativePath(folder, path), path => Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(path)))),
        StringComparer.Ordinal);
}
