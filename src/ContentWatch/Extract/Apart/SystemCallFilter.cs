using System.Runtime.InteropServices;

namespace ContentWatch.Extract.Apart;

/// <summary>
/// A seccomp filter (<c>seccomp(2)</c>) for all threads of this process: from here on it opens no socket, starts no program, opens no file for
/// writing, changes no file, signals and traces no other process, and loosens none of its limits. Each answers "not permitted".
/// </summary>
/// <remarks>
/// The numbers are those of <c>asm/unistd.h</c>, x64 and Arm64 side by side. The list names what is refused and not what is allowed: the runtime
/// chooses its calls anew with every version. Calls that are newer than the list do not exist for it.
/// </remarks>
internal static unsafe class SystemCallFilter
{
    private const uint X64 = 0xC000_003E;
    private const uint Arm64 = 0xC000_00B7;
    private const int None = -1;
    private const int NewestKnown = 461;

    private const ushort Load = 0x20;
    private const ushort IfEqual = 0x15;
    private const ushort IfAbove = 0x25;
    private const ushort IfAnyBit = 0x45;
    private const ushort Return = 0x06;

    private const uint Allow = 0x7FFF_0000;
    private const uint Kill = 0x8000_0000;
    private const uint NotPermitted = 0x0005_0000 | 1;
    private const uint NotThere = 0x0005_0000 | 38;

    private const uint AnyWriting = 0x3 | 0x40 | 0x200 | 0x400 | 0x40_0000;
    private const uint Thread = 0x1_0000;
    private const uint Synchronize = 1;
    private const uint SetFilter = 1;

    private static readonly (int X64, int Arm64)[] Refused =
    [
        // socket, socketpair, connect, bind, listen, accept, accept4
        (41, 198), (53, 199), (42, 203), (49, 200), (50, 201), (43, 202), (288, 242),

        // execve, execveat, fork, vfork
        (59, 221), (322, 281), (57, None), (58, None),

        // creat, unlink, unlinkat, rename, renameat, renameat2, mkdir, mkdirat, rmdir, link, linkat, symlink, symlinkat, mknod, mknodat
        (85, None), (87, None), (263, 35), (82, None), (264, 38), (316, 276), (83, None), (258, 34), (84, None), (86, None), (265, 37), (88, None), (266, 36), (133, None), (259, 33),

        // chmod, fchmod, fchmodat, fchmodat2, chown, lchown, fchown, fchownat, truncate, utime, utimes, futimesat, utimensat, setxattr, lsetxattr, fsetxattr
        (90, None), (91, 52), (268, 53), (452, 452), (92, None), (94, None), (93, 55), (260, 54), (76, 45), (132, None), (235, None), (261, None), (280, 88), (188, 5), (189, 6), (190, 7),

        // open_by_handle_at, name_to_handle_at, memfd_create, memfd_secret, shmget, msgget, semget, mq_open
        (304, 265), (303, 264), (319, 279), (447, 447), (29, 194), (68, 186), (64, 190), (240, 180),

        // ptrace, process_vm_readv, process_vm_writev, process_madvise, process_mrelease, kcmp, tkill, rt_sigqueueinfo, rt_tgsigqueueinfo, pidfd_open, pidfd_send_signal, pidfd_getfd
        (101, 117), (310, 270), (311, 271), (440, 440), (448, 448), (312, 272), (200, 130), (129, 138), (297, 240), (434, 434), (424, 424), (438, 438),

        // setrlimit, unshare, setns, mount, umount2, pivot_root, chroot, fsopen, fsmount, move_mount, open_tree
        (160, 164), (272, 97), (308, 268), (165, 40), (166, 39), (155, 41), (161, 51), (430, 430), (432, 432), (429, 429), (428, 428),

        // bpf, perf_event_open, userfaultfd, io_uring_setup, keyctl, add_key, request_key, syslog, quotactl, acct, swapon, reboot
        (321, 280), (298, 241), (323, 282), (425, 425), (250, 219), (248, 217), (249, 218), (103, 116), (179, 60), (163, 89), (167, 224), (169, 142),

        // init_module, finit_module, delete_module, kexec_load, kexec_file_load, sethostname, settimeofday, clock_settime, clock_adjtime, adjtimex
        (175, 105), (313, 273), (176, 106), (246, 104), (320, 294), (170, 161), (164, 170), (227, 112), (305, 266), (159, 171),

        // setuid, setgid, setreuid, setregid, setresuid, setresgid, setgroups, capset
        (105, 146), (106, 144), (113, 145), (114, 143), (117, 147), (119, 149), (116, 159), (126, 91),
    ];

