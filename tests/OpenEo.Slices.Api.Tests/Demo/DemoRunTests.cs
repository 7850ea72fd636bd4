using OpenEo.Slices.Engine.Blocks;
using OpenEo.Slices.Engine.Cubes;
using OpenEo.Slices.Gdal;

namespace OpenEo.Slices.Api.Tests.Demo;

/// <summary>The command that the README begins with, as its reader runs it.</summary>
public sealed class DemoRunTests : IDisposable
{
    readonly string folder = Directory.CreateTempSubdirectory("openeo-run-").FullName;

    // The database of root runs as another user, who must get through.
    public DemoRunTests()
    {
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(folder, File.GetUnixFileMode(folder) | UnixFileMode.OtherExecute);
    }

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public async Task A_fresh_service_computes_the_readmes_picture_and_leaves_only_the_files()
    {
        var temporary = Directory.CreateDirectory(Path.Combine(folder, "tmp")).FullName;
        var results = Path.Combine(folder, "results");
        using var run = new ServiceProcess(["demo", results], new Dictionary<string, string> { ["TMPDIR"] = temporary });
        var (exitCode, output, error) = await run.EndAsync();

        Assert.True(exitCode == 0, output + error);
        Assert.Equal(["ndvi-median.tif", "picture.png"], Directory.GetFiles(results).Select(Path.GetFileName).Order());
        Assert.Contains(Path.Combine(results, "ndvi-median.tif"), output, StringComparison.Ordinal);
        Assert.Matches(@"maximum +0\.[789]\d", output);
        Assert.Contains("info: Finished", output, StringComparison.Ordinal);
        Assert.DoesNotContain("openeo-demo-", string.Join(' ', Directory.GetFileSystemEntries(temporary)), StringComparison.Ordinal);
        Assert.InRange(DifferentPixels(Path.Combine(results, "picture.png"), PictureOfReadMe()), 0, 0.01);
    }

    [Fact]
    public async Task Says_in_one_line_that_nobody_answers()
    {
        using var run = new ServiceProcess(["demo", folder], new Dictionary<string, string> { ["OPENEO_URL"] = ServiceProcess.FreeUrl() });
        var (exitCode, output, error) = await run.EndAsync();

        Assert.Equal((1, ""), (exitCode, output));
        Assert.StartsWith("The service does not answer", error, StringComparison.Ordinal);
        Assert.Single(error.TrimEnd().Split('\n'));
    }

    [Fact]
    public async Task An_existing_service_is_used_with_its_password_and_no_job_stays_behind()
    {
        var url = ServiceProcess.FreeUrl();
        using var service = new ServiceProcess([], new Dictionary<string, string> { ["DataFolder"] = Path.Combine(folder, "data"), ["ASPNETCORE_URLS"] = url });
        await service.WaitReadyAsync(url);
        using var wrong = new ServiceProcess(["demo", folder], new Dictionary<string, string> { ["OPENEO_URL"] = url, ["OPENEO_PASSWORD"] = "wrong" });
        var refused = await wrong.EndAsync();
        using var right = new ServiceProcess(["demo", Path.Combine(folder, "results")], new Dictionary<string, string> { ["OPENEO_URL"] = url });
        var done = await right.EndAsync();

        Assert.Equal(1, refused.ExitCode);
        Assert.Contains("CredentialsInvalid", refused.Error, StringComparison.Ordinal);
        Assert.True(done.ExitCode == 0, done.Output + done.Error);
        // But for the locks of workers that live.
        Assert.DoesNotContain(Directory.Exists(Path.Combine(folder, "data", "results"))
            ? Directory.GetFiles(Path.Combine(folder, "data", "results"), "*", SearchOption.AllDirectories) : [],
            file => !file.EndsWith(".lock", StringComparison.Ordinal));
        Assert.Equal(0, (await service.StopAsync()).ExitCode);
    }

    static string PictureOfReadMe()
    {
        var root = new DirectoryInfo(AppContext.BaseDirectory);
        while (!root.EnumerateFiles("*.sln").Any()) root = root.Parent!;
        return Path.Combine(root.FullName, "docs", "ndvi-median.png");
    }

    /// <summary>The share of pixels that differ; rounding may move a few from one shade to the next.</summary>
    static double DifferentPixels(string one, string other)
    {
        using var rasters = new GdalLibrary();
        using var pool = new BlockPool();
        var grid = rasters.Describe(one).Grid;
        Assert.Equal((grid.Width, grid.Height), (rasters.Describe(other).Grid.Width, rasters.Describe(other).Grid.Height));
        using var a = pool.Rent(ElementType.UInt8, grid.Height, grid.Width);
        using var b = pool.Rent(ElementType.UInt8, grid.Height, grid.Width);
        var worst = 0.0;
        for (var band = 1; band <= 3; band++)
        {
            rasters.Read(one, band, 0, 0, a);
            rasters.Read(other, band, 0, 0, b);
            var (x, y) = (a.Cells1D<byte>().ToArray(), b.Cells1D<byte>().ToArray());
            worst = Math.Max(worst, x.Zip(y).Count(pair => pair.First != pair.Second) / (double)x.Length);
        }
        return worst;
    }
}
