using System.Runtime.InteropServices;

namespace OpenEo.Slices.Api.Worker.Caging;

/// <summary>
/// Linux's Landlock (Documentation/userspace-api/landlock.rst of the kernel): rules that a process gives itself, for ever and for all its children, by which
/// files and TCP ports are refused that are not listed. Holds for the calling thread and what it starts.
/// </summary>
static unsafe partial class Landlock
{
    const nint CreateRuleset = 444, AddRule = 445, RestrictSelf = 446;
    const int PathBeneath = 1, NetPort = 2;
    const int OpenPath = 0x200000 | 0x80000;   // O_PATH | O_CLOEXEC

    const ulong Execute = 1 << 0, WriteFile = 1 << 1, ReadFile = 1 << 2, ReadFolder = 1 << 3, Truncate = 1 << 14, Ioctl = 1 << 15;
    const ulong ConnectTcp = 2;

    // Rights of files; the others are of folders only.
    const ulong OfFiles = Execute | WriteFile | ReadFile | Truncate | Ioctl;
    const ulong Reading = Execute | ReadFile | ReadFolder;

    // Devices, sockets, pipes, links and moves between folders: whoever takes a file over from here must not be led or held up by it.
    const ulong Special = 1 << 6 | 1 << 9 | 1 << 10 | 1 << 11 | 1 << 12 | 1 << 13;

    [StructLayout(LayoutKind.Sequential)]
    struct Ruleset
    {
        public ulong Files, Net, Scoped;
    }

    [StructLayout(LayoutKind.Sequential, Pack = 1)]
    struct PathRule
    {
        public ulong Allowed;
        public int Folder;
    }

    [StructLayout(LayoutKind.Sequential)]
    struct PortRule
    {
        public ulong Allowed, Port;
    }

    /// <summary>The version of the kernel's interface; 0 when it has none, or has it turned off.</summary>
    public static int Version { get; } = OperatingSystem.IsLinux() ? Math.Max(0, (int)syscall(CreateRuleset, 0, 0, 1, 0)) : 0;

    /// <summary>Whether TCP ports can be refused.</summary>
    public static bool HasPorts => Version >= 4;

    /// <summary>Whether signals and abstract sockets of other processes can be refused.</summary>
    public static bool HasScopes => Version >= 6;

    // Each version has learned rights; asking for one that the kernel does not know is an error.
    static ulong AllRights => Version switch { 1 => (1UL << 13) - 1, 2 => (1UL << 14) - 1, 3 or 4 => (1UL << 15) - 1, _ => (1UL << 16) - 1 };

    /// <summary>Restricts the calling thread. Needs <c>no_new_privs</c>.</summary>
    /// <param name="read">Folders and files to read and execute.</param>
    /// <param name="write">Folders to make, change and delete files and folders in.</param>
    /// <param name="devices">Files of devices to read and write.</param>
    /// <param name="ports">TCP ports to connect to; no other, and none to listen at.</param>
    /// <exception cref="InvalidOperationException">The kernel refused.</exception>
    public static void Enforce(IEnumerable<string> read, IEnumerable<string> write, IEnumerable<string> devices, IEnumerable<int> ports)
    {
        var rules = new Ruleset { Files = AllRights, Net = HasPorts ? 3UL : 0, Scoped = HasScopes ? 3UL : 0 };
        var size = Version switch { < 4 => 8, < 6 => 16, _ => 24 };
        var ruleset = (int)Demand(syscall(CreateRuleset, (nint)(&rules), size, 0, 0), "landlock_create_ruleset");
        foreach (var path in read) Allow(ruleset, path, Reading);
        foreach (var path in write) Allow(ruleset, path, AllRights & ~(Execute | Special));
        foreach (var path in devices) Allow(ruleset, path, ReadFile | WriteFile | (AllRights & Ioctl));
        foreach (var port in HasPorts ? ports : [])
        {
            var rule = new PortRule { Allowed = ConnectTcp, Port = (ulong)port };
            Demand(syscall(AddRule, ruleset, NetPort, (nint)(&rule), 0), "landlock_add_rule");
        }
        Demand(syscall(RestrictSelf, ruleset, 0, 0, 0), "landlock_restrict_self");
        _ = close(ruleset);
    }

    // What is not there cannot be opened later either: a rule is about what the path leads to now.
    static void Allow(int ruleset, string path, ulong rights)
    {
        var folder = open(path, OpenPath, 0);
        if (folder < 0) return;
        var rule = new PathRule { Allowed = Directory.Exists(path) ? rights : rights & OfFiles, Folder = folder };
        Demand(syscall(AddRule, ruleset, PathBeneath, (nint)(&rule), 0), "landlock_add_rule");
        _ = close(folder);
    }

    static nint Demand(nint result, string call) =>
        result >= 0 ? result : throw new InvalidOperationException($"{call}: {Marshal.GetPInvokeErrorMessage(Marshal.GetLastPInvokeError())}");

    [LibraryImport("libc", SetLastError = true)]
    private static partial nint syscall(nint number, nint a, nint b, nint c, nint d);

    [LibraryImport("libc", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int open(string path, int flags, int mode);

    [LibraryImport("libc")]
    private static partial int close(int file);
}
