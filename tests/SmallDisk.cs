using System.Diagnostics;

namespace OpenEo.Slices.Tests;

/// <summary>A file system in memory that is soon full. Only who may mount can make one: tests that need it are skipped elsewhere.</summary>
sealed class SmallDisk : IDisposable
{
    readonly string filler;

    /// <summary>Mounts one of so many KiB; skips the running test where that cannot be done.</summary>
    public SmallDisk(int kibibytes)
    {
        Path = Directory.CreateTempSubdirectory("openeo-disk-").FullName;
        filler = System.IO.Path.Combine(Path, ".filler");
        var (code, error) = Run("mount", "-t", "tmpfs", "-o", $"size={kibibytes}k,mode=777", "tmpfs", Path);
        if (code == 0) return;
        Directory.Delete(Path);
        Skip.If(true, $"A small file system cannot be mounted here, so a full disk cannot be tested: {error.Trim()}");
    }

    /// <summary>Where it is.</summary>
    public string Path { get; }

    /// <summary>Fills it but for so many KiB.</summary>
    public void Fill(int kibibytes = 0)
    {
        Free();
        var left = new DriveInfo(Path).AvailableFreeSpace - ((long)kibibytes << 10);
        using var file = File.OpenHandle(filler, FileMode.Create, FileAccess.Write);
        var page = new byte[4096];
        for (var at = 0L; at + page.Length <= left; at += page.Length) RandomAccess.Write(file, page, at);
    }

    /// <summary>Makes room again.</summary>
    public void Free() => File.Delete(filler);

    /// <inheritdoc/>
    public void Dispose()
    {
        Run("umount", "-l", Path);
        Directory.Delete(Path);
    }

    static (int Code, string Error) Run(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardError = true, RedirectStandardOutput = true })!;
        var error = process.StandardError.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, error);
    }
}
