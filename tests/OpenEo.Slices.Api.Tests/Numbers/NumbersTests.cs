using System.Diagnostics;
using System.Text.Json;
using OpenEo.Slices.Tests;

namespace OpenEo.Slices.Api.Tests.Numbers;

/// <summary>The sample scene and a small time series as collections of a running service.</summary>
public sealed class NumbersFixture : ApiFixture
{
    readonly string stack = Path.Combine(Path.GetTempPath(), $"openeo-stack-{Guid.NewGuid():N}");

    /// <summary>Folder of the time series; empty where the shared folder is absent.</summary>
    public string Stack => stack;

    /// <inheritdoc/>
    protected override IReadOnlyDictionary<string, string?> Settings => new Dictionary<string, string?>
    {
        ["Collections:0"] = Scene is { } scene ? Path.Combine(Path.GetDirectoryName(scene)!, "collection.json") : null,
        ["Collections:1"] = Path.Combine(stack, "collection.json"),
    };

    /// <summary>The sample scene, or null where the shared folder is absent.</summary>
    public static string? Scene
    {
        get
        {
            try
            {
                return SharedFolder.Find("data/s2-l2a/S2_L2A_sample.tif");
            }
            catch (SkipException)
            {
                return null;
            }
        }
    }

    /// <inheritdoc/>
    public override async Task InitializeAsync()
    {
        if (Scene is not null && Python.HasRasterio) Python.Run([SharedFolder.Find("bench/make_stack.py"), stack, "--size", "600", "--dates", "6"]);
        await base.InitializeAsync();
    }

    /// <inheritdoc/>
    public override async Task DisposeAsync()
    {
        await base.DisposeAsync();
        if (Directory.Exists(stack)) Directory.Delete(stack, recursive: true);
    }
}

/// <summary>Results of batch jobs, downloaded by their signed URLs, equal calculations that share no code with the service, pixel by pixel.</summary>
public sealed class NumbersTests(NumbersFixture service) : IClassFixture<NumbersFixture>
{
    const string Index = """
        {"process_graph":{
          "n":{"process_id":"array_element","arguments":{"data":{"from_parameter":"data"},"label":"B08"}},
          "r":{"process_id":"array_element","arguments":{"data":{"from_parameter":"data"},"label":"B04"}},
          "i":{"process_id":"normalized_difference","arguments":{"x":{"from_node":"n"},"y":{"from_node":"r"}},"result":true}}}
        """;

    [SkippableFact]
    public async Task Ndvi_of_the_real_scene_equals_an_independent_calculation_as_GTiff_and_netCDF()
    {
        var files = await RunAsync("""
            {"load":{"process_id":"load_collection","arguments":{"id":"S2_L2A_SAMPLE","spatial_extent":null,"temporal_extent":["2022-06-01","2022-07-01"],
             "bands":["B04","B08"]}},
             "ndvi":{"process_id":"reduce_dimension","arguments":{"data":{"from_node":"load"},"dimension":"bands","reducer":INDEX}},
             "tif":{"process_id":"save_result","arguments":{"data":{"from_node":"ndvi"},"format":"GTiff"}},
             "nc":{"process_id":"save_result","arguments":{"data":{"from_node":"ndvi"},"format":"netcdf"},"result":true}}
            """);

        Compare("ndvi", NumbersFixture.Scene!, files.Single(file => file.EndsWith(".tif", StringComparison.Ordinal)),
            files.Single(file => file.EndsWith(".nc", StringComparison.Ordinal)));
    }

    [SkippableFact]
    public async Task A_box_in_degrees_cuts_out_exactly_the_pixels_whose_centres_it_holds()
    {
        var files = await RunAsync("""
            {"load":{"process_id":"load_collection","arguments":{"id":"S2_L2A_SAMPLE","spatial_extent":{"west":11.30123,"south":46.47711,"east":11.36789,
             "north":46.50987},"temporal_extent":null,"bands":["B04"]}},
             "save":{"process_id":"save_result","arguments":{"data":{"from_node":"load"},"format":"GTiff"},"result":true}}
            """);

        Compare("crop", NumbersFixture.Scene!, files.Single(), "11.30123", "46.47711", "11.36789", "46.50987");
    }

    [SkippableFact]
    public async Task What_is_loaded_and_saved_keeps_every_value_type_no_data_and_grid()
    {
        var files = await RunAsync("""
            {"load":{"process_id":"load_collection","arguments":{"id":"S2_L2A_SAMPLE","spatial_extent":null,"temporal_extent":null}},
             "save":{"process_id":"save_result","arguments":{"data":{"from_node":"load"},"format":"GTiff"},"result":true}}
            """);

        Compare("copy", NumbersFixture.Scene!, files.Single());
    }

