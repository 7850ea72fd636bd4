using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using OpenEo.Slices.Api.Running;
using OpenEo.Slices.Api.Tests.Features.ProcessGraphs;
using OpenEo.Slices.Api.Tests.Running;
using OpenEo.Slices.Api.Worker.Caging;

namespace OpenEo.Slices.Api.Tests.Worker;

/// <summary>
/// What code in a worker could do that a hostile file has taken over.
/// </summary>
[Collection("jobs")]
public sealed class CageTests(JobFixture api) : IDisposable
{
    readonly string folder = Directory.CreateTempSubdirectory("openeo-cage-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    const string Refused = nameof(UnauthorizedAccessException);

    string Folder(params ReadOnlySpan<string> parts) => Directory.CreateDirectory(Path.Combine([folder, .. parts])).FullName;

    string Write(string path)
    {
        Folder(Path.GetDirectoryName(path)!);
        File.WriteAllText(Path.Combine(folder, path), "secret");
        return Path.Combine(folder, path);
    }

    string[] Attempt(string what, params string[] targets) => Compromised.Try(Plan(), false, what, targets);

    CagePlan Plan(params int[] ports) =>
        new([Folder("data", "collections"), folder], [Folder("data", "results")], [Folder("data")], ports, false);

    [SkippableFact]
    public void Files_outside_the_plan_are_closed_by_whichever_way_they_are_named()
    {
        Skip.If(Landlock.Version < 6, "The kernel has no Landlock.");
        var key = Write("data/keys/key");
        var open = Write("data/collections/item.json");
        File.CreateSymbolicLink(Path.Combine(Folder("data", "collections"), "link"), key);
        string[] closed =
        [
            key, Write("data/postgres/base/1"), Path.Combine(folder, "data", "collections", "link"),
            Path.Combine(folder, "data", "results", "..", "keys", "key"),
            $"/proc/self/root{key}", $"/proc/{Environment.ProcessId}/environ", "/etc/passwd", "/etc/shadow", "/root/.bashrc", "/proc/1/environ", "/dev/mem",
        ];
        closed = [.. closed.Where(File.Exists)];
        Assert.True(closed.Length >= 6, string.Join(", ", closed));
        Assert.All(Attempt("read", closed).Zip(closed), tried => Assert.Equal((Refused, tried.Second), tried));
        Assert.Equal([Refused, Refused], Attempt("list", Folder("data"), Folder("data", "keys")));
        // The same by a program that it starts.
        Assert.Equal(["", Refused], Attempt("cat", open, key));
        Assert.Equal(["", ""], Attempt("read", open, "/etc/hosts"));
    }

    [SkippableFact]
    public void Nothing_is_written_but_in_the_folders_for_it()
    {
        Skip.If(Landlock.Version < 6, "The kernel has no Landlock.");
        var other = Write("data/collections/item.json");
        string[] closed =
            [other, Path.Combine(Folder("data", "collections"), "new"), Path.Combine(folder, "new"), "/tmp/openeo-cage-new", "/usr/openeo-cage-new"];
        Assert.All(Attempt("write", closed), failure => Assert.Equal(Refused, failure));
        Assert.Equal([Refused], Attempt("delete", other));
        Assert.Equal("secret", File.ReadAllText(other));
        Assert.Equal([""], Attempt("work", Path.Combine(folder, "data", "results", "run")));
    }

    [SkippableFact]
    public void Only_the_ports_of_the_plan_can_be_connected_to_and_none_listened_at()
    {
        Skip.If(!Landlock.HasPorts, "The kernel's Landlock knows no ports.");
        using var open = new TcpListener(IPAddress.Loopback, 0);
        using var closed = new TcpListener(IPAddress.Loopback, 0);
        open.Start();
        closed.Start();
        var (allowed, other) = (((IPEndPoint)open.LocalEndpoint).Port, ((IPEndPoint)closed.LocalEndpoint).Port);
        Assert.Equal(["", "SocketException AccessDenied"], Compromised.Try(Plan(allowed), true, "connect", $"{allowed}", $"{other}"));
        Assert.Equal(["SocketException AccessDenied"], Compromised.Try(Plan(allowed), true, "listen", "0"));
    }

    [SkippableFact]
    public void Other_processes_get_no_signals()
    {
        Skip.If(!Landlock.HasScopes, "The kernel's Landlock knows no signals.");
        using var sleeper = Process.Start("/bin/sleep", "60");
        Assert.NotEqual("", Assert.Single(Attempt("kill", $"{sleeper.Id}")));
        Assert.False(sleeper.HasExited);
        sleeper.Kill();
    }

    [SkippableTheory]
    [InlineData("ptrace", "1")]
    [InlineData("unshare", "268435456")]
    [InlineData("mount", "/mnt")]
    [InlineData("socket", "17,3", "2,3", "1,1", "40,1", "38,5", "10,3")]
    public void System_calls_that_no_worker_needs_are_refused(string call, params string[] targets)
    {
        Skip.If(!Seccomp.IsKnown, "There is no filter for this processor.");
        Assert.All(Compromised.Try(Plan(), true, call, targets), failure => Assert.Equal(Refused, failure));
    }

    [SkippableFact]
    public void No_program_is_started_and_names_are_still_resolved()
    {
        Skip.If(!Seccomp.IsKnown, "There is no filter for this processor.");
        Assert.Equal([nameof(System.ComponentModel.Win32Exception)], Compromised.Try(Plan(), true, "start", "/bin/true"));
        Assert.Equal(["", "", ""], Compromised.Try(Plan(), true, "socket", "2,1", "2,2", "16,3"));
    }

    [SkippableFact]
    public async Task Workers_of_the_service_are_caged_and_their_environment_holds_no_secret()
    {
        Skip.If(Cage.Unable().Count > 0, "The kernel cannot.");
        await using var host = api.StartHost(api.With(("Workers:Cage", "Required")));
        using var client = host.CreateClient("caged");
        await client.RunJobAsync(JobFixture.Copy);
        Assert.Equal(3, (await client.ComputeAsync(JobFixture.Sum)).GetInt32());
        var workers = Directory.GetDirectories("/proc").Where(IsWorker).ToList();
        Assert.NotEmpty(workers);
        foreach (var worker in workers)
        {
            var status = await File.ReadAllTextAsync(Path.Combine(worker, "status"));
            Assert.Matches(@"Seccomp:\s+2", status);
            Assert.Matches(@"NoNewPrivs:\s+1", status);
            var seen = await File.ReadAllTextAsync(Path.Combine(worker, "environ")) + await File.ReadAllTextAsync(Path.Combine(worker, "cmdline"));
            Assert.DoesNotContain("ConnectionStrings", seen, StringComparison.OrdinalIgnoreCase);
            Assert.DoesNotContain("Password=", seen, StringComparison.OrdinalIgnoreCase);
            Assert.DoesNotContain("socks5", seen, StringComparison.Ordinal);
        }

        static bool IsWorker(string process)
        {
            try
            {
                return File.ReadAllText(Path.Combine(process, "cmdline")).TrimEnd('\0').EndsWith("OpenEo.Slices.dll\0worker", StringComparison.Ordinal)
                    && File.ReadAllText(Path.Combine(process, "stat")).Split(") ")[1].Split(' ')[1] == Environment.ProcessId.ToString();
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                return false;
            }
        }
    }
}
