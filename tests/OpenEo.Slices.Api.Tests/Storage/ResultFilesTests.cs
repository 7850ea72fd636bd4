using Microsoft.Extensions.Logging.Abstractions;
using OpenEo.Slices.Api.Settings;
using OpenEo.Slices.Api.Storage;

namespace OpenEo.Slices.Api.Tests.Storage;

public sealed class ResultFilesTests : IDisposable
{
    readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("openeo-results-");

    public void Dispose() => folder.Delete(recursive: true);

    [Fact]
    public void Whoever_publishes_late_deletes_nothing_of_a_run_that_began_since()
    {
        var files = new ResultFiles(new ResultSettings { Folder = folder.FullName }, new DataSettings(), null!, NullLogger<ResultFiles>.Instance);
        foreach (var run in (long[])[7, 9, 10, 11, 100])
        {
            Directory.CreateDirectory(files.RunFolder("job", run));
            File.WriteAllText(files.FullPath(ResultFiles.RelativePath("job", run, "openEO.tif")), "pixels");
        }
        files.DeleteOlderRuns("job", 10);
        Assert.Equal(["10", "100", "11"], Directory.GetDirectories(Path.Combine(folder.FullName, "job")).Select(Path.GetFileName).Order(StringComparer.Ordinal));
        Assert.True(File.Exists(files.FullPath(ResultFiles.RelativePath("job", 100, "openEO.tif"))));
    }
}