    [SkippableFact]
    public async Task The_cloud_free_median_of_a_series_equals_an_independent_calculation()
    {
        var files = await RunAsync("""
            {"load":{"process_id":"load_collection","arguments":{"id":"S2_STACK","spatial_extent":null,"temporal_extent":null,"bands":["B04","B08","SCL"]}},
             "scl":{"process_id":"filter_bands","arguments":{"data":{"from_node":"load"},"bands":["SCL"]}},
             "cloud":{"process_id":"reduce_dimension","arguments":{"data":{"from_node":"scl"},"dimension":"bands","reducer":{"process_graph":{
               "c":{"process_id":"array_element","arguments":{"data":{"from_parameter":"data"},"index":0}},
               "e":{"process_id":"eq","arguments":{"x":{"from_node":"c"},"y":9},"result":true}}}}},
             "mask":{"process_id":"mask","arguments":{"data":{"from_node":"load"},"mask":{"from_node":"cloud"}}},
             "ndvi":{"process_id":"reduce_dimension","arguments":{"data":{"from_node":"mask"},"dimension":"bands","reducer":INDEX}},
             "median":{"process_id":"reduce_dimension","arguments":{"data":{"from_node":"ndvi"},"dimension":"t","reducer":{"process_graph":{
               "m":{"process_id":"median","arguments":{"data":{"from_parameter":"data"}},"result":true}}}}},
             "save":{"process_id":"save_result","arguments":{"data":{"from_node":"median"},"format":"GTiff"},"result":true}}
            """);

        Compare("median", service.Stack, files.Single());
    }

    /// <summary>Runs a batch job to its end and downloads its assets without any login; returns their paths.</summary>
    async Task<List<string>> RunAsync(string graph)
    {
        Skip.If(NumbersFixture.Scene is null, "The shared folder is absent: set OPENEO_SHARED to run this test.");
        Skip.IfNot(Python.HasRasterio, "python3-rasterio, python3-xarray and python3-rioxarray are needed for an independent calculation.");
        using var client = service.CreateClient();
        var created = await client.PostAsync("jobs",
            new StringContent("""{"title":"numbers","process":{"process_graph":""" + graph.Replace("INDEX", Index, StringComparison.Ordinal) + "}}",
                System.Text.Encoding.UTF8, "application/json"));
        await created.ShouldBeAsync(201);
        var id = created.Headers.GetValues("OpenEO-Identifier").Single();
        await (await client.PostAsync($"jobs/{id}/results", null)).ShouldBeAsync(202);
        for (var waited = Stopwatch.StartNew(); waited.Elapsed < TimeSpan.FromSeconds(90); await Task.Delay(100))
        {
            var status = (await client.GetJsonAsync($"jobs/{id}")).GetProperty("status").GetString();
            if (status == "finished") return await DownloadAsync(await client.GetJsonAsync($"jobs/{id}/results"));
            if (status is "error" or "canceled") Assert.Fail((await client.GetJsonAsync($"jobs/{id}/logs")).ToString());
        }
        throw new TimeoutException($"Job {id} did not end.");
    }

    async Task<List<string>> DownloadAsync(JsonElement results)
    {
        using var anonymous = service.CreateClient(user: null);
        var folder = Directory.CreateDirectory(Path.Combine(service.DataFolder, Guid.NewGuid().ToString("N"))).FullName;
        var files = new List<string>();
        foreach (var asset in results.GetProperty("assets").EnumerateObject())
        {
            files.Add(Path.Combine(folder, asset.Name));
            await File.WriteAllBytesAsync(files[^1], await anonymous.GetByteArrayAsync(asset.Value.GetProperty("href").GetString()));
        }
        return files;
    }

    static void Compare(params string[] arguments) => Python.Run([Path.Combine(AppContext.BaseDirectory, "Numbers", "compare.py"), .. arguments]);
}

/// <summary>Debian's Python, with the packages that the bootstrap script installs.</summary>
static class Python
{
    const string Interpreter = "/usr/bin/python3";

    /// <summary>True where rasterio, xarray and rioxarray can be imported.</summary>
    public static bool HasRasterio { get; } = File.Exists(Interpreter) && Start(["-c", "import rasterio, xarray, rioxarray"]).ExitCode == 0;

    /// <summary>Runs a script; fails the test with what it says when it does not exit with 0.</summary>
    public static void Run(string[] arguments)
    {
        var (exitCode, output) = Start(arguments);
        Assert.True(exitCode == 0, $"{string.Join(' ', arguments)}\n{output}");
    }

    static (int ExitCode, string Output) Start(string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(Interpreter, arguments) { RedirectStandardError = true, RedirectStandardOutput = true })!;
        var (output, error) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        process.WaitForExit();
        return (process.ExitCode, output.Result + error.Result);
    }
}