    /// <summary>Puts it in place for every thread; false where the system cannot, or the processor is neither x64 nor Arm64. Nothing takes it away again.</summary>
    public static bool Apply()
    {
        var isX64 = RuntimeInformation.ProcessArchitecture == Architecture.X64;
        if (!isX64 && RuntimeInformation.ProcessArchitecture != Architecture.Arm64)
        {
            return false;
        }

        var program = Program(isX64).ToArray();
        fixed (Step* first = program)
        {
            var described = new Described((ushort)program.Length, first);
            return Libc.Call(isX64 ? 317 : 277, SetFilter, Synchronize, (nuint)(&described), 0) == 0;
        }
    }

    private static List<Step> Program(bool isX64)
    {
        int Number((int X64, int Arm64) call) => isX64 ? call.X64 : call.Arm64;

        List<Step> steps =
        [
            new(Load, 0, 0, 4), new(IfEqual, 1, 0, isX64 ? X64 : Arm64), new(Return, 0, 0, Kill),
            new(Load, 0, 0, 0), new(IfAbove, 0, 1, NewestKnown), new(Return, 0, 0, NotThere),
        ];
        steps.AddRange(Refused.Select(Number).Where(number => number != None)
            .SelectMany(number => new Step[] { new(IfEqual, 0, 1, (uint)number), new(Return, 0, 0, NotPermitted) }));

        // What hides its flags behind a pointer (clone3, openat2) is not there; libc then takes the older one.
        steps.AddRange([new(IfEqual, 0, 1, 435), new(Return, 0, 0, NotThere), new(IfEqual, 0, 1, 437), new(Return, 0, 0, NotThere)]);

        // open and openat: reading alone. clone: a thread, not a process.
        steps.AddRange(isX64 ? UnlessBits(2, 1, AnyWriting) : []);
        steps.AddRange(UnlessBits((uint)Number((257, 56)), 2, AnyWriting));
        steps.AddRange([new(IfEqual, 0, 4, (uint)Number((56, 220))), new(Load, 0, 0, Argument(0)), new(IfAnyBit, 1, 0, Thread), new(Return, 0, 0, NotPermitted), new(Return, 0, 0, Allow)]);

        // kill and tgkill: ourselves. prlimit64: asking.
        foreach (var signal in new[] { Number((62, 129)), Number((234, 131)) })
        {
            steps.AddRange([new(IfEqual, 0, 4, (uint)signal), new(Load, 0, 0, Argument(0)), new(IfEqual, 1, 0, (uint)Environment.ProcessId), new(Return, 0, 0, NotPermitted), new(Return, 0, 0, Allow)]);
        }

        steps.AddRange(
        [
            new(IfEqual, 0, 6, (uint)Number((302, 261))), new(Load, 0, 0, Argument(2)), new(IfEqual, 0, 3, 0), new(Load, 0, 0, Argument(2) + 4), new(IfEqual, 0, 1, 0),
            new(Return, 0, 0, Allow), new(Return, 0, 0, NotPermitted), new(Return, 0, 0, Allow),
        ]);
        return steps;
    }

    private static Step[] UnlessBits(uint call, int argument, uint bits) =>
        [new(IfEqual, 0, 4, call), new(Load, 0, 0, Argument(argument)), new(IfAnyBit, 0, 1, bits), new(Return, 0, 0, NotPermitted), new(Return, 0, 0, Allow)];

    /// <summary>Where the lower half of an argument stands in what the filter sees (<c>struct seccomp_data</c>).</summary>
    private static uint Argument(int number) => (uint)(16 + (8 * number));

    [StructLayout(LayoutKind.Sequential)]
    private readonly record struct Step(ushort Code, byte IfTrue, byte IfFalse, uint Value);

    [StructLayout(LayoutKind.Sequential)]
    private readonly struct Described(ushort length, Step* first)
    {
        public readonly ushort Length = length;
        public readonly Step* First = first;
    }
}
