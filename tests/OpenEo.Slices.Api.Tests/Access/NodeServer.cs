using System.Diagnostics;

namespace OpenEo.Slices.Api.Tests.Access;

/// <summary>Servers that npm brings, each in a folder of its own below <c>tests</c>.</summary>
static class NodeServer
{
    /// <summary>The folder of this name.</summary>
    public static string FolderOf(string name) => Path.Combine(ArchitectureTests.Root, "tests", name);

    /// <summary>Installs what the folder asks for, unless it is there.</summary>
    public static async Task InstallAsync(string folder)
    {
        if (Directory.Exists(Path.Combine(folder, "node_modules"))) return;
        using var process = Process.Start(new ProcessStartInfo("npm", ["ci"]) { WorkingDirectory = folder, RedirectStandardOutput = true })!;
        await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
    }
}
