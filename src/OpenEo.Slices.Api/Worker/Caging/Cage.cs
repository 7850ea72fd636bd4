using System.Runtime.InteropServices;
using System.Text.Json;
using OpenEo.Slices.Api.Running;

namespace OpenEo.Slices.Api.Worker.Caging;

/// <summary>
/// Shuts a worker off, before it opens anything that a user names, from all that is none of its business: other files than those of the plan, other ports,
/// other processes, and the system calls of attacks. In two steps, because Landlock holds for one thread and .NET has several from its first moment: the
/// process restricts its main thread and starts itself anew in it, in place; the new one then filters system calls.
/// </summary>
static partial class Cage
{
    const string Done = "OPENEO_CAGE_FILES";
    const string NoFiles = "files: the kernel has no Landlock, or it is turned off";
    const string NoPorts = "ports: the kernel is older than 6.7 or has no Landlock";
    const string NoFilter = "system calls: there is no filter for this processor";

    const int SetNoNewPrivileges = 38, SetDumpable = 4;
    const int CoreSize = 4;          // RLIMIT_CORE
    const int ReadAnyFile = 1;       // CAP_DAC_OVERRIDE: root writes into folders that belong to others, as it does outside

    // What .NET, GDAL, PROJ and the C library read by themselves. Of /etc only what names and certificates need.
    static readonly string[] system =
    [
        "/usr", "/lib", "/lib64", "/lib32", "/bin", "/sbin", "/etc/ssl", "/etc/pki", "/etc/ca-certificates", "/etc/ld.so.cache", "/etc/ld.so.conf",
        "/etc/ld.so.conf.d", "/etc/alternatives", "/etc/resolv.conf", "/run/systemd/resolve", "/etc/hosts", "/etc/host.conf", "/etc/nsswitch.conf",
        "/etc/gai.conf", "/etc/services", "/etc/protocols", "/etc/localtime", "/etc/timezone", "/etc/os-release", "/etc/dotnet", "/proc/self", "/proc/meminfo",
        "/proc/cpuinfo", "/proc/stat", "/proc/version", "/proc/filesystems", "/proc/sys/vm", "/proc/sys/kernel/random", "/sys/devices/system", "/sys/fs/cgroup",
        "/sys/kernel/mm/transparent_hugepage",
    ];

    static readonly string[] devices = ["/dev/null", "/dev/zero", "/dev/full", "/dev/random", "/dev/urandom"];

    /// <summary>
    /// Restricts this process to the plan in <see cref="CagePlan.Variable"/>, and starts it anew; returns when that has been done, with what is in force.
    /// Called on the main thread before anything else.
    /// </summary>
    public static CageReport Enter()
    {
        if (Environment.GetEnvironmentVariable(CagePlan.Variable) is not { } json) return CageReport.Off;
        var plan = JsonSerializer.Deserialize<CagePlan>(json)!;
        if (Environment.GetEnvironmentVariable(Done) is { } done) return Finish(plan, JsonSerializer.Deserialize<CageReport>(done)!);
        var report = Restrict(plan);
        Start((Done, JsonSerializer.Serialize(report)));
        return report with { Missing = [.. report.Missing, "files and ports: the process could not be started anew"] };
    }

    /// <summary>What this kernel and processor cannot do.</summary>
    public static IReadOnlyList<string> Unable() =>
    [
        .. Landlock.Version == 0 ? [NoFiles] : Array.Empty<string>(),
        .. Landlock.HasPorts ? Array.Empty<string>() : [NoPorts],
        .. Seccomp.IsKnown ? Array.Empty<string>() : [NoFilter],
    ];

    /// <summary>Restricts the calling thread, and what it starts, to the plan.</summary>
    internal static CageReport Restrict(CagePlan plan)
    {
        List<string> done = [], missing = [];
        Try("no new privileges", () => Demand(prctl(SetNoNewPrivileges, 1, 0, 0, 0)));
        Try("no core files", () => Demand(setrlimit(CoreSize, [0, 0])));
        if (Environment.IsPrivilegedProcess) Try("no capabilities of root", DropCapabilities);
        if (Landlock.Version == 0) missing.Add(NoFiles);
        else
            Try($"files{(Landlock.HasPorts ? ", ports" : "")}{(Landlock.HasScopes ? ", signals" : "")} (Landlock {Landlock.Version})", () => Landlock.Enforce(
                plan.Read.Concat(system).Concat(Own()).SelectMany(path => Without(path, plan.Without)), plan.Write, devices, plan.Ports));
        if (!Landlock.HasPorts) missing.Add(NoPorts);
        return new CageReport(done, missing);

        void Try(string what, Action act)
        {
            try
            {
                act();
                done.Add(what);
            }
            catch (InvalidOperationException e)
            {
                missing.Add($"{what}: {e.Message}");
            }
        }
    }

