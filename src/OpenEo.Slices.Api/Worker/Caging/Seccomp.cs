using System.Runtime.InteropServices;

namespace OpenEo.Slices.Api.Worker.Caging;

/// <summary>
/// A filter of system calls (seccomp, classic BPF) for all threads of the process: refuses what no worker needs and what attacks on the kernel or on other
/// processes are made of. Refused calls fail with EPERM, as if the user might not.
/// </summary>
static unsafe partial class Seccomp
{
    // Opcodes of classic BPF (linux/bpf_common.h): load word, jump if equal, if at least, if any bit is set; answer.
    const ushort Load = 0x20, Equal = 0x15, AtLeast = 0x35, AnyBit = 0x45, And = 0x54, Return = 0x06;
    const uint Inet = 2, Inet6 = 10, Netlink = 16, Stream = 1, Tcp = 6;
    const uint Allow = 0x7fff0000, Fail = 0x00050000, NotPermitted = Fail | 1, Unknown = Fail | 38;

    // Offsets in struct seccomp_data; the low half of an argument comes first.
    const uint Number = 0, Architecture = 4, FirstArgument = 16, SecondArgument = 24, ThirdArgument = 32, FourthArgument = 40;

    const uint NewNamespaces = 0x7e020000;   // CLONE_NEW… of any kind
    const uint Thread = 0x00010000;          // CLONE_THREAD
    const uint FastOpen = 0x20000000;        // MSG_FASTOPEN: connects, and Landlock does not hear of it

    // Numbers of the kernel's tables: ptrace to process_vm_writev, mounting, namespaces, kernel modules, keys, starting programs, and the like. Then what
    // Landlock has no right for: second names, modes, owners, times and attributes of files, watching them; listening and pairs of sockets; memory that no
    // process is seen to have; priorities of others; and processes, which would outlive this one.
    static readonly uint[] x64 =
    [
        101, 310, 311, 440, 438, 165, 166, 155, 161, 428, 429, 430, 431, 432, 433, 442, 308, 272, 321, 298, 248, 249, 250, 246, 320, 175, 313, 176, 425, 426,
        427, 303, 304, 167, 168, 169, 170, 171, 163, 172, 173, 164, 227, 305, 159, 179, 180, 212, 153, 312, 256, 279, 59, 322, 103, 139,
        86, 265, 90, 91, 268, 452, 92, 93, 94, 260, 132, 235, 261, 280, 188, 189, 190, 463, 197, 198, 199, 466, 253, 294, 254, 300,
        50, 43, 288, 53, 29, 64, 68, 240, 319, 447, 323, 434, 141, 251, 448, 57, 58,
    ];

    static readonly uint[] arm64 =
    [
        117, 270, 271, 440, 438, 40, 39, 41, 51, 428, 429, 430, 431, 432, 433, 442, 268, 97, 280, 241, 217, 218, 219, 104, 294, 105, 273, 106, 425, 426,
        427, 264, 265, 224, 225, 142, 161, 162, 89, 170, 112, 266, 171, 60, 42, 18, 58, 272, 238, 239, 221, 281, 116,
        37, 52, 53, 452, 54, 55, 88, 5, 6, 7, 463, 14, 15, 16, 466, 26, 27, 262,
        201, 202, 242, 199, 194, 190, 186, 180, 279, 447, 282, 434, 140, 30, 448,
    ];

    // Those of which an argument decides.
    sealed record Asked(uint NewThread, uint Socket, uint[] SendThird, uint[] SendFourth, uint[] OfThisProcess);

    // sendmsg; sendto, sendmmsg; prlimit64, sched_setaffinity, sched_setscheduler, sched_setparam, sched_setattr.
    static readonly Asked x64Asked = new(56, 41, [46], [44, 307], [302, 203, 144, 142, 314]);
    static readonly Asked arm64Asked = new(220, 198, [211], [206, 269], [261, 122, 119, 118, 274]);

    [StructLayout(LayoutKind.Sequential)]
    readonly record struct Step(ushort Code, byte Then, byte Else, uint Value);

    [StructLayout(LayoutKind.Sequential)]
    struct FilterProgram
    {
        public ushort Length;
        public Step* Steps;
    }

