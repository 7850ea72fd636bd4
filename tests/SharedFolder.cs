namespace OpenEo.Slices.Tests;

/// <summary>
/// The folder of sample data that lies beside the repository, or where OPENEO_SHARED says; tests that need it are skipped where it is absent.
/// </summary>
static class SharedFolder
{
    /// <summary>The path of a file in it; skips the running test when there is none.</summary>
    public static string Find(string path)
    {
        var root = Environment.GetEnvironmentVariable("OPENEO_SHARED") ?? BesideRepository();
        var full = root is null ? null : Path.Combine(root, path);
        Skip.If(full is null || !(File.Exists(full) || Directory.Exists(full)),
            $"The shared folder with {path} is absent: set OPENEO_SHARED to run this test.");
        return full!;
    }

    static string? BesideRepository()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
            if (folder.EnumerateFiles("*.sln").Any()) return Path.Combine(folder.Parent?.FullName ?? "/", "shared");
        return null;
    }
}
