using System.Security.Cryptography;
using System.Text;
using OpenEo.Slices.Api.Settings;

namespace OpenEo.Slices.Api.Postgres;

/// <summary>
/// How to run PostgreSQL's programs, which refuse to be root, on a given folder: as we are when we are not root; else as a system user; else, when that
/// user cannot get to the folder, as ourselves under another number in a user namespace; else in a folder that the system user can get to.
/// </summary>
/// <param name="Folder">The folder to use: the wanted one, except in the last case.</param>
/// <param name="Prefix">What to put before the command.</param>
/// <param name="Owner">Who must own the folder, as <c>uid:gid</c>; null when it is ours anyway.</param>
internal sealed record Unprivileged(string Folder, IReadOnlyList<string> Prefix, string? Owner)
{
    /// <summary>Where root's database goes when nothing else works.</summary>
    const string SystemFolder = "/var/lib/openeo-slices";

    /// <summary>Finds the first way that works on this machine; the parent of <paramref name="folder"/> is created.</summary>
    public static async Task<Unprivileged> ForAsync(string folder, ILogger log, CancellationToken ct)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(folder)!);
        if (!Environment.IsPrivilegedProcess) return new(folder, [], null);

        var (uid, gid) = SystemUser();
        string[] asUser = ["setpriv", "--reuid", uid, "--regid", gid, "--clear-groups"];
        if (await WorksAsync([.. asUser, "test", "-x", Path.GetDirectoryName(folder)!], ct)) return new(folder, asUser, $"{uid}:{gid}");

        string[] inNamespace = ["unshare", "--user", $"--map-user={uid}", $"--map-group={gid}"];
        if (await WorksAsync([.. inNamespace, "test", "-w", Path.GetDirectoryName(folder)!], ct)) return new(folder, inNamespace, "0:0");

        var elsewhere = Path.Combine(SystemFolder, Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(folder)))[..12], "postgres");
        log.LogWarning("PostgreSQL does not run as root and user {User} cannot get to {Folder}: the database is in {Elsewhere}", uid, folder, elsewhere);
        Directory.CreateDirectory(Path.GetDirectoryName(elsewhere)!);
        return new(elsewhere, asUser, $"{uid}:{gid}");
    }

    /// <summary>
    /// Gives the folder (made if missing) and all in it to the user that PostgreSQL runs as, and to nobody else. When that is us, nothing is to be done.
    /// </summary>
    public async Task OwnAsync(string folder, CancellationToken ct)
    {
        if (Owner is null) return;
        var (exitCode, output) = await Shell.RunAsync(["sh", "-c", "mkdir -p -m 0700 \"$1\" && chown -R \"$0\" \"$1\"", Owner, folder], ct);
        if (exitCode != 0) throw new SetupException($"Cannot give {folder} to the database's user: {output.Trim()}");
    }

    static async Task<bool> WorksAsync(string[] command, CancellationToken ct)
    {
        try
        {
            return (await Shell.RunAsync(command, ct)).ExitCode == 0;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return false;   // the program is not installed
        }
    }

    // PostgreSQL's own user when the distribution has made it, else the one that every system has.
    static (string Uid, string Gid) SystemUser()
    {
        var accounts = File.ReadLines("/etc/passwd").Select(line => line.Split(':')).Where(fields => fields.Length > 3).ToList();
        var account = accounts.Find(fields => fields[0] == "postgres") ?? accounts.Find(fields => fields[0] == "nobody");
        return account is null ? ("65534", "65534") : (account[2], account[3]);
    }
}
