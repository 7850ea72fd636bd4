using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using System.Text.Json;
using OpenEo.Slices.Api.Running;
using OpenEo.Slices.Api.Worker.Caging;

namespace OpenEo.Slices.Api.Tests.Worker;

/// <summary>
/// Code that has a worker's rights and no good intentions: a process that locks itself up like a worker, and then tries. In a process of its own, because
/// every thread that is born in the cage stays in it.
/// </summary>
static class Compromised
{
    /// <summary>The plan, whether system calls are filtered, what to try, and with what: tells one line for each of these, empty when it went well.</summary>
    public static int Main(string[] args)
    {
        if (args is not [var plan, var filter, var what, .. var targets]) return 2;
        var report = Cage.Restrict(JsonSerializer.Deserialize<CagePlan>(plan)!);
        if (bool.Parse(filter)) Seccomp.Enforce();
        if (report.Missing.Count > 0) return 3;
        foreach (var target in targets) Console.WriteLine(Try(() => Act(what, target)));
        return 0;
    }

    /// <summary>Runs it; the names of failures in the order of the targets.</summary>
    public static string[] Try(CagePlan plan, bool filter, string what, params string[] targets)
    {
        var start = new ProcessStartInfo("dotnet", [typeof(Compromised).Assembly.Location, JsonSerializer.Serialize(plan), filter.ToString(), what, .. targets])
        {
            RedirectStandardOutput = true,
        };
        start.Environment["DOTNET_EnableDiagnostics"] = "0";
        using var process = Process.Start(start)!;
        var lines = process.StandardOutput.ReadToEnd().Split('\n');
        process.WaitForExit();
        Assert.Equal(0, process.ExitCode);
        return lines[..^1];
    }

    static string Try(Action act)
    {
        try
        {
            act();
            return "";
        }
        catch (SocketException e)
        {
            return $"SocketException {e.SocketErrorCode}";
        }
        catch (Exception e)
        {
            return e.GetType().Name;
        }
    }

    static void Act(string what, string target)
    {
        switch (what)
        {
            case "read": File.ReadAllBytes(target); break;
            case "list": Directory.GetFileSystemEntries(target); break;
            case "write": File.WriteAllText(target, "x"); break;
            case "delete": File.Delete(target); break;
            case "work": Work(target); break;
            case "cat": Cat(target); break;
            case "kill": Process.GetProcessById(int.Parse(target)).Kill(); break;
            case "listen": new TcpListener(IPAddress.Loopback, int.Parse(target)).Start(); break;
            case "connect": Connect(int.Parse(target)); break;
            case "start": Process.Start(target); break;
            case "symlink": File.CreateSymbolicLink(target, "/etc/passwd"); break;
            case "fifo": Call(mkfifo(target, 0x180)); break;
            case "ptrace": Call(ptrace(16, int.Parse(target), 0, 0)); break;
            case "unshare": Call(unshare(int.Parse(target))); break;
            case "mount": Call(mount("a", target, "tmpfs", 0, 0)); break;
            case "socket" when target.Split(',') is [var family, var type, .. var rest]:
                Call(socket(int.Parse(family), int.Parse(type), rest is [var protocol] ? int.Parse(protocol) : 0)); break;
            case "call" when Array.ConvertAll(target.Split(','), nint.Parse) is var n: Call((int)syscall(n[0], n[1], n[2], n[3], n[4], n[5], n[6])); break;
            case "link": Call(link(target, target + ".link")); break;
            case "chmod": Call(chmod(target, 0x1ff)); break;
            case "touch": File.SetLastWriteTimeUtc(target, DateTime.UnixEpoch); break;
            default: throw new ArgumentException(what);
        }
    }

    static void Connect(int port)
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Connect(IPAddress.Loopback, port);
    }

    static void Cat(string path)
    {
        using var cat = Process.Start(new ProcessStartInfo("/bin/cat", [path]) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        var content = cat.StandardOutput.ReadToEnd();
        cat.WaitForExit();
        if (cat.ExitCode != 0 && content.Length == 0) throw new UnauthorizedAccessException();
    }

    // What runs do in their folder.
    static void Work(string folder)
    {
        Directory.CreateDirectory(folder);
        var file = Path.Combine(folder, "file.tif");
        File.WriteAllText(file, "x");
        File.Move(file, $"{file}.done");
        File.ReadAllText($"{file}.done");
        Directory.Delete(folder, recursive: true);
    }

    static void Call(int result)
    {
        const int notPermitted = 1;
        if (result < 0) throw Marshal.GetLastPInvokeError() == notPermitted ? new UnauthorizedAccessException() : new IOException();
    }

    [DllImport("libc", SetLastError = true)]
    static extern int ptrace(int request, int pid, nint address, nint data);

    [DllImport("libc", SetLastError = true)]
    static extern int mkfifo(string path, uint mode);

    [DllImport("libc", SetLastError = true)]
    static extern int unshare(int flags);

    [DllImport("libc", SetLastError = true)]
    static extern int mount(string source, string target, string type, nuint flags, nint data);

    [DllImport("libc", SetLastError = true)]
    static extern int socket(int family, int type, int protocol);

    [DllImport("libc", SetLastError = true)]
    static extern int link(string from, string to);

    [DllImport("libc", SetLastError = true)]
    static extern int chmod(string path, uint mode);

    [DllImport("libc", SetLastError = true)]
    static extern nint syscall(nint number, nint a, nint b, nint c, nint d, nint e, nint f);
}
