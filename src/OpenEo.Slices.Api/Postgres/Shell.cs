using System.Diagnostics;

namespace OpenEo.Slices.Api.Postgres;

/// <summary>Runs other programs; arguments are never interpreted by a shell.</summary>
internal static class Shell
{
    /// <summary>Runs to the end and returns the exit code and everything it said.</summary>
    public static async Task<(int ExitCode, string Output)> RunAsync(IReadOnlyList<string> command, CancellationToken ct)
    {
        var start = StartInfo(command);
        start.RedirectStandardOutput = start.RedirectStandardError = true;
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync(ct);
        var error = process.StandardError.ReadToEndAsync(ct);
        await process.WaitForExitAsync(ct);
        return (process.ExitCode, await output + await error);
    }

    /// <summary>Starts and returns at once; the program shares our output.</summary>
    public static Process Start(IReadOnlyList<string> command) => Process.Start(StartInfo(command))!;

    // In the root folder: our own may be one that another user cannot enter.
    static ProcessStartInfo StartInfo(IReadOnlyList<string> command) => new(command[0], command.Skip(1)) { WorkingDirectory = "/", UseShellExecute = false };
}
