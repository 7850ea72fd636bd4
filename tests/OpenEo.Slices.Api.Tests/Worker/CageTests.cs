using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.DependencyInjection;
using OpenEo.Slices.Api.Running;
using OpenEo.Slices.Api.Tests.Features.Files;
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
        new([Folder("data", "collections"), folder], [Folder("data", "results")], [Folder("data")], ports);

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
    [InlineData("socket", "17,3", "2,3", "1,1", "40,1", "38,5", "10,3", "2,1,262", "10,1,262", "2,1,132", "2,2", "10,2", "16,3,4")]
    public void System_calls_that_no_worker_needs_are_refused(string call, params string[] targets)
    {
        Skip.If(!Seccomp.IsKnown, "There is no filter for this processor.");
        Assert.All(Compromised.Try(Plan(), true, call, targets), failure => Assert.Equal(Refused, failure));
    }

    [SkippableFact]
    public void No_program_is_started_and_connections_are_still_made()
    {
        Skip.If(!Seccomp.IsKnown, "There is no filter for this processor.");
        Assert.Equal([nameof(System.ComponentModel.Win32Exception)], Compromised.Try(Plan(), true, "start", "/bin/true"));
        Assert.Equal(["", "", "", ""], Compromised.Try(Plan(), true, "socket", "2,1", "2,1,6", "10,1", "16,3"));
    }

    [SkippableTheory]
    // Fast open by sendto, sendmsg and sendmmsg; listen, accept, accept4, socketpair.
    [InlineData("44,-1,0,0,536870912,0,0", "46,-1,0,536870912,0,0,0", "307,-1,0,0,536870912,0,0", "50,-1,1,0,0,0,0", "43,-1,0,0,0,0,0", "288,-1,0,0,0,0,0",
        "53,1,1,0,0,0,0")]
    // Limits and scheduling of process 1; fork and vfork as clone; shm, sem, msg, memfd, userfaultfd, pidfd_open, inotify.
    [InlineData("302,1,7,0,0,0,0", "203,1,0,0,0,0,0", "144,1,0,0,0,0,0", "141,0,1,0,0,0,0", "56,17,0,0,0,0,0", "57,0,0,0,0,0,0", "29,0,4096,896,0,0,0",
        "64,0,1,896,0,0,0", "68,0,896,0,0,0,0", "319,0,0,0,0,0,0", "323,0,0,0,0,0,0", "434,1,0,0,0,0,0", "294,0,0,0,0,0,0")]
    public void Ways_around_Landlock_are_refused(params string[] calls)
    {
        Skip.IfNot(System.Runtime.InteropServices.RuntimeInformation.ProcessArchitecture is System.Runtime.InteropServices.Architecture.X64, "Other numbers.");
        Assert.All(Compromised.Try(Plan(), true, "call", calls).Zip(calls), tried => Assert.Equal((Refused, tried.Second), tried));
        // Its own limits, and sending as usual, which fails for want of a socket only.
        Assert.Equal(["", nameof(IOException)], Compromised.Try(Plan(), true, "call", "302,0,7,0,0,0,0", "44,-1,0,0,0,0,0"));
    }

    [SkippableFact]
    public void Files_get_no_second_names_modes_or_times()
    {
        Skip.If(!Seccomp.IsKnown, "There is no filter for this processor.");
        var file = Write("data/results/file");
        foreach (var call in (string[])["link", "chmod", "touch"]) Assert.Equal([Refused], Compromised.Try(Plan(), true, call, file));
        Assert.Equal([file], Directory.GetFileSystemEntries(Folder("data", "results")));
    }

    [Theory]
    [InlineData("/usr/lib/dotnet/shared/Microsoft.NETCore.App/10.0.0/", "/usr/lib/dotnet")]
    [InlineData("/home/eo/openeo/app/", null)]
    public void Only_a_shared_runtime_has_a_root_to_read(string runtime, string? root) => Assert.Equal(root, Cage.RuntimeRoot(runtime));

    [Fact]
    public void Settings_beside_the_program_stay_closed_also_behind_a_link()
    {
        var settings = Write("app/appsettings.json");
        var program = Write("app/program.dll");
        Directory.CreateSymbolicLink(Path.Combine(folder, "link"), Path.Combine(folder, "app"));
        Assert.Equal([program], Cage.Without(Path.Combine(folder, "app") + "/", [settings]));
        Assert.Equal([program], Cage.Without(Path.Combine(folder, "link"), [settings]));
    }

    [SkippableFact]
    public async Task What_a_worker_of_the_service_may_see_is_nobody_elses()
    {
        Skip.If(Cage.Unable().Count > 0, "The kernel cannot.");
        using var client = api.CreateClient("cage-owner");
        await (await client.PutFileAsync("mine.txt", "mine"u8.ToArray())).ShouldBeAsync(200);
        var job = await client.RunJobAsync(JobFixture.Copy);
        var services = api.Host.Services;
        using WorkerSlot slot = services.GetRequiredService<WorkerSlots>().Create(), other = services.GetRequiredService<WorkerSlots>().Create();
        var variables = new Dictionary<string, string?>();
        services.GetRequiredService<WorkerEnvironment>().Prepare(variables, slot);
        var plan = System.Text.Json.JsonSerializer.Deserialize<CagePlan>(variables[CagePlan.Variable]!)!;
        await File.WriteAllTextAsync(Path.Combine(other.In, "file"), "another user's");
        await File.WriteAllTextAsync(Path.Combine(slot.In, "file"), "lent");

        string[] closed =
        [
            // What a run keeps for its next try goes when it has ended, perhaps just now.
            .. Directory.GetFiles(Path.Combine(api.DataFolder, "keys")), .. Directory.GetFiles(Path.Combine(api.DataFolder, "results", job), "*",
                SearchOption.AllDirectories).Where(file => Path.GetFileName(file)[0] != '.'),
            .. Directory.GetFiles(Path.Combine(api.DataFolder, "files"), "*", SearchOption.AllDirectories), Path.Combine(other.In, "file"),
            $"/proc/{Environment.ProcessId}/environ", $"/proc/{Environment.ProcessId}/maps", "/etc/passwd",
        ];
        Assert.True(closed.Length >= 9, string.Join(", ", closed));
        Assert.All(Compromised.Try(plan, true, "read", closed).Zip(closed), tried => Assert.Equal((Refused, tried.Second), tried));
        Assert.Equal([""], Compromised.Try(plan, true, "read", Path.Combine(slot.In, "file")));
        Assert.Equal([""], Compromised.Try(plan, true, "work", Path.Combine(slot.Results, "1")));
        string[] outside = [Path.Combine(other.Results, "x"), Path.Combine(slot.In, "x"), Path.Combine(api.DataFolder, "x"), "/tmp/openeo-cage-x"];
        Assert.All(Compromised.Try(plan, true, "write", outside), failure => Assert.Equal(Refused, failure));
        // Nothing that whoever takes its files over could be led by.
        string[] special = [Path.Combine(slot.Results, "link"), Path.Combine(slot.Sync, "link")];
        Assert.All(Compromised.Try(plan, true, "symlink", special), failure => Assert.NotEqual("", failure));
        Assert.All(Compromised.Try(plan, true, "fifo", special), failure => Assert.NotEqual("", failure));
        // No way to the database, neither by its port nor by its socket.
        using var database = new TcpListener(IPAddress.Loopback, 0);
        database.Start();
        Assert.Equal(["SocketException AccessDenied"], Compromised.Try(plan, true, "connect", $"{((IPEndPoint)database.LocalEndpoint).Port}"));
        Assert.Equal([Refused], Compromised.Try(plan, true, "socket", "1,1"));
        Assert.Equal([""], Compromised.Try(plan, true, "connect", $"{services.GetRequiredService<Egress>().Port}"));
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
            // One that has just been started is about to.
            var status = "";
            await JobClient.UntilAsync(async () => (status = await File.ReadAllTextAsync(Path.Combine(worker, "status")))
                .Contains("Seccomp:\t2", StringComparison.Ordinal), "the filter of system calls");
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