    static CageReport Finish(CagePlan plan, CageReport report)
    {
        try
        {
            Demand(prctl(SetDumpable, 0, 0, 0, 0));
            if (!Seccomp.IsKnown) return report with { Missing = [.. report.Missing, NoFilter] };
            Seccomp.Enforce();
            return report with { InForce = [.. report.InForce, "no dumps", "system calls (seccomp)"] };
        }
        catch (InvalidOperationException e)
        {
            return report with { Missing = [.. report.Missing, $"system calls: {e.Message}"] };
        }
    }

    // The program itself, the runtime that runs it, and where operators have put GDAL's and PROJ's data and certificates.
    static IEnumerable<string> Own() =>
        new[]
        {
            AppContext.BaseDirectory, Path.GetDirectoryName(Environment.ProcessPath), RuntimeRoot(RuntimeEnvironment.GetRuntimeDirectory()),
            Environment.GetEnvironmentVariable("DOTNET_ROOT"), Environment.GetEnvironmentVariable("GDAL_DATA"), Environment.GetEnvironmentVariable("PROJ_DATA"),
            Environment.GetEnvironmentVariable("PROJ_LIB"), Environment.GetEnvironmentVariable("GDAL_DRIVER_PATH"),
            Environment.GetEnvironmentVariable("SSL_CERT_FILE"), Environment.GetEnvironmentVariable("SSL_CERT_DIR"),
        }.OfType<string>().Select(Path.GetFullPath).Where(path => path != "/");

    /// <summary>
    /// The folder of a shared runtime (the one above <c>shared/Microsoft.NETCore.App/10.0.0</c>); null for the runtime of a self-contained program, which is
    /// in the program's own folder: what is above that is the operator's.
    /// </summary>
    internal static string? RuntimeRoot(string runtime) =>
        Path.TrimEndingDirectorySeparator(runtime).Split('/') is [.. var root, "shared", "Microsoft.NETCore.App", _] ? string.Join('/', root) : null;

    /// <summary>
    /// A folder, or, where it holds closed ones, everything else in it. Landlock only allows; it cannot make an exception of what it has allowed.
    /// </summary>
    internal static IEnumerable<string> Without(string folder, IReadOnlyList<string> closed)
    {
        folder = Path.TrimEndingDirectorySeparator(folder);
        // A rule is about what a link leads to (/lib to /usr/lib).
        if (new DirectoryInfo(folder) is { LinkTarget: not null } link) folder = link.ResolveLinkTarget(returnFinalTarget: true)?.FullName ?? folder;
        if (closed.Contains(folder)) return [];
        if (!closed.Any(path => path.StartsWith(folder + Path.DirectorySeparatorChar, StringComparison.Ordinal)) || !Directory.Exists(folder)) return [folder];
        return Directory.EnumerateFileSystemEntries(folder).Where(entry => !closed.Contains(entry)).SelectMany(entry => Without(entry, closed));
    }

    // Keeps the process, its number and its pipes. Returns only when it did not work.
    static void Start((string Name, string Value) more)
    {
        var arguments = File.ReadAllText("/proc/self/cmdline").TrimEnd('\0').Split('\0');
        var variables = Environment.GetEnvironmentVariables();
        variables[more.Name] = more.Value;
        _ = execve(Environment.ProcessPath!, [.. arguments, null],
            [.. variables.Cast<System.Collections.DictionaryEntry>().Select(variable => $"{variable.Key}={variable.Value}"), null]);
    }

    // _LINUX_CAPABILITY_VERSION_3, this process; then effective, permitted and inheritable, low halves first.
    static void DropCapabilities() => Demand(capset([0x20080522, 0], [1u << ReadAnyFile, 1u << ReadAnyFile, 0, 0, 0, 0]));

    static void Demand(int result)
    {
        if (result != 0) throw new InvalidOperationException(Marshal.GetPInvokeErrorMessage(Marshal.GetLastPInvokeError()));
    }

    [LibraryImport("libc", SetLastError = true)]
    private static partial int prctl(int option, nint a, nint b, nint c, nint d);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int setrlimit(int resource, ulong[] limit);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int capset(uint[] header, uint[] data);

    [LibraryImport("libc", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int execve(string path, string?[] arguments, string?[] variables);
}