    /// <summary>Whether there is a filter for this processor.</summary>
    public static bool IsKnown => OperatingSystem.IsLinux() && RuntimeInformation.ProcessArchitecture is System.Runtime.InteropServices.Architecture.X64
        or System.Runtime.InteropServices.Architecture.Arm64;

    /// <summary>Filters the calls of all threads from now on. Needs <c>no_new_privs</c>.</summary>
    /// <exception cref="InvalidOperationException">The kernel refused.</exception>
    public static void Enforce()
    {
        var isX64 = RuntimeInformation.ProcessArchitecture is System.Runtime.InteropServices.Architecture.X64;
        Step[] steps = Build(isX64 ? x64 : arm64, isX64 ? 0xc000003e : 0xc00000b7, isX64 ? x64Asked : arm64Asked);
        fixed (Step* first = steps)
        {
            var program = new FilterProgram { Length = (ushort)steps.Length, Steps = first };
            if (syscall(isX64 ? 317 : 277, 1, 1, (nint)(&program)) != 0)   // SECCOMP_SET_MODE_FILTER, SECCOMP_FILTER_FLAG_TSYNC
                throw new InvalidOperationException($"seccomp: {Marshal.GetPInvokeErrorMessage(Marshal.GetLastPInvokeError())}");
        }
    }

    static Step[] Build(uint[] refused, uint architecture, Asked asked)
    {
        List<(ushort Code, uint Value, string? Then, string? Else)> code =
        [
            (Load, Architecture, null, null), (Equal, architecture, null, "refuse"), (Load, Number, null, null),
            (AtLeast, 0x40000000, "refuse", null),   // another table of numbers on the same processor
            .. refused.Select(number => (Equal, number, (string?)"refuse", (string?)null)),
            // Its flags are in memory, where no filter can look. Without it the C library uses clone.
            (Equal, 435, "unknown", null), (Equal, asked.NewThread, "clone", null), (Equal, asked.Socket, "socket", null),
            .. asked.SendThird.Select(number => (Equal, number, (string?)"third", (string?)null)),
            .. asked.SendFourth.Select(number => (Equal, number, (string?)"fourth", (string?)null)),
            .. asked.OfThisProcess.Select(number => (Equal, number, (string?)"own", (string?)null)),
            (Return, Allow, null, null),
        ];
        var labels = new Dictionary<string, int>();
        // Threads of this process only.
        Add("clone", (Load, FirstArgument, null, null), (AnyBit, NewNamespaces, "refuse", null), (AnyBit, Thread, "allow", "refuse"));
        // TCP, and no other protocol that looks like it to Landlock; netlink of routes, which .NET looks at. Names are the way out's to resolve.
        Add("socket", (Load, FirstArgument, null, null), (Equal, Netlink, "protocol 0", null), (Equal, Inet, "stream", null),
            (Equal, Inet6, "stream", "refuse"));
        Add("stream", (Load, SecondArgument, null, null), (And, 0xf, null, null), (Equal, Stream, null, "refuse"),
            (Load, ThirdArgument, null, null), (Equal, Tcp, "allow", null));
        Add("protocol 0", (Load, ThirdArgument, null, null), (Equal, 0, "allow", "refuse"));
        Add("third", (Load, ThirdArgument, null, null), (AnyBit, FastOpen, "refuse", "allow"));
        Add("fourth", (Load, FourthArgument, null, null), (AnyBit, FastOpen, "refuse", "allow"));
        Add("own", (Load, FirstArgument, null, null), (Equal, 0, "allow", "refuse"));
        (labels["refuse"], labels["unknown"], labels["allow"]) = (code.Count, code.Count + 1, code.Count + 2);
        code.AddRange([(Return, NotPermitted, null, null), (Return, Unknown, null, null), (Return, Allow, null, null)]);
        return [.. code.Select((step, i) => new Step(step.Code, Jump(step.Then, i), Jump(step.Else, i), step.Value))];

        void Add(string label, params (ushort Code, uint Value, string? Then, string? Else)[] steps)
        {
            labels[label] = code.Count;
            code.AddRange(steps);
        }

        byte Jump(string? label, int from) => label is null ? (byte)0 : checked((byte)(labels[label] - from - 1));
    }

    [LibraryImport("libc", SetLastError = true)]
    private static partial nint syscall(nint number, nint a, nint b, nint c);
}
