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
    const uint Allow = 0x7fff0000, Fail = 0x00050000, NotPermitted = Fail | 1, Unknown = Fail | 38;

    // Offsets in struct seccomp_data; the low half of an argument comes first.
    const uint Number = 0, Architecture = 4, FirstArgument = 16, SecondArgument = 24;

    const uint NewNamespaces = 0x7e020000;   // CLONE_NEW… of any kind

    // Numbers of the kernel's tables: ptrace to process_vm_writev, mounting, namespaces, kernel modules, keys, starting programs, and the like.
    static readonly uint[] x64 =
    [
        101, 310, 311, 440, 438, 165, 166, 155, 161, 428, 429, 430, 431, 432, 433, 442, 308, 272, 321, 298, 248, 249, 250, 246, 320, 175, 313, 176, 425, 426,
        427, 303, 304, 167, 168, 169, 170, 171, 163, 172, 173, 164, 227, 305, 159, 179, 180, 212, 153, 312, 256, 279, 59, 322, 103, 139,
    ];

    static readonly uint[] arm64 =
    [
        117, 270, 271, 440, 438, 40, 39, 41, 51, 428, 429, 430, 431, 432, 433, 442, 268, 97, 280, 241, 217, 218, 219, 104, 294, 105, 273, 106, 425, 426,
        427, 264, 265, 224, 225, 142, 161, 162, 89, 170, 112, 266, 171, 60, 42, 18, 58, 272, 238, 239, 221, 281, 116,
    ];

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
        Step[] steps = Build(isX64 ? x64 : arm64, isX64 ? 0xc000003e : 0xc00000b7, isX64 ? 56u : 220, isX64 ? 41u : 198);
        fixed (Step* first = steps)
        {
            var program = new FilterProgram { Length = (ushort)steps.Length, Steps = first };
            if (syscall(isX64 ? 317 : 277, 1, 1, (nint)(&program)) != 0)   // SECCOMP_SET_MODE_FILTER, SECCOMP_FILTER_FLAG_TSYNC
                throw new InvalidOperationException($"seccomp: {Marshal.GetPInvokeErrorMessage(Marshal.GetLastPInvokeError())}");
        }
    }

    static Step[] Build(uint[] refused, uint architecture, uint clone, uint socket)
    {
        List<(ushort Code, uint Value, string? Then, string? Else)> code =
        [
            (Load, Architecture, null, null), (Equal, architecture, null, "refuse"), (Load, Number, null, null),
            (AtLeast, 0x40000000, "refuse", null),   // another table of numbers on the same processor
            .. refused.Select(number => (Equal, number, (string?)"refuse", (string?)null)),
            // Its flags are in memory, where no filter can look. Without it the C library uses clone.
            (Equal, 435, "unknown", null), (Equal, clone, "clone", null), (Equal, socket, "socket", "allow"),
        ];
        var labels = new Dictionary<string, int> { ["clone"] = code.Count };
        code.AddRange([(Load, FirstArgument, null, null), (AnyBit, NewNamespaces, "refuse", "allow")]);
        labels["socket"] = code.Count;
        // TCP and UDP; netlink, by which names are resolved; no raw or packet sockets, and none of the machine itself.
        code.AddRange(
            [(Load, FirstArgument, null, null), (Equal, 16, "allow", null), (Equal, 2, "type", null), (Equal, 10, "type", "refuse")]);
        labels["type"] = code.Count;
        code.AddRange([(Load, SecondArgument, null, null), (And, 0xf, null, null), (Equal, 1, "allow", null), (Equal, 2, "allow", "refuse")]);
        (labels["refuse"], labels["unknown"], labels["allow"]) = (code.Count, code.Count + 1, code.Count + 2);
        code.AddRange([(Return, NotPermitted, null, null), (Return, Unknown, null, null), (Return, Allow, null, null)]);
        return [.. code.Select((step, i) => new Step(step.Code, Jump(step.Then, i), Jump(step.Else, i), step.Value))];

        byte Jump(string? label, int from) => label is null ? (byte)0 : checked((byte)(labels[label] - from - 1));
    }

    [LibraryImport("libc", SetLastError = true)]
    private static partial nint syscall(nint number, nint a, nint b, nint c);
}
